from pathlib import Path

import numpy as np
import pytest
from gensim.test.utils import datapath

from embedstudy.structure.antonyms import OPPOSITES, opposition
from embedstudy.structure.word_similarity import general_meaning, read_judgements


@pytest.mark.parametrize(
    ("task", "count", "first"),
    [("WordSim-353", 353, ("love", "sex", 6.77)), ("SimLex-999", 999, ("old", "new", 1.58))],
)
def test_the_judgements_are_those_that_gensim_ships(task, count, first):
    pairs = read_judgements(task)
    assert len(pairs) == count
    assert pairs[0] == first
    file = {"WordSim-353": "wordsim353.tsv", "SimLex-999": "simlex999.txt"}[task]
    lines = Path(datapath(file)).read_text(encoding="utf-8").splitlines()
    assert sum(not line.startswith("#") for line in lines) == count


def test_a_space_that_people_made_agrees_with_them():
    """Pairs at an angle that falls as they are more alike."""
    ratings = np.linspace(0, 10, 50)
    angle = np.pi * (1 - ratings / 10)
    a = np.tile([1.0, 0.0], (50, 1))
    b = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    assert general_meaning(a, b, ratings) == pytest.approx(1)
    assert general_meaning(a, b, -ratings) == pytest.approx(-1)
    assert general_meaning(a, a, ratings) is None


def test_it_is_what_gensim_makes_of_the_same_vectors():
    from gensim.models import KeyedVectors

    pairs = read_judgements("SimLex-999")
    words = sorted({word for a, b, _ in pairs for word in (a, b)})
    vectors = np.random.default_rng(0).normal(size=(len(words), 20)).astype(np.float32)
    peer = KeyedVectors(20)
    peer.add_vectors(words, vectors)
    _, (expected, _), _ = peer.evaluate_word_pairs(datapath("simlex999.txt"))
    row = {word: i for i, word in enumerate(words)}
    a, b, ratings = zip(*((row[a], row[b], s) for a, b, s in pairs), strict=True)
    correlation = general_meaning(vectors[list(a)], vectors[list(b)], np.array(ratings))
    assert correlation == pytest.approx(expected, abs=1e-6)


def test_opposites_are_pairs_of_two_words_each_once():
    pairs = [frozenset(pair) for group in OPPOSITES.values() for pair in group]
    assert list(OPPOSITES) == ["polarity", "temperature", "size", "time"]
    assert len(set(pairs)) == len(pairs) >= 60
    assert all(len(pair) == 2 for pair in pairs)
    assert all(word.islower() for pair in pairs for word in pair)


def test_opposites_that_are_opposite():
    a = np.array([[1.0, 0.0], [0.0, 2.0]])
    assert opposition(a, -3 * a) == pytest.approx(-1)
    assert opposition(a, a) == pytest.approx(1)
    assert opposition(a, a[::-1]) == pytest.approx(0)
