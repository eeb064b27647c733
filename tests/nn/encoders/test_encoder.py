"""Properties of every encoder; its gradients against finite differences, in float64."""

import numpy as np
import pytest

from embedstudy.initializers import GlorotUniform
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.encoders.encoder import Encoder
from embedstudy.nn.model_config import recommended
from tests.nn.encoders.documents import DIM, LENGTHS, N_ROWS, OFFSETS, VALUES

STEP = 1e-6
CASES = [
    *((name, {}) for name in ENCODERS),
    ("hier", {"window": 3}),
    ("hier", {"window": 1}),
    ("dan", {"hidden_size": 4, "hidden_layers": 3}),
]


def differentiate(function, array):
    gradient = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        value = array[place]
        array[place] = value + STEP
        higher = function()
        array[place] = value - STEP
        gradient[place] = (higher - function()) / (2 * STEP)
        array[place] = value
    return gradient


@pytest.mark.parametrize(("name", "sizes"), CASES)
def test_gradients_are_those_of_finite_differences(name, sizes):
    rng = np.random.default_rng(2)
    encoder = recommended(name, **sizes).new_encoder()
    table = rng.normal(size=(N_ROWS, DIM))
    parameters = {
        key: array.astype(np.float64) + rng.normal(0, 0.3, array.shape)
        for key, array in encoder.parameters(DIM, rng, GlorotUniform()).items()
    }
    slopes = rng.normal(size=(len(LENGTHS), encoder.width(DIM)))

    def total():
        return float((encoder.forward(table, VALUES, OFFSETS, parameters)[0] * slopes).sum())

    features, backward = encoder.forward(table, VALUES, OFFSETS, parameters)
    assert features.dtype == np.float64
    d_table = np.zeros_like(table)
    gradients = backward(slopes, d_table)
    np.testing.assert_allclose(d_table, differentiate(total, table), atol=1e-7)
    assert gradients.keys() == parameters.keys()
    for key, gradient in gradients.items():
        np.testing.assert_allclose(gradient, differentiate(total, parameters[key]), atol=1e-7)


@pytest.mark.parametrize("name", ENCODERS)
def test_parameters_belong_to_encoders_that_do_more_than_pool(name):
    encoder = recommended(name).new_encoder()
    parameters = encoder.parameters(DIM, np.random.default_rng(0), GlorotUniform())
    assert bool(parameters) == (not encoder.pooling or encoder.has_layers)
    assert all(array.dtype == np.float32 for array in parameters.values())


@pytest.mark.parametrize("name", ENCODERS)
def test_documents_without_words_have_no_features_of_pooling(name):
    encoder = recommended(name).new_encoder()
    parameters = encoder.parameters(DIM, np.random.default_rng(0), GlorotUniform())
    table = np.ones((N_ROWS, DIM), np.float32)
    features, _ = encoder.forward(table, VALUES[:0], np.zeros(3, np.int64), parameters)
    assert features.shape == (2, encoder.width(DIM))
    assert not features.any()  # biases start at zero


def test_only_the_mean_itself_is_the_mean():
    assert [name for name in ENCODERS if recommended(name).new_encoder().is_mean] == ["mean"]


def test_an_encoder_needs_little():
    class Constant(Encoder):
        def width(self, dim):
            return dim

        def forward(self, table, values, offsets, parameters):
            features = np.ones((len(offsets) - 1, table.shape[1]), table.dtype)
            return features, lambda gradient, d_table: {}

    encoder = Constant()
    assert (encoder.pooling, encoder.has_layers, encoder.has_filters) == ("", False, False)
    assert dict(encoder.recommended) == {}
    assert encoder.parameters(DIM, np.random.default_rng(0), GlorotUniform()) == {}
    mean = np.ones((2, DIM))
    features, backward = encoder.on_mean(mean, {})
    assert features is mean
    assert backward(mean) == (mean, {})
