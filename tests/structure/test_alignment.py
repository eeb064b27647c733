import math

import numpy as np
import pytest

from embedstudy.structure.alignment import log_odds


def test_it_is_the_formula_of_monroe_and_others():
    counts = np.array([[7, 1, 2], [0, 3, 0], [5, 5, 9], [1, 0, 0]])
    found, z = log_odds(counts)
    total, words = counts.sum(), len(counts)
    for w, c in np.ndindex(counts.shape):
        prior = counts[w].sum() * words / total
        own, others = counts[w, c], counts[w].sum() - counts[w, c]
        n_own, n_others = counts[:, c].sum(), total - counts[:, c].sum()
        ratio = math.log((own + prior) / (n_own + words - own - prior))
        ratio -= math.log((others + prior) / (n_others + words - others - prior))
        assert found[w, c] == pytest.approx(ratio)
        assert z[w, c] == pytest.approx(ratio / math.sqrt(1 / (own + prior) + 1 / (others + prior)))


def test_words_of_a_class_stand_out_and_rare_ones_less_surely():
    counts = np.array([[400, 10], [2, 0], [10, 400], [300, 300]])
    found, z = log_odds(counts)
    assert found[0, 0] > 1 > -1 > found[0, 1]
    assert abs(found[3, 0]) < 0.1
    assert z[0, 0] > 10 > 2 > z[1, 0] > 0
    np.testing.assert_allclose(found[:, 0], -found[:, 1])


def test_a_word_that_nobody_says_says_nothing():
    found, z = log_odds(np.array([[3, 1], [0, 0], [1, 3]]))
    assert found[1].tolist() == z[1].tolist() == [0, 0]
    for counts in ([[0, 0], [0, 0]], [[5, 1]], [[5, 1], [0, 0]]):
        assert not np.any(log_odds(np.array(counts)))
