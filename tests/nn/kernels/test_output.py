"""Products against NumPy, the loss and its gradient against SciPy, and the limit on norms."""

import numpy as np
import pytest
from scipy.special import log_softmax

from embedstudy.nn.kernels import output

N_CLASSES = 3
LABELS = np.array([0, 1, 2, 0, 1, 2], np.int32)
WEIGHTS = np.array([1.0, 0.5, 2.0, 1.0, 1.0, 0.0])
STEP = 1e-6


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_are_those_of_a_matrix_product(dtype):
    rng = np.random.default_rng(7)
    features, weights = (
        rng.normal(size=(5, 37)).astype(dtype),
        rng.normal(size=(3, 37)).astype(dtype),
    )
    bias = rng.normal(size=3).astype(dtype)
    scores = output.score_all(features, weights, bias)
    assert scores.dtype == dtype
    np.testing.assert_allclose(scores, features @ weights.T + bias, rtol=1e-4, atol=1e-5)
    assert output.score_all(features[:0], weights, bias).shape == (0, 3)


@pytest.mark.parametrize("inner", [0, 1, 3, 4, 6, 9])
def test_the_product_is_numpys(inner):
    rng = np.random.default_rng(inner)
    left, right = rng.normal(size=(4, inner)), rng.normal(size=(inner, 11))
    np.testing.assert_allclose(output.product(left, right), left @ right, rtol=1e-12, atol=1e-14)
    turned = np.asfortranarray(left)
    np.testing.assert_array_equal(output.product(turned, right), output.product(left, right))


def test_the_loss_and_its_gradient():
    scores = np.random.default_rng(3).normal(0, 3, (6, N_CLASSES))

    def mean_loss():
        losses = -log_softmax(scores, axis=1)[np.arange(6), LABELS] * WEIGHTS
        return float(losses.sum() / 6)

    losses, gradient = output.cross_entropy(scores, LABELS, WEIGHTS)
    np.testing.assert_allclose(losses.sum() / 6, mean_loss(), rtol=1e-12)
    for place in np.ndindex(scores.shape):
        score = scores[place]
        scores[place] = score + STEP
        higher = mean_loss()
        scores[place] = score - STEP
        lower = mean_loss()
        scores[place] = score
        np.testing.assert_allclose(gradient[place], (higher - lower) / (2 * STEP), atol=1e-8)


def test_scores_far_apart_do_not_overflow():
    losses, gradient = output.cross_entropy(
        np.array([[3e4, -3e4]], np.float32), np.array([1], np.int32), np.ones(1, np.float32)
    )
    assert losses[0] == pytest.approx(6e4)
    assert np.isfinite(gradient).all()


def test_long_rows_are_scaled_down_and_short_ones_stay():
    weights = np.array([[3.0, 4.0], [0.3, 0.4], [0.0, 0.0]], np.float32)
    output.limit_norms(weights, 1.0)
    np.testing.assert_allclose(weights, [[0.6, 0.8], [0.3, 0.4], [0, 0]], rtol=1e-6)
