"""The mean and its gradient against NumPy, on documents of every length around the loop's four."""

import numpy as np
import pytest

from embedstudy.nn.kernels import pooling

RNG = np.random.default_rng(5)
N_WORDS = 30
LENGTHS = np.array([*range(10), 0, 41])
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = RNG.integers(0, N_WORDS, OFFSETS[-1]).astype(np.int32)
DOCUMENTS = np.split(VALUES, OFFSETS[1:-1])


@pytest.mark.parametrize("dim", [1, 5, 64, 100])
@pytest.mark.parametrize("real", [np.float32, np.float64])
def test_the_mean(dim, real):
    table = RNG.normal(size=(N_WORDS, dim)).astype(real)
    means = pooling.mean(table, VALUES, OFFSETS)
    assert means.dtype == real
    expected = [table[words].mean(axis=0) if len(words) else np.zeros(dim) for words in DOCUMENTS]
    np.testing.assert_allclose(means, expected, rtol=1e-4, atol=1e-6)


def test_no_documents_and_no_words():
    table, none = np.ones((2, 3), np.float32), np.empty(0, np.int32)
    assert pooling.mean(table, none, np.zeros(1, np.int64)).shape == (0, 3)
    assert not pooling.mean(table, none, np.zeros(3, np.int64)).any()


@pytest.mark.parametrize("frozen_rows", [0, 11, N_WORDS])
def test_the_gradient_of_the_mean_is_added_to_the_rows_that_learn(frozen_rows):
    gradient = RNG.normal(size=(len(LENGTHS), 7)).astype(np.float32)
    d_table = np.ones((N_WORDS, 7), np.float32)
    expected = d_table.copy()
    for slope, words in zip(gradient, DOCUMENTS, strict=True):
        np.add.at(expected, words, slope / max(len(words), 1))
    expected[:frozen_rows] = 1
    pooling.mean_backward(gradient, VALUES, OFFSETS, d_table, frozen_rows)
    np.testing.assert_allclose(d_table, expected, rtol=1e-4, atol=1e-5)
    assert (d_table[:frozen_rows] == 1).all()
