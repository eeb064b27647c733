import numpy as np
import pytest

from embedstudy.structure.log_odds import log_odds

RNG = np.random.default_rng(0)


def test_log_odds_by_the_formula_of_monroe_and_others():
    counts = np.array([[30, 10], [50, 80], [20, 110]])
    n, prior = counts.sum(), 60.0
    a = prior * (30 + 10) / n
    first = np.log((30 + a) / (100 + prior - 30 - a))
    second = np.log((10 + a) / (200 + prior - 10 - a))
    odds, z = log_odds(counts, prior)
    assert odds[0, 0] == pytest.approx(first - second)
    assert z[0, 0] == pytest.approx((first - second) / np.sqrt(1 / (30 + a) + 1 / (10 + a)))


def test_two_classes_say_the_opposite():
    odds, z = log_odds(RNG.poisson(5, (40, 2)))
    np.testing.assert_allclose(odds[:, 0], -odds[:, 1])
    np.testing.assert_allclose(z[:, 0], -z[:, 1])


def test_a_word_said_alike_has_no_log_odds_and_one_that_nobody_has_neither():
    odds, z = log_odds(np.array([[10, 20, 30], [0, 0, 0], [100, 200, 300]]))
    assert odds == pytest.approx(0)
    assert z == pytest.approx(0)


@pytest.mark.parametrize("counts", [[[3, 0]], [[0, 0], [0, 0]], [[4], [5]]])
def test_where_there_is_nothing_to_compare(counts):
    odds, z = log_odds(np.array(counts))
    assert not odds.any()
    assert not z.any()


def test_rare_words_are_drawn_to_the_whole_corpus():
    counts = np.array([[2, 0], [200, 0], [500, 800]])
    _, z = log_odds(counts)
    assert 0 < z[0, 0] < z[1, 0]
