"""Errors of probabilities, by hand and by simulation."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from embedstudy.metrics import Outputs
from embedstudy.statistics.calibration import CALIBRATION, compute_brier, compute_ece


def draw(sharpness, n_texts=30_000):
    """Return outputs whose probabilities are too sure by a power of `sharpness`."""
    rng = np.random.default_rng(0)
    odds = np.exp(rng.normal(0, 2, n_texts))
    true = odds / (1 + odds)
    labels = (rng.random(n_texts) < true).astype(int)
    stated = odds**sharpness / (1 + odds**sharpness)
    probabilities = np.stack([1 - stated, stated], axis=1)
    return Outputs(labels, probabilities.argmax(axis=1), probabilities)


def test_true_probabilities_are_calibrated():
    assert compute_ece(draw(1.0)) < 0.01
    assert compute_ece(draw(3.0)) > 0.08
    assert compute_ece(draw(0.3)) > 0.08


def test_every_bin_has_as_many_texts():
    highest = np.linspace(0.5, 0.99, 45)
    labels = np.arange(45) // 3 % 2  # each bin of three is all right, or all wrong
    probabilities = np.stack([highest, 1 - highest], axis=1)
    gaps = np.abs((labels == 0) - highest).reshape(15, 3)
    outputs = Outputs(labels, np.zeros(45, int), probabilities)
    assert compute_ece(outputs) == pytest.approx(gaps.mean())


def test_equal_probabilities_are_one_bin_whatever_their_order():
    labels = np.array([0] * 80 + [1] * 20)
    outputs = Outputs(labels, np.zeros(100, int), np.tile([0.7, 0.3], (100, 1)))
    assert compute_ece(outputs) == pytest.approx(0.1)


def test_the_brier_score_is_that_of_scikit_learn():
    outputs = draw(2.0, 200)
    expected = 2 * brier_score_loss(outputs.labels, outputs.probabilities[:, 1])
    assert compute_brier(outputs) == pytest.approx(expected)


def test_few_texts_have_both():
    outputs = Outputs(np.array([1]), np.array([1]), np.array([[0.25, 0.75]]))
    values = {name: compute(outputs) for name, compute in CALIBRATION.items()}
    assert values == {"ece": 0.25, "brier": 0.125}
