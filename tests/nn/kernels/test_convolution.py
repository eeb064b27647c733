"""The loops of the convolution against plain NumPy in float64."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from embedstudy.nn.kernels import convolution

WIDTHS, MAPS, DIM, N_ROWS = (1, 2, 3, 5), 6, 7, 8
LENGTHS = (0, 1, 2, 3, 4, 5, 0, 12, 30, 1)  # of 8 words, so most occur more than once
N_FEATURES = len(WIDTHS) * MAPS
FLOAT32 = {"rtol": 1e-4, "atol": 1e-5}


class Batch:
    def __init__(self, lengths=LENGTHS, dtype=np.float32):
        rng = np.random.default_rng(1)
        self.offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.values = rng.integers(0, N_ROWS, self.offsets[-1]).astype(np.int32)
        self.table = rng.normal(size=(N_ROWS, DIM)).astype(dtype)
        self.filters = rng.normal(size=(sum(WIDTHS) * MAPS, DIM)).astype(dtype)
        self.bias = rng.normal(size=N_FEATURES).astype(dtype)
        self.gradient = rng.normal(size=(len(lengths), N_FEATURES)).astype(dtype)
        self.gradient[rng.random(self.gradient.shape) < 0.5] = 0  # as dropout leaves it

    def forward(self):
        return convolution.largest_windows(
            self.table @ self.filters.T, self.values, self.offsets, np.array(WIDTHS), MAPS,
            self.bias,
        )  # fmt: skip

    def backward(self, features, at):
        return convolution.largest_windows_backward(
            self.gradient, features, at, self.table, self.values, self.offsets, np.array(WIDTHS),
            MAPS, self.filters,
        )  # fmt: skip


def reference(batch):
    """Return features, where they start, and the gradients: document by document, filled up."""
    table, filters = batch.table.astype(np.float64), batch.filters.astype(np.float64)
    features = np.zeros((len(batch.offsets) - 1, N_FEATURES))
    at = np.zeros(features.shape, np.int64)
    d_table, d_filters = np.zeros_like(table), np.zeros_like(filters)
    d_bias = np.zeros(N_FEATURES)
    for i in range(len(features)):
        words = batch.values[batch.offsets[i] : batch.offsets[i + 1]]
        for f in range(N_FEATURES):
            width, m = WIDTHS[f // MAPS], f % MAPS
            rows = MAPS * (sum(WIDTHS[: f // MAPS]) + np.arange(width)) + m
            missing = max(width - len(words), 0)
            filled = np.concatenate([table[words], np.zeros((missing, DIM))])
            windows = np.lib.stride_tricks.sliding_window_view(filled, width, axis=0)
            sums = np.einsum("tdk,kd->t", windows, filters[rows]) + batch.bias[f]
            features[i, f] = max(sums.max(), 0)
            at[i, f] = batch.offsets[i] + sums.argmax()
            if features[i, f] > 0:
                slope, start = float(batch.gradient[i, f]), sums.argmax()
                d_bias[f] += slope
                d_filters[rows] += slope * filled[start : start + width]
                for k, word in enumerate(words[start : start + width]):
                    d_table[word] += slope * filters[rows[k]]
    return features, at, (d_table, d_filters, d_bias)


@pytest.mark.parametrize("lengths", [LENGTHS, (4,), (0,), (1,), (0, 0), (2, 2, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_both_directions_agree_with_the_reference(lengths, dtype):
    batch = Batch(lengths, dtype)
    expected, starts, gradients = reference(batch)
    features, at = batch.forward()
    assert features.dtype == dtype
    np.testing.assert_allclose(features, expected, **FLOAT32)
    assert (at == starts)[expected > 0].all()
    for one, target in zip(batch.backward(features, at), gradients, strict=True):
        assert one.dtype == dtype
        np.testing.assert_allclose(one, target, **FLOAT32)


def test_an_empty_document_is_its_bias_and_teaches_only_the_bias():
    batch = Batch((0,))
    features, at = batch.forward()
    assert features.tolist() == [np.maximum(batch.bias, 0).tolist()]
    d_table, d_filters, d_bias = batch.backward(features, at)
    assert not d_table.any()
    assert not d_filters.any()
    assert d_bias.tolist() == np.where(batch.bias > 0, batch.gradient[0], 0).tolist()


def test_of_equal_windows_the_first_is_taken():
    batch = Batch((20,))
    batch.values[:] = 3
    _, at = batch.forward()
    assert not at.any()


def test_features_that_are_off_or_dropped_give_exactly_nothing():
    batch = Batch()
    batch.bias[:] = -1e6
    features, at = batch.forward()
    assert not features.any()
    assert not any(gradient.any() for gradient in batch.backward(features, at))
    batch.bias[:] = 1e6
    batch.gradient[:] = 0
    assert not any(gradient.any() for gradient in batch.backward(*batch.forward()))


@pytest.mark.parametrize("place", [0, 5, 11])
def test_what_is_not_a_number_is_not_lost_among_other_windows(place):
    batch = Batch((12,))
    batch.values[:] = np.arange(12) % 4
    batch.values[place] = 7
    batch.table[7] = np.nan
    features, at = batch.forward()
    assert np.isnan(features).all()
    assert np.isnan(batch.backward(features, at)[1]).any()


def test_bytes_are_the_same_whatever_runs_beside():
    batch = Batch()

    def work(_):
        features, at = batch.forward()
        return b"".join(a.tobytes() for a in (features, at, *batch.backward(features, at)))

    with ThreadPoolExecutor(4) as pool:
        assert len({work(0), *pool.map(work, range(20))}) == 1
