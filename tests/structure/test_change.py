import numpy as np
import pytest

from embedstudy.structure.change import change_rank, change_share, relative_change

RNG = np.random.default_rng(0)
BEFORE = RNG.normal(size=(40, 6)).astype(np.float32)


def directions(*lengths):
    """A change along as many orthogonal directions, of these lengths."""
    n = len(lengths)
    left, right = (np.linalg.qr(RNG.normal(size=(size, n)))[0] for size in (40, 6))
    return (left * lengths) @ right.T


def test_the_rank_counts_the_directions_of_the_change_and_not_of_the_space():
    assert change_rank(BEFORE, BEFORE + directions(5.0)) == pytest.approx(1, abs=1e-4)
    assert change_rank(BEFORE.astype(float), BEFORE + directions(2.0, 2.0, 2.0)) == pytest.approx(3)
    assert change_rank(BEFORE, BEFORE) == 0


def test_a_step_of_all_words_counts():
    assert change_rank(BEFORE, BEFORE + np.ones(6)) == pytest.approx(1, abs=1e-4)


def test_the_share_is_that_of_the_squares():
    before, after = np.zeros((40, 6)), directions(4.0, 3.0)
    assert change_share(before, after, 1) == pytest.approx(16 / 25)
    assert change_share(before, after, 2) == pytest.approx(1)
    assert change_share(before, after, 9) == pytest.approx(1)


def test_nothing_is_no_share():
    assert change_share(BEFORE, BEFORE, 1) is None


def test_the_size_is_relative_to_the_start():
    before = BEFORE.astype(np.float64)
    assert relative_change(before, before * 1.5) == pytest.approx(0.5)
    assert relative_change(before, before) == 0
    assert relative_change(np.zeros((3, 2)), np.ones((3, 2))) is None


def test_three_words_and_one_will_do():
    for n in (1, 3):
        before, after = BEFORE[:n], BEFORE[:n] * 2
        assert 1 <= change_rank(before, after) <= n + 1e-9
        assert change_share(before, after, n) == pytest.approx(1)


def test_a_small_change_of_large_vectors_is_not_lost():
    before = np.full((3, 2), 1e4)
    assert relative_change(before, before + 1e-4) == pytest.approx(1e-8)
