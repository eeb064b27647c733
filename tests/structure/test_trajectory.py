"""A word's neighbours at the moments of a training."""

import itertools

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.snapshots import Moment, Snapshots
from embedstudy.structure.drift import drift
from embedstudy.structure.knn import nearest
from embedstudy.structure.trajectory import follow_neighbors, list_snapshots
from tests.report.explorer.made_up import BAD, GOOD, made_up
from tests.studies import forget_checksums

WORDS = (*GOOD, *BAD)
EPOCHS = (0, 0.01, 0.3, 1, 2)
RUN = "made-up-random-mean-seed0"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return made_up(tmp_path_factory.mktemp("trajectory") / "study", epochs=EPOCHS)


def test_neighbors_and_drift_are_those_of_each_moment(study):
    moments = follow_neighbors(study, ["good3", "bad1"], topn=4)
    assert len(moments) == 2 * 2 * len(EPOCHS)
    assert [moment.space.kind for moment in moments[:6]] == ["random"] * 5 + ["finetuned"]
    snapshots = study.snapshots(RUN)
    for place, moment in enumerate(moments[: len(EPOCHS)]):
        matrix = np.asarray(snapshots.vectors[place])
        ids, cosines = nearest(matrix, 4)
        assert [word for word, _ in moment.neighbors] == [WORDS[i] for i in ids[3]]
        np.testing.assert_allclose([c for _, c in moment.neighbors], cosines[3], rtol=1e-6)
        assert moment.drift == pytest.approx(drift(snapshots.vectors[0], matrix)[3])
        assert (moment.epoch, moment.chosen) == (EPOCHS[place], place == 3)


def test_new_neighbors_are_new_since_the_moment_before(study):
    moments = follow_neighbors(study, ["bad2"], topn=5)[: len(EPOCHS)]
    assert moments[0].new == ()
    assert any(moment.new for moment in moments)
    for before, moment in itertools.pairwise(moments):
        had = {word for word, _ in before.neighbors}
        assert set(moment.new) == {word for word, _ in moment.neighbors} - had


def test_a_word_given_twice_is_followed_once(study):
    moments = follow_neighbors(study, ["bad2", "bad2"], topn=2)
    assert moments == follow_neighbors(study, ["bad2"], topn=2)


def test_plain_values_name_the_space(study):
    first = follow_neighbors(study, ["bad2"], topn=2)[1].to_json()
    assert list(first) == [
        "dataset", "kind", "vectors", "encoder", "word", "epoch", "chosen", "drift", "neighbors",
    ]  # fmt: skip
    assert first["kind"] == "random"
    assert set(first["neighbors"][0]) == {"neighbor", "cosine", "new"}


def test_an_unknown_word_offers_spellings(study):
    with pytest.raises(InputError, match=r"no word 'good33'.*nearest spellings: .*good3"):
        follow_neighbors(study, ["good33"], topn=3)
    with pytest.raises(InputError, match="topn"):
        follow_neighbors(study, ["good3"], topn=0)


def test_a_rare_word_is_one_that_snapshots_do_not_have(tmp_path):
    study = made_up(tmp_path / "study", strategies=["random"])
    vectors = np.array(study.space(RUN).matrix[None, :5])
    study.write_snapshots(RUN, Snapshots(WORDS[:5], vectors, (Moment(0.0, 0.7, None),), 0))
    assert len(follow_neighbors(study, ["good4"], topn=9)[0].neighbors) == 4
    with pytest.raises(InputError, match="'bad3' is not among the 5 most frequent words"):
        follow_neighbors(study, ["bad3"], topn=3)


def test_a_study_without_snapshots_says_how_to_get_them(tmp_path):
    with pytest.raises(InputError, match=r"no snapshots.*compare --snapshots"):
        list_snapshots(made_up(tmp_path / "study"))


@pytest.mark.parametrize("words", [GOOD[:1], GOOD[:3]])
@pytest.mark.parametrize("epochs", [(0,), (0, 1)])
def test_few_words_and_moments(tmp_path, words, epochs):
    study = made_up(tmp_path / "study", words, epochs=epochs, strategies=["random"])
    moments = follow_neighbors(study, ["good0"], topn=10)
    assert [len(moment.neighbors) for moment in moments] == [len(words) - 1] * len(epochs)


def test_a_vector_of_zeros_has_no_drift_and_no_neighbours(tmp_path):
    study = made_up(tmp_path / "study", strategies=["random"])
    vectors = np.zeros((2, 30, 8), np.float32)
    vectors[1] = study.space(RUN).matrix
    moments = (Moment(0.0, 0.7, None), Moment(1.0, 0.5, None))
    study.write_snapshots(RUN, Snapshots(WORDS, vectors, moments, 1))
    start, end = follow_neighbors(study, ["good0"], topn=3)
    assert (start.drift, start.neighbors, start.new) == (None, (), ())
    assert end.drift is None
    assert end.new == tuple(word for word, _ in end.neighbors)
    assert len(end.new) == 3


def test_damaged_snapshots_are_one_line(tmp_path):
    study = made_up(tmp_path / "study", epochs=EPOCHS)
    forget_checksums(study)
    (study.path / "snapshots" / RUN / "vectors.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(InputError, match=r"vectors\.npy: damaged"):
        follow_neighbors(study, ["good0"], topn=3)
