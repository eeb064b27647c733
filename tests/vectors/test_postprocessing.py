import tracemalloc

import numpy as np
import pytest

from embedstudy.vectors import postprocessing
from embedstudy.vectors.postprocessing import all_but_the_top, unit_length


@pytest.fixture
def matrix(monkeypatch):
    monkeypatch.setattr(postprocessing, "BLOCK_BYTES", 1000)
    return np.random.default_rng(0).normal(size=(501, 20)).astype(np.float32) + np.float32(3)


def test_huge_and_tiny_vectors_get_unit_length_too():
    huge, tiny = np.float32(3e38), np.float32(3e-42)
    scaled = unit_length(np.array([[huge, huge], [tiny, 0], [0, 0], [3, 4]], np.float32))
    np.testing.assert_allclose(scaled, [[0.5**0.5] * 2, [1, 0], [0, 0], [0.6, 0.8]], rtol=1e-6)
    assert scaled.dtype == np.float32


def test_blocks_are_the_whole(matrix):
    expected = matrix / np.linalg.norm(matrix.astype(np.float64), axis=1, keepdims=True)
    np.testing.assert_allclose(unit_length(matrix), expected, rtol=1e-6)
    centered = matrix.astype(np.float64) - matrix.mean(axis=0, dtype=np.float64)
    _, axes = np.linalg.eigh(centered.T @ centered)
    top = axes[:, -3:]
    np.testing.assert_allclose(
        all_but_the_top(matrix, 3), centered - centered @ top @ top.T, atol=1e-6
    )


def test_little_more_memory_than_the_result():
    matrix = np.ones((100_000, 50), np.float32)
    matrix[::2] = 2
    for process in (unit_length, lambda m: all_but_the_top(m, 1)):
        tracemalloc.start()
        process(matrix)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < matrix.nbytes + 5 * postprocessing.BLOCK_BYTES
