import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath

from embedstudy import load_vectors
from embedstudy.errors import InputError
from embedstudy.vectors.evaluation import evaluate_vectors
from embedstudy.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def some() -> WordVectors:
    """The 4,000 most frequent words of GloVe, one in seven of them capitalized as well."""
    whole = load_vectors("glove-6b-50d", progress=False)
    words, matrix = whole.words[:4000], np.array(whole.matrix[:4000])
    more = [word.title() for word in words[::7] if word.title() not in whole]
    rng = np.random.default_rng(2)
    return WordVectors(
        [*words, *more], np.concatenate([matrix, rng.normal(size=(len(more), 50))]).astype("f4")
    )


@pytest.fixture(scope="module")
def peer(some) -> KeyedVectors:
    kv = KeyedVectors(50)
    kv.add_vectors(list(some.words), some.matrix)
    return kv


@pytest.mark.parametrize("among", [3000, 300_000])
def test_word_pairs_equal_gensims(some, peer, among):
    rows = {row.task: row for row in evaluate_vectors(some, pairs_among=among, analogies_among=1)}
    for task, file, total in (
        ("WordSim-353", "wordsim353.tsv", 353),
        ("SimLex-999", "simlex999.txt", 999),
    ):
        _, spearman, outside = peer.evaluate_word_pairs(datapath(file), restrict_vocab=among)
        assert rows[task].score == pytest.approx(spearman[0], abs=1e-12)
        assert rows[task].total == total
        assert 20 < rows[task].covered < total
        assert rows[task].covered == round(total * (1 - outside / 100))


@pytest.mark.parametrize("among", [2000, 300_000])
def test_analogies_equal_gensims(some, peer, among):
    score, sections = peer.evaluate_word_analogies(
        datapath("questions-words.txt"), restrict_vocab=among
    )
    rows = [
        row for row in evaluate_vectors(some, analogies_among=among) if row.measure == "accuracy"
    ]
    assert len(rows) == 15
    assert rows[-1].section == "total"
    assert rows[-1].score == score > 0
    assert rows[-1].total == 19_544 == sum(row.total for row in rows[:-1])
    for row, section in zip(rows, sections, strict=True):
        answered = len(section["correct"]) + len(section["incorrect"])
        assert row.section in (section["section"], "total")
        assert row.covered == answered
        assert row.score == (len(section["correct"]) / answered if answered else None)


def test_a_table_that_covers_nothing_has_no_score():
    foreign = WordVectors(["ett", "två"], np.ones((2, 3), np.float32))
    rows = evaluate_vectors(foreign, progress=False)
    assert {(row.score, row.covered) for row in rows} == {(None, 0)}


def test_a_correlation_that_is_not_defined_is_none():
    words = ["tiger", "cat", "love", "sex", "book", "paper"]
    rows = evaluate_vectors(WordVectors(words, np.zeros((6, 3), np.float32)), progress=False)
    assert rows[0].covered == 4
    assert rows[0].score is None


def test_bad_numbers(some):
    with pytest.raises(InputError, match="analogies_among is 0"):
        evaluate_vectors(some, analogies_among=0)
    with pytest.raises(InputError, match="pairs_among is -1"):
        evaluate_vectors(some, pairs_among=-1)
