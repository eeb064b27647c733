"""What the page is given of the moments of a training."""

import base64
import zlib
from dataclasses import replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.report.explorer import data as data_module
from embedstudy.report.explorer.data import TOPN, collect_data
from embedstudy.report.explorer.moments import choose_moments, read_snapshots
from embedstudy.report.explorer.packing import to_json
from embedstudy.results.damage import Damage
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.snapshots import Moment, Snapshots
from embedstudy.structure.knn import nearest
from tests.report.explorer.made_up import BAD, GOOD, made_up
from tests.report.explorer.test_data import unpacked
from tests.report.explorer.test_deltas import decode_lists, decode_steps
from tests.studies import forget_checksums

WORDS = (*GOOD, *BAD)
# Moments lie between two documents, so not at 1 % of the epoch itself.
EPOCHS = (0, 0.00996483001, 0.1, 1, 2, 3)
RUN = "made-up-random-mean-seed0"


def unpack_moments(dataset, place):
    """The moments of a space, as the page's script takes them apart."""
    space = dataset["spaces"][place]
    moments, n_words = space["moments"], len(dataset["words"])
    topn, chosen, count = moments["topn"], moments["chosen"], len(moments["epochs"])
    content, at = zlib.decompress(base64.b64decode(moments["packed"])), 0

    def take(*shape):
        nonlocal at
        start, at = at, at + int(np.prod(shape))
        return np.frombuffer(content[start:at], np.uint8).reshape(shape).astype(np.int64)

    codes = [None if moment == chosen else take(n_words, topn) for moment in range(count)]
    fresh = sum(int((part == topn).sum()) for part in codes if part is not None)
    low, high = take(fresh), take(fresh)
    new = iter((low + 256 * high).tolist())
    end = unpacked(space["neighbors"], "<u2", TOPN).astype(int)[:, :topn]
    start = space["before"]
    before = end if start is None else unpacked(
        dataset["spaces"][start]["neighbors"], "<u2", TOPN
    ).astype(int)[:, :topn]  # fmt: skip
    lists = []
    for part in codes:
        if part is None:
            lists.append(end)
        else:
            fresh = np.array([next(new) for _ in range(int((part == topn).sum()))])
            lists.append(decode_lists(part, fresh, before))
        before = lists[-1]
    end_cosines = unpacked(space["cosines"], "i1", TOPN).astype(int)[:, :topn]
    cosines, previous = [], np.zeros_like(end_cosines)
    for moment in range(count):
        if moment == chosen:
            cosines.append(end_cosines)
        else:
            cosines.append(previous + decode_steps(take(1, n_words, topn), 9)[0])
        previous = cosines[-1]
    drift = decode_steps(take(count, n_words), 8)
    places = []
    for _ in ("common", "joint"):
        low, high = take(count, n_words, 2), take(count, n_words, 2)
        places.append(decode_steps(low + 256 * high, 16))
    assert at == len(content)
    return np.array(lists), np.array(cosines), drift, *places


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("moments") / "study", epochs=EPOCHS)


@pytest.fixture(scope="module")
def dataset(study):
    (only,) = collect_data(study)["datasets"]
    return only


@pytest.mark.parametrize(("place", "strategy"), [(1, "random"), (3, "finetuned")])
def test_neighbors_are_those_of_each_moment(study, dataset, place, strategy):
    snapshots = study.snapshots(RUN.replace("random", strategy))
    lists, cosines, *_ = unpack_moments(dataset, place)
    for moment, matrix in enumerate(snapshots.vectors):
        ids, expected = nearest(np.asarray(matrix), TOPN)
        np.testing.assert_array_equal(lists[moment], ids)
        np.testing.assert_allclose(cosines[moment] / 100, expected, atol=0.00501)


def test_drift_and_places_are_those_of_each_moment(study, dataset):
    snapshots = study.snapshots(RUN)
    _, _, drift, common, joint = unpack_moments(dataset, 1)
    units = [m / np.linalg.norm(m, axis=1, keepdims=True) for m in np.asarray(snapshots.vectors)]
    for moment, unit in enumerate(units):
        np.testing.assert_allclose(drift[moment] / 100, (units[0] * unit).sum(axis=1), atol=0.0051)
    together = np.vstack(units)
    centred = together - together.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    expected = (centred @ axes[:2].T) / np.abs(centred @ axes[:2].T).max(axis=0)
    got = joint.reshape(-1, 2) / 32767
    for column in got.T:  # in either order, of either sign
        agreement = [np.abs(np.abs(column) - np.abs(axis)).max() for axis in expected.T]
        assert min(agreement) < 1e-4
    # On common axes, the chosen moment lies where the map of the space has it.
    chosen = common[snapshots.chosen] * np.array(dataset["reach"])
    np.testing.assert_allclose(chosen, unpacked(dataset["spaces"][1]["map"], "<i2", 2), atol=2)
    assert min(dataset["reach"]) >= 1


def test_without_snapshots_nothing_is_different(tmp_path, dataset):
    (plain,) = collect_data(made_up(tmp_path / "plain"))["datasets"]
    spaces = [{k: v for k, v in space.items() if k != "moments"} for space in dataset["spaces"]]
    assert plain == {**{k: v for k, v in dataset.items() if k != "reach"}, "spaces": spaces}
    assert ["moments" in space for space in dataset["spaces"]] == [False, True, False, True]


def dynamics_row(study, **changes):
    (row,) = [row for row in study.runs if row.run == RUN]
    empty = dict.fromkeys(
        ("effective_rank", "change_rank", "change_share", "change_norm", "opposites",
         "general_meaning", "overlap_before", "overlap_end", "task_alignment"),
    )  # fmt: skip
    fields = {
        "dataset": row.dataset, "kind": "random", "vectors": "", "encoder": "mean", "seed": 0,
        "epoch": 0.0, "chosen": False, "train_loss": 0.7, "dev_accuracy": 0.5, **empty, "n": 30,
        "note": "",
    }  # fmt: skip
    return DynamicsRow(**{**fields, **changes})


def test_curves_have_the_numbers_of_the_study(tmp_path):
    study = made_up(tmp_path / "study", epochs=EPOCHS)
    study.write_rows(DynamicsRow, [dynamics_row(study, epoch=0.00996483, task_alignment=0.25)])
    shown = collect_data(study)["datasets"][0]["spaces"]
    moments = shown[1]["moments"]
    assert moments["epochs"] == list(EPOCHS)
    assert moments["chosen"] == 4
    assert moments["task_alignment"] == [None, 0.25, None, None, None, None]
    expected = [moment.train_loss for moment in study.snapshots(RUN).moments]
    np.testing.assert_allclose(moments["train_loss"], expected, atol=1e-4)
    assert shown[3]["moments"]["task_alignment"] == [None] * 6


def test_curves_find_epochs_that_the_table_has_rounded(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 2 / 151, 1))
    study.write_rows(DynamicsRow, [dynamics_row(study, epoch=2 / 151, task_alignment=0.25)])
    moments = collect_data(study)["datasets"][0]["spaces"][1]["moments"]
    assert moments["task_alignment"] == [None, 0.25, None]


@pytest.mark.parametrize("words", [GOOD[:1], GOOD[:3]])
@pytest.mark.parametrize("epochs", [(0,), (0, 1)])
def test_few_words_and_moments(tmp_path, words, epochs):
    (shown,) = collect_data(made_up(tmp_path / "study", words, epochs=epochs))["datasets"]
    lists, *_ = unpack_moments(shown, 1)
    assert lists.shape == (len(epochs), len(words), TOPN)
    assert shown["spaces"][1]["moments"]["chosen"] == len(epochs) - 1


def test_moments_keep_to_the_size_of_the_page(tmp_path, monkeypatch):
    words = [f"w{i}" for i in range(300)]
    study = made_up(tmp_path / "study", words, epochs=EPOCHS)
    (whole,) = collect_data(study)["datasets"]
    packed = sum(len(whole["spaces"][place]["moments"]["packed"]) for place in (1, 3))
    rest = len(to_json(whole).encode()) - packed
    monkeypatch.setattr(data_module, "BYTES", 100_000)
    counts = []
    for share in (1.01, 0.9, 0.6, 0.4, 0):
        monkeypatch.setattr(data_module, "BYTES_WITH_MOMENTS", rest + share * packed)
        (shown,) = collect_data(study)["datasets"]
        assert len(to_json(shown).encode()) < rest + share * packed + 1000
        assert len(shown["words"]) == 300
        counts.append([shown["spaces"][place]["moments"]["topn"] for place in (1, 3)])
    assert counts[0] == [10, 10]
    assert counts[1] == [5, 5]
    assert counts[-2] == [3, None]
    assert counts[-1] == [None, None]


def test_of_many_epochs_some_are_left_out():
    moments = tuple(Moment(float(e), 0.5, 0.5) for e in (0, 0.01, 0.03, 0.1, 0.3, *range(1, 301)))
    vectors = np.zeros((len(moments), 1, 1), np.float32)
    snapshots = Snapshots(("a",), vectors, moments, chosen=17)
    chosen = choose_moments(snapshots).tolist()
    assert len(chosen) <= 30
    assert chosen == sorted(set(chosen))
    assert set(range(6)) | {17, len(moments) - 1} <= set(chosen)
    assert np.diff(chosen[6:]).max() < 20


def test_snapshots_that_lack_a_word_of_the_page_are_left_out(study):
    assert read_snapshots(study, RUN, WORDS) is not None
    assert read_snapshots(study, RUN, [*WORDS, "other"]) is None
    assert read_snapshots(study, RUN.replace("random", "frozen"), WORDS) is None


@pytest.mark.parametrize(
    "meta",
    [
        '{"moments": [{"epoch": 1, "train_loss": 1, "dev_accuracy": 1}], "chosen": 0}',
        '{"moments": [{"epoch": NaN, "train_loss": 1, "dev_accuracy": 1}], "chosen": 0}',
        '{"moments": [{"epoch": 1' + 400 * "0" + ', "train_loss": 1, "dev_accuracy": 1}]}',
        '{"moments": [], "chosen": 0}',
        "[]",
        "{",
    ],
)
def test_hostile_moments_are_one_line_and_the_page_shows_the_rest(tmp_path, meta):
    study = made_up(tmp_path / "study", epochs=EPOCHS)
    forget_checksums(study)
    (study.path / "snapshots" / RUN / "meta.json").write_text(meta)
    with pytest.raises(InputError, match=r"snapshots.*meta\.json: damaged"):
        collect_data(study)
    tolerant = replace(study, damage=Damage())
    (shown,) = collect_data(tolerant)["datasets"]
    assert ["moments" in space for space in shown["spaces"]] == [False, False, False, True]
    assert len(tolerant.damage.messages) == 1


def test_snapshots_of_other_dimensions_than_the_space_are_damaged(tmp_path):
    study = made_up(tmp_path / "study", epochs=EPOCHS)
    snapshots = study.snapshots(RUN)
    study.write_snapshots(RUN, replace(snapshots, vectors=snapshots.vectors[:, :, :5]))
    with pytest.raises(InputError, match=r"vectors\.npy: damaged.*5 dimensions, and 8"):
        collect_data(study)
