import numpy as np
import pytest

from embedstudy.structure.geometry import (
    cosines,
    effective_rank,
    have_directions,
    mean_cosine,
    norm_frequency,
    spearman,
)

RNG = np.random.default_rng(0)


def test_effective_rank_counts_directions():
    basis = np.linalg.qr(RNG.normal(size=(40, 5)))[0]
    assert effective_rank(basis) == pytest.approx(5)
    assert effective_rank(np.outer(RNG.normal(size=40), RNG.normal(size=5))) == pytest.approx(1)
    assert effective_rank(np.zeros((40, 5))) == 0


def test_effective_rank_is_the_exponent_of_an_entropy():
    values = np.array([3.0, 1.0])  # shares of 3/4 and 1/4
    matrix = np.linalg.qr(RNG.normal(size=(9, 2)))[0] * values
    assert effective_rank(matrix) == pytest.approx(4 / 27**0.25)


def test_mean_cosine_is_that_of_all_pairs():
    vectors = RNG.normal(size=(30, 4)) + 0.5
    pairs = [(i, j) for i in range(30) for j in range(i)]
    expected = np.mean([cosines(vectors[[i]], vectors[[j]])[0] for i, j in pairs])
    assert mean_cosine(vectors) == pytest.approx(expected)
    assert mean_cosine(np.ones((5, 3))) == pytest.approx(1)
    assert mean_cosine(np.array([[1, 0], [-2, 0]])) == pytest.approx(-1)


def test_a_cosine_is_defined_where_neither_vector_is_zeros():
    a, b = np.eye(3), np.array([[0, 0, 0], [1, 0, 0], [0, -1, 0]])
    assert have_directions(a, b).tolist() == [False, True, True]
    assert have_directions(b, a).tolist() == [False, True, True]


def test_zero_vectors_have_the_cosine_0():
    assert mean_cosine(np.array([[0, 0], [1, 0], [2, 0]])) == pytest.approx(1 / 3)
    assert cosines(np.zeros((1, 2)), np.ones((1, 2))).tolist() == [0]


def test_lengths_against_frequency():
    counts = np.array([1000, 100, 10, 1])
    directions = RNG.normal(size=(4, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    assert norm_frequency(directions * [[4], [3], [2], [1]], counts) == pytest.approx(1)
    assert norm_frequency(directions * [[1], [2], [3], [4]], counts) == pytest.approx(-1)
    assert norm_frequency(np.eye(4), counts) is None
    assert spearman(np.array([1.0]), np.array([2.0])) is None
