"""Asking for rows ahead changes nothing that a loop computes, wherever the row lies."""

import numpy as np
import pytest
from numba import njit

from embedstudy.nn.kernels.prefetch import prefetch


@njit
def asked_then_read(table, places):
    total = 0.0
    for place in places:
        prefetch(table, place)
        if 0 <= place < table.shape[0]:
            total += table[place].sum()
    return total


@pytest.mark.parametrize("real", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4, 1), (3, 16), (5, 300), (0, 8)])
def test_asking_is_harmless(real, shape):
    table = np.random.default_rng(0).random(shape).astype(real)
    places = np.array([0, shape[0] - 1, shape[0], -1, 10**6], np.int32)
    expected = sum(float(table[p].sum()) for p in places if 0 <= p < shape[0])
    np.testing.assert_allclose(asked_then_read(table, places), expected, rtol=1e-5)


def test_a_row_is_asked_for_line_by_line():
    table = np.ones((2, 100), np.float32)
    asked_then_read(table, np.zeros(1, np.int32))
    signature = asked_then_read.signatures[0]
    assert "llvm.prefetch" in asked_then_read.inspect_llvm(signature)
    assert "prefetch" in asked_then_read.inspect_asm(signature)
