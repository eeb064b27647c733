"""The encoder `cnn`: its gradients against finite differences, its weights and its settings."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.nn.encoders.cnn import CNN

ENCODER = CNN(widths=(2, 3, 5), maps=4)
DIM, N_ROWS = 3, 6
LENGTHS = (0, 1, 2, 3, 4, 9)
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = np.random.default_rng(0).integers(0, N_ROWS, OFFSETS[-1]).astype(np.int32)


def starting_weights(dtype=np.float64):
    rng = np.random.default_rng(2)
    weights = {"table": rng.normal(size=(N_ROWS, DIM)), **ENCODER.parameters(DIM, rng)}
    weights["filters_bias"] = rng.normal(0, 0.1, ENCODER.width(DIM))
    return {name: array.astype(dtype) for name, array in weights.items()}


def encode(weights):
    parameters = {name: weights[name] for name in ("filters", "filters_bias")}
    return ENCODER.forward(weights["table"], VALUES, OFFSETS, parameters)


@pytest.mark.parametrize("name", ["table", "filters", "filters_bias"])
def test_gradients_are_those_of_finite_differences(name):
    weights, step = starting_weights(), 1e-6
    features, backward = encode(weights)
    assert 0 < (features > 0).mean() < 1  # some are on, some off
    slopes = np.random.default_rng(3).normal(size=features.shape)
    d_table = np.zeros_like(weights["table"])
    gradients = backward(slopes, d_table)
    numeric = np.zeros_like(weights[name])
    for place in np.ndindex(numeric.shape):
        sums = []
        for sign in (1, -1):
            shifted = starting_weights()
            shifted[name][place] += sign * step
            sums.append((encode(shifted)[0] * slopes).sum())
        numeric[place] = (sums[0] - sums[1]) / (2 * step)
    np.testing.assert_allclose({"table": d_table, **gradients}[name], numeric, rtol=1e-6, atol=1e-8)


def test_a_batch_gives_what_its_documents_give_one_by_one():
    weights = starting_weights()
    features, backward = encode(weights)
    d_table = np.zeros_like(weights["table"])
    gradients = backward(np.ones_like(features), d_table)
    parts = []
    for i in range(len(LENGTHS)):
        values = VALUES[OFFSETS[i] : OFFSETS[i + 1]]
        alone, back = ENCODER.forward(weights["table"], values, OFFSETS[[i, i + 1]] - OFFSETS[i],
                                      weights)  # fmt: skip
        np.testing.assert_allclose(alone[0], features[i])
        d_alone = np.zeros_like(weights["table"])
        parts.append((d_alone, back(np.ones_like(alone), d_alone)))
    np.testing.assert_allclose(sum(part[0] for part in parts), d_table)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(sum(part[1][name] for part in parts), gradient)


def test_a_batch_without_a_single_word():
    weights = starting_weights(np.float32)
    empty = np.zeros((0, DIM), np.float32)
    features, backward = ENCODER.forward(empty, VALUES[:0], np.zeros(3, np.int64), weights)
    assert features.tolist() == [np.maximum(weights["filters_bias"], 0).tolist()] * 2
    gradients = backward(np.ones_like(features), empty.copy())
    assert not gradients["filters"].any()


def test_bytes_are_the_same_twice():
    def work():
        features, backward = encode(starting_weights(np.float32))
        d_table = np.zeros((N_ROWS, DIM), np.float32)
        gradients = backward(np.ones_like(features), d_table)
        return [array.tobytes() for array in (features, d_table, *gradients.values())]

    assert work() == work()


def test_filters_are_drawn_in_the_layout_of_keras_and_kept_by_width_place_and_map():
    shapes = []

    def numbered(shape, rng):
        shapes.append(shape)
        return np.arange(np.prod(shape), dtype=np.float32).reshape(shape)

    parameters = ENCODER.parameters(DIM, np.random.default_rng(0), numbered)
    assert shapes == [(2, DIM, 4), (3, DIM, 4), (5, DIM, 4)]
    filters = parameters["filters"]
    assert filters.shape == (40, DIM)
    assert filters.flags.c_contiguous
    assert filters[8 + 2 * 4 + 1].tolist() == [25, 29, 33]  # width 3, third place, second map
    assert parameters["filters_bias"].tolist() == [0] * 12
    assert {array.dtype for array in parameters.values()} == {np.dtype(np.float32)}


def test_the_defaults_are_those_of_kim():
    assert (CNN().widths, CNN().maps, CNN().width(300)) == ((3, 4, 5), 100, 300)
    parameters = CNN().parameters(50, np.random.default_rng(0))
    assert parameters["filters"].shape == (1200, 50)
    assert CNN([3, 4, 5]) == CNN()  # as a JSON file has them


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"widths": ()}, "widths is (); it must be whole numbers, such as 3, 4, 5"),
        ({"widths": 3}, "widths is 3; it must be whole numbers, such as 3, 4, 5"),
        ({"widths": (3, 0)}, "widths is 0; it must be at least 1"),
        ({"widths": (3, 1.5)}, "widths is 1.5; it must be a whole number"),
        ({"maps": 0}, "maps is 0; it must be at least 1"),
        ({"maps": "many"}, "maps is 'many'; it must be a whole number"),
    ],
)
def test_wrong_settings_are_told(settings, message):
    with pytest.raises(InputError) as caught:
        CNN(**settings)
    assert str(caught.value) == message
