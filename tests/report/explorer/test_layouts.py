"""Maps by t-SNE and UMAP, of all spaces together."""

import sys

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.report.explorer import draw_explorer, layouts
from embedstudy.report.explorer.data import collect_data
from embedstudy.report.explorer.layouts import find_layout, lay_out_words, share_neighbors
from embedstudy.report.explorer.maps import make_maps, score_parts
from embedstudy.report.explorer.packing import NOTHING_16
from tests.report.explorer.made_up import BAD, GOOD, made_up
from tests.report.explorer.test_data import unpacked


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.fixture(params=["tsne", pytest.param("umap", marks=pytest.mark.peers)])
def layout(request):
    if request.param == "umap":
        pytest.importorskip("umap", reason="umap-learn is not installed")
    return find_layout(request.param)


def all_known(matrices):
    return [np.ones(len(points), dtype=bool) for points in matrices]


def clusters(rng, n_words=60, dim=12):
    """Words of three kinds, and the kind of each."""
    kinds = np.arange(n_words) % 3
    return 4 * rng.normal(size=(3, dim))[kinds] + rng.normal(size=(n_words, dim)), kinds


def nearest_of(places):
    distances = np.linalg.norm(places[:, None] - places, axis=2)
    np.fill_diagonal(distances, np.inf)
    return distances.argmin(axis=1)


def test_the_first_two_components_are_those_of_the_common_axes(rng):
    matrices = [rng.normal(size=(80, dim)) * np.linspace(3, 1, dim) for dim in (5, 9)]
    known = all_known(matrices)
    maps = make_maps(matrices, known)
    for place, scores in enumerate(score_parts(matrices, known, 0.95)):
        assert 2 < scores.shape[1] < 14
        np.testing.assert_allclose(np.abs(scores[:, :2]), np.abs(maps[place]), atol=1e-9)


def test_all_components_keep_the_distances_of_a_space(rng):
    matrices = [rng.normal(size=(40, dim)) for dim in (4, 6)]
    for matrix, scores in zip(
        matrices, score_parts(matrices, all_known(matrices), 1.0), strict=True
    ):
        unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
        wanted, products = (points @ points.T for points in (unit - unit.mean(axis=0), scores))
        np.testing.assert_allclose(
            products, wanted * np.trace(products) / np.trace(wanted), atol=1e-7
        )


def test_where_all_words_are_in_one_place_there_is_no_component():
    matrices = [np.ones((9, 3)), np.zeros((9, 4))]
    assert [points.shape for points in score_parts(matrices, all_known(matrices), 0.95)] == [
        (9, 0), (9, 0),
    ]  # fmt: skip


def test_words_of_a_kind_are_neighbours_in_every_space(rng, layout):
    matrix, kinds = clusters(rng)
    matrices = [matrix, matrix + 0.5 * rng.normal(size=matrix.shape)]
    places, count = lay_out_words(layout, matrices, all_known(matrices))
    assert count == 60
    for points in places:
        assert (np.abs(points) <= 1).all()
        assert (kinds[nearest_of(points)] == kinds).mean() > 0.9
    both = np.vstack(places)
    assert np.abs(both).max() == pytest.approx(1)
    # A region is the same in both maps: of a word the nearest in the other is of its kind.
    across = np.linalg.norm(places[0][:, None] - places[1], axis=2).argmin(axis=1)
    assert (kinds[across] == kinds).mean() > 0.9


def test_the_same_spaces_give_the_same_bytes_on_any_number_of_threads(rng, layout):
    from threadpoolctl import threadpool_limits

    matrices = [clusters(rng)[0] for _ in range(2)]
    layouts_as_bytes = []
    for threads in (1, 2, 2):
        with threadpool_limits(threads):
            layouts_as_bytes.append(
                np.stack(lay_out_words(layout, matrices, all_known(matrices))[0]).tobytes()
            )
    assert len(set(layouts_as_bytes)) == 1


def test_rarer_words_and_words_without_a_vector_have_no_place(rng, layout, monkeypatch):
    monkeypatch.setattr(layouts, "POINTS", 81)
    matrices = [clusters(rng)[0] for _ in range(2)]
    known = all_known(matrices)
    known[1][[3, 50]] = False
    places, count = lay_out_words(layout, matrices, known)
    assert count == 40
    assert np.flatnonzero(np.isfinite(places[0][:, 0])).tolist() == list(range(40))
    assert np.flatnonzero(np.isfinite(places[1][:, 0])).tolist() == [i for i in range(40) if i != 3]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n_words", [1, 2, 3, 4, 5, 6, 7, 20])
@pytest.mark.parametrize("n_spaces", [1, 2, 4])
def test_few_words_have_a_layout(rng, layout, n_words, n_spaces):
    matrices = [rng.normal(size=(n_words, 5)) for _ in range(n_spaces)]
    places, count = lay_out_words(layout, matrices, all_known(matrices))
    assert count == n_words
    assert [points.shape for points in places] == [(n_words, 2)] * n_spaces
    assert np.isfinite(places).all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda matrices, known: [points.fill(1) for points in matrices],
        lambda matrices, known: [points.fill(0) for points in matrices],
        lambda matrices, known: matrices[0].fill(1),
        lambda matrices, known: [points.fill(False) for points in known],
        lambda matrices, known: known[1].fill(False),
        lambda matrices, known: [
            points.__setitem__(slice(1, None), points[1]) for points in matrices
        ],
    ],
    ids=["all equal", "zeros", "one equal", "none known", "one unknown", "two places"],
)
def test_spaces_with_nothing_to_lay_out(rng, layout, spoil):
    matrices = [rng.normal(size=(30, 5)) for _ in range(2)]
    known = all_known(matrices)
    spoil(matrices, known)
    places, _ = lay_out_words(layout, matrices, known)
    for points, has_place in zip(places, known, strict=True):
        assert (np.isfinite(points).all(axis=1) == has_place).all()


def test_what_a_map_keeps_of_a_space(rng):
    angles = np.sort(rng.uniform(0, 1, size=40))
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    assert share_neighbors(7 * circle, circle) == 1
    assert share_neighbors(circle, rng.normal(size=(40, 2))) < 0.5
    places = circle.copy()
    places[20:] = np.nan
    assert share_neighbors(circle, places) == 1
    places[11:] = np.nan
    assert share_neighbors(circle, places) is None
    # All in one place: which are nearest is arbitrary, but never the word itself.
    assert 0 <= share_neighbors(np.ones((30, 2)), np.zeros((30, 2))) <= 1


def test_pca_is_what_there_is_anyway(tmp_path):
    study = made_up(tmp_path / "study")
    assert find_layout("pca") is None
    assert draw_explorer(study, "pca") == draw_explorer(study)
    assert "layout" not in draw_explorer(study).html + draw_explorer(study).data


@pytest.mark.parametrize(("typed", "nearest"), [("t-sne", "tsne"), ("UMAP", "umap"), ("", "pca")])
def test_an_unknown_layout_gets_the_nearest_names(tmp_path, typed, nearest):
    with pytest.raises(InputError, match=f"no layout '{typed}'; there are: {nearest}"):
        draw_explorer(made_up(tmp_path / "study"), typed)


@pytest.mark.parametrize("typed", [None, 3, ["tsne"]])
def test_what_is_no_name(tmp_path, typed):
    with pytest.raises(InputError, match="layout: a name is a string"):
        draw_explorer(made_up(tmp_path / "study"), typed)


def test_without_umap_it_is_said_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(InputError) as caught:
        draw_explorer(made_up(tmp_path / "study"), "umap")
    assert str(caught.value).endswith("needs UMAP: pip install 'embedstudy[umap]'")


def test_the_page_has_the_layout_and_all_that_it_had(tmp_path, layout):
    study = made_up(tmp_path / "study", without_vector=[29])
    plain, with_layout = collect_data(study), collect_data(study, layout)
    assert with_layout.pop("layout") == layout.title
    (dataset,) = with_layout["datasets"]
    laid_out = dataset.pop("laid_out")
    assert laid_out["words"] == 30
    # 30 words in 4 spaces, two of which lack one
    assert laid_out["setting"] in ("perplexity 30", "15 neighbours, least distance 0.1")
    assert all(0.3 < space.pop("shared_neighbors") / 100 <= 1 for space in dataset["spaces"])
    places = [unpacked(space.pop("layout"), "<i2", 2) for space in dataset["spaces"]]
    assert with_layout == plain
    gone = [np.flatnonzero(points[:, 0] == NOTHING_16).tolist() for points in places]
    assert gone == [[], [], [29], []]
    assert max(np.abs(points[:29].astype(int)).max() for points in places) == 32767
    again = draw_explorer(study, layout.name)
    assert again == draw_explorer(study, layout.name)


def test_a_layout_takes_its_room_on_the_page(tmp_path, monkeypatch):
    from embedstudy.report.explorer import data as module

    monkeypatch.setattr(module, "BYTES", 5_000)
    study = made_up(tmp_path / "study")
    with_it, without = (
        len(collect_data(study, find_layout(name))["datasets"][0]["words"])
        for name in ("tsne", "pca")
    )
    assert 1 < with_it < without < 30


def test_slow_work_is_told_of(tmp_path, monkeypatch, capsys):
    import threading

    from embedstudy import progress

    def slow(layout, matrices, known, towards):
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):  # what waits to tell
                thread.join()
        return [np.zeros((len(points), 2)) for points in matrices], len(matrices[0])

    monkeypatch.setattr("embedstudy.report.explorer.data.lay_out_words", slow)
    monkeypatch.setattr(progress.announce_if_slow.__wrapped__, "__kwdefaults__", {"seconds": 0.0})
    study = made_up(tmp_path / "study", (*GOOD, *BAD))
    draw_explorer(study, "tsne")
    assert capsys.readouterr().err == ""
    draw_explorer(study, "tsne", progress=True)
    captured = capsys.readouterr()
    assert captured.err.startswith("laying out the words of made-up by t-SNE")
    assert captured.err.count("\n") == 1
    assert captured.out == ""
