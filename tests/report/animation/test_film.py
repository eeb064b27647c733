"""What a film shows of a space."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.report.animation.film import HIGH, LABELS, LOW, make_film
from embedstudy.structure.log_odds import log_odds
from tests.report.explorer.made_up import BAD, GOOD, made_up
from tests.studies import forget_checksums

EPOCHS = (0, 0.01, 0.3, 1, 2, 3)
RUN = "made-up-random-mean-seed0"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("film") / "study", epochs=EPOCHS)


def test_places_are_those_of_the_joint_components(study):
    film = make_film(study, "random")
    assert film.places.shape == (6, 30, 2)
    np.testing.assert_allclose(np.abs(film.places).max(axis=(0, 1)), 1)
    units = [m / np.linalg.norm(m, axis=1, keepdims=True) for m in study.snapshots(RUN).vectors]
    together = np.vstack(units) - np.vstack(units).mean(axis=0)
    _, _, axes = np.linalg.svd(together, full_matrices=False)
    expected = together @ axes[:2].T
    shown = film.places.reshape(-1, 2)
    correlations = np.abs(np.corrcoef(shown.T, expected.T)[:2, 2:])
    np.testing.assert_allclose(np.sort(correlations.max(axis=1)), 1, atol=1e-6)
    good = film.places[-1, : len(GOOD), 0]
    assert good.mean() > film.places[-1, len(GOOD) :, 0].mean()  # pos lies to the right


def test_it_says_what_it_shows(study):
    film = make_film(study, "random", 20)
    assert film.title == "made-up: random, mean, 20 words"
    assert film.run == RUN
    assert film.moments == study.snapshots(RUN).moments
    assert film.chosen == 4
    assert film.legend[:2] == (("neg", LOW), ("pos", HIGH))
    assert 0 < len(film.labels) <= LABELS
    assert all(text == (*GOOD, *BAD)[word] for word, text in film.labels)


def test_labels_are_those_that_speak_most_for_each_class(study):
    film = make_film(study, "random")
    labels = [text for _, text in film.labels]
    n_good = sum(text in GOOD for text in labels)
    n_bad = sum(text in BAD for text in labels)
    assert n_good + n_bad == len(labels)
    assert 0 < n_good <= LABELS // 2
    assert 0 < n_bad <= LABELS // 2
    # Whether the words of a class lie apart decides about all but its first.
    counts = study.word_counts("made-up")
    odds, z = log_odds(counts.held_out)
    strongest = {counts.words[row] for row in (z * np.abs(odds)).argmax(axis=0).tolist()}
    assert set(labels[:2]) == strongest
    ends = film.places[-1, [word for word, _ in film.labels]]
    assert len(np.unique(ends, axis=0)) == len(labels)


def test_without_scores_the_words_that_move_furthest_have_labels(tmp_path):
    film = make_film(made_up(tmp_path / "study", epochs=(0, 1), counted=False), "random")
    moved = np.linalg.norm(film.places[-1] - film.places[0], axis=1)
    assert film.labels[0][0] == moved.argmax()


def test_words_have_the_colour_of_their_class(study):
    film = make_film(study, "random")
    red, blue = film.colours[:, 0], film.colours[:, 2]
    assert (red - blue)[: len(GOOD)].mean() > (red - blue)[len(GOOD) :].mean() + 0.1
    assert film.order.tolist()[0] == 29  # the word without scores lies at the bottom


def test_of_many_classes_the_frequent_ones_have_colours(tmp_path):
    classes = [f"class {i}" for i in range(9)]
    words = [f"w{i}" for i in range(60)]
    film = make_film(made_up(tmp_path / "study", words, classes=classes, epochs=(0, 1)), "random")
    assert len(film.legend) == 7
    assert film.legend[-1][0] == "about even, or another class"
    assert len({colour for _, colour in film.legend}) == 7


@pytest.mark.parametrize("words", [GOOD[:1], GOOD[:3]])
@pytest.mark.parametrize("how", [{"epochs": (0,)}, {"epochs": (0, 1), "counted": False}])
def test_few_words_and_moments(tmp_path, words, how):
    film = make_film(made_up(tmp_path / "study", words, **how), "random")
    assert film.places.shape == (len(how["epochs"]), len(words), 2)
    assert np.isfinite(film.places).all()
    assert np.isfinite(film.colours).all()


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ("frozen", "no training of frozen changes a space"),
        ("pretrained", "^pretrained: is a space before training"),
        ("random-before", "^random-before: is a space before training"),
        ("nothing", "no run 'nothing'"),
        (None, "several learned spaces"),
    ],
)
def test_a_space_without_moments_says_why(study, run, why):
    with pytest.raises(InputError, match=why):
        make_film(study, run)


def test_a_study_without_snapshots_says_how_to_get_them(tmp_path):
    with pytest.raises(InputError, match=r"no snapshots.*compare --snapshots"):
        make_film(made_up(tmp_path / "study"), "random")


def test_a_run_without_snapshots_names_one_that_has_them(tmp_path):
    study = made_up(tmp_path / "study", strategies=["random"], epochs=(0, 1))
    row = study.runs[0]
    study.write_rows(type(row), [row, type(row)(**{**vars(row), "run": "other", "seed": 1})])
    space = study.space(row.run)
    matrices = {"vectors": space.matrix, "initial": space.matrix}
    study.write_space("other", space.words, matrices, {"without_vector": []})
    with pytest.raises(InputError, match=f"no snapshots of its training; {RUN} has"):
        make_film(study, "other")


def test_damaged_snapshots_are_one_line(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    forget_checksums(study)
    meta = '{"moments": [{"epoch": 0, "train_loss": 1e999, "dev_accuracy": 1}], "chosen": 0}'
    (study.path / "snapshots" / RUN / "meta.json").write_text(meta)
    with pytest.raises(InputError, match=r"meta\.json: damaged"):
        make_film(study, "random")
