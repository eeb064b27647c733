"""Every encoder's gradients against finite differences, in float64."""

import numpy as np
import pytest
from scipy.special import log_softmax

from embedstudy.initializers import GlorotUniform
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.kernels import output
from embedstudy.nn.model_config import recommended

N_ROWS, DIM, N_CLASSES = 12, 5, 3
# Empty, of one word, shorter than a window, longer; words that occur again.
LENGTHS = np.array([0, 1, 2, 3, 7, 9])
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = np.random.default_rng(1).integers(0, N_ROWS, OFFSETS[-1]).astype(np.int32)
LABELS = np.array([0, 1, 2, 0, 1, 2], np.int32)
WEIGHTS = np.array([1.0, 0.5, 2.0, 1.0, 1.0, 0.0])
WIDTH = 1e-6
CASES = [
    *((name, {}) for name in ENCODERS),
    ("hier", {"window": 3}),
    ("hier", {"window": 1}),
    ("dan", {"hidden_size": 4, "hidden_layers": 3}),
]


def numeric(function, array):
    found = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        kept = array[place]
        array[place] = kept + WIDTH
        higher = function()
        array[place] = kept - WIDTH
        found[place] = (higher - function()) / (2 * WIDTH)
        array[place] = kept
    return found


@pytest.mark.parametrize(("name", "sizes"), CASES)
def test_gradients(name, sizes):
    rng = np.random.default_rng(2)
    encoder = recommended(name, **sizes).new_encoder()
    table = rng.normal(size=(N_ROWS, DIM))
    parameters = {
        key: array.astype(np.float64) + rng.normal(0, 0.3, array.shape)
        for key, array in encoder.parameters(DIM, rng, GlorotUniform()).items()
    }
    weighting = rng.normal(size=(len(LENGTHS), encoder.width(DIM)))

    def total():
        return float((encoder.forward(table, VALUES, OFFSETS, parameters)[0] * weighting).sum())

    features, backward = encoder.forward(table, VALUES, OFFSETS, parameters)
    assert features.dtype == np.float64
    d_table = np.zeros_like(table)
    gradients = backward(weighting, d_table)
    np.testing.assert_allclose(d_table, numeric(total, table), atol=1e-7)
    assert gradients.keys() == parameters.keys()
    for key, gradient in gradients.items():
        np.testing.assert_allclose(gradient, numeric(total, parameters[key]), atol=1e-7)


def test_the_loss_and_its_gradient():
    scores = np.random.default_rng(3).normal(0, 3, (6, N_CLASSES))

    def total():
        losses = -log_softmax(scores, axis=1)[np.arange(6), LABELS] * WEIGHTS
        return float(losses.sum() / 6)

    losses, gradient = output.cross_entropy(scores, LABELS, WEIGHTS)
    np.testing.assert_allclose(losses.sum() / 6, total(), rtol=1e-12)
    np.testing.assert_allclose(gradient, numeric(total, scores), atol=1e-8)


def test_scores_far_apart_do_not_overflow():
    losses, gradient = output.cross_entropy(
        np.array([[3e4, -3e4]], np.float32), np.array([1], np.int32), np.ones(1, np.float32)
    )
    assert losses[0] == pytest.approx(6e4)
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize(("name", "reference"), [
    ("mean", lambda words: words.mean(axis=0)),
    ("max", lambda words: words.max(axis=0)),
    ("concat", lambda words: np.concatenate([words.mean(axis=0), words.max(axis=0)])),
    ("hier", lambda words: np.max(
        [words[i : i + 5].mean(axis=0) for i in range(max(1, len(words) - 4))], axis=0
    )),
])  # fmt: skip
def test_pooling_beside_plain_numpy(name, reference):
    table = np.random.default_rng(4).normal(size=(N_ROWS, DIM)).astype(np.float32)
    encoder = recommended(name).new_encoder()
    features, _ = encoder.forward(table, VALUES, OFFSETS, {})
    for i in range(1, len(LENGTHS)):
        words = table[VALUES[OFFSETS[i] : OFFSETS[i + 1]]].astype(np.float64)
        np.testing.assert_allclose(features[i], reference(words), rtol=1e-5, atol=1e-6)
    assert not features[0].any()
