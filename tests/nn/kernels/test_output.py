"""The loss and its gradient against SciPy, and the limit on norms."""

import numpy as np
import pytest
from scipy.special import log_softmax

from embedstudy.nn.kernels import output

N_CLASSES = 3
LABELS = np.array([0, 1, 2, 0, 1, 2], np.int32)
WEIGHTS = np.array([1.0, 0.5, 2.0, 1.0, 1.0, 0.0])
STEP = 1e-6


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
