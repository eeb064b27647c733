"""Moments as changes: what goes in comes out."""

import base64
import zlib

import numpy as np
import pytest

from embedstudy.report.explorer.deltas import code_lists, code_steps, pack_planes, split_bytes


def decode_lists(codes, new, before):
    """Lists as the page's script takes them apart."""
    topn, fresh = codes.shape[1], iter(new.tolist())
    lists = []
    for row, left in zip(codes.tolist(), before.tolist(), strict=True):
        lists.append(
            [left.pop(code) if code < topn else next(fresh, -1) if code == topn else -1
             for code in row]
        )  # fmt: skip
    return np.array(lists)


@pytest.mark.parametrize("topn", [1, 3, 10])
def test_lists_come_back(topn):
    rng = np.random.default_rng(topn)
    lists = [np.array([rng.permutation(14)[:topn] for _ in range(60)]) for _ in range(2)]
    lists[1][5:] = lists[0][5:, rng.permutation(topn)]  # the same words in another order
    lists[1][7, topn // 2 :] = lists[0][9, topn // 2 :] = -1
    codes, new = code_lists(lists[1], lists[0])
    np.testing.assert_array_equal(decode_lists(codes, new, lists[0]), lists[1])


def test_a_list_that_stays_is_zeros_and_needs_no_word():
    lists = np.array([[4, 1, 8], [2, -1, -1]])
    codes, new = code_lists(lists, lists)
    assert codes.tolist() == [[0, 0, 0], [0, 4, 4]]
    assert new.tolist() == []


def decode_steps(codes, bits):
    steps = np.where(codes % 2, -((codes + 1) // 2), codes // 2)
    half = 1 << (bits - 1)
    return (np.cumsum(steps, axis=0) + half) % (2 * half) - half


@pytest.mark.parametrize(("bits", "largest"), [(8, 127), (16, 32767)])
def test_steps_come_back_though_they_wrap(bits, largest):
    rng = np.random.default_rng(0)
    values = rng.integers(-largest - 1, largest + 1, size=(9, 40))
    values[3] = values[2]
    codes = code_steps(values, bits)
    assert 0 <= codes.min() <= codes.max() < 1 << bits
    assert not codes[3].any()
    np.testing.assert_array_equal(decode_steps(codes, bits), values)


def test_small_steps_of_either_sign_are_small():
    assert code_steps(np.array([[5], [4], [5]]), 8)[1:].tolist() == [[1], [2]]


def test_planes_stand_one_after_the_other():
    packed = pack_planes([np.arange(3, dtype=np.uint8), *split_bytes(np.array([258, 3]))])
    assert zlib.decompress(base64.b64decode(packed)) == bytes([0, 1, 2, 2, 3, 1, 0])
