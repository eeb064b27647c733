import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.structure.neighbors import find_neighbors
from embedstudy.structure.spaces import list_spaces
from tests.conftest import BAD, GOOD
from tests.studies import compare


@pytest.fixture(scope="module")
def study(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("neighbors") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.3, out=out, progress=False)


def neighbor_rows(study, words, topn=10):
    return find_neighbors(list_spaces(study), words, topn)


def test_training_gathers_the_words_of_a_class(study):
    rows = neighbor_rows(study, [*GOOD, *BAD], topn=5)

    def share(space):
        """How many neighbours of class words are words of the same class; 1 in 4 by chance."""
        rows_of_space = [r for r in rows if r.kind == space]
        return np.mean([r.neighbor.startswith(r.word.rstrip("0123456789")) for r in rows_of_space])

    assert share("random-before") < 0.4
    assert share("pretrained") < 0.4
    assert share("random") > 0.6


def test_rows_are_by_word_and_within_it_by_space(study):
    words = ["good1", "bad2", "good1"]
    rows = neighbor_rows(study, words, topn=2)
    spaces = list(dict.fromkeys(row.kind for row in rows))
    assert [row.word for row in rows[:: 2 * len(spaces)]] == words
    assert [row.kind for row in rows[::2]] == 3 * spaces
    assert [row.rank for row in rows] == 3 * len(spaces) * [1, 2]


def test_the_pretrained_space_is_that_of_the_vectors(study, vectors):
    rows = [r for r in neighbor_rows(study, ["good1"], topn=3) if r.kind == "pretrained"]
    vocabulary = set(study.space(study.runs[0].run).words)
    expected = [(w, c) for w, c in vectors.neighbors("good1", 80) if w in vocabulary][:3]
    assert [r.neighbor for r in rows] == [w for w, _ in expected]
    np.testing.assert_allclose([r.cosine for r in rows], [c for _, c in expected], rtol=1e-5)
    assert [r.rank for r in rows] == [1, 2, 3]


def test_a_word_without_a_vector_has_no_pretrained_neighbours_and_is_none(study, vectors):
    missing = next(w for w in study.space(study.runs[0].run).words if w not in vectors)
    rows = neighbor_rows(study, [missing, "good1"], topn=100)
    assert not [r for r in rows if r.word == missing and r.kind == "pretrained"]
    assert [r for r in rows if r.word == missing and r.kind == "finetuned"]
    assert missing not in [r.neighbor for r in rows if r.kind == "pretrained"]


def test_an_unknown_word_offers_spellings(study):
    with pytest.raises(InputError, match=r"no word 'good1x'.*nearest spellings: good1"):
        neighbor_rows(study, ["good1x"])


def test_probe_words_are_on_disk(study):
    assert {row.word for row in study.neighbors} == set(study.meta["probes"]["made-up"])
    assert max(row.rank for row in study.neighbors) == 10
