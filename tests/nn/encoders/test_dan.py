import numpy as np

from embedstudy.initializers import GlorotUniform, HeNormal
from embedstudy.nn.encoders.dan import DAN
from tests.nn.encoders.documents import DIM, check_features


def test_features_are_hidden_layers_on_the_mean():
    encoder = DAN(hidden_size=4, hidden_layers=2)
    parameters = encoder.parameters(DIM, np.random.default_rng(0), GlorotUniform())
    for name in ("bias1", "bias2"):
        parameters[name] += np.float32(0.1)

    def reference(words):
        units = words.mean(axis=0)
        for i in (1, 2):
            units = np.maximum(parameters[f"hidden{i}"] @ units + parameters[f"bias{i}"], 0)
        return units

    check_features(encoder, reference, parameters)


def test_weights_are_drawn_layer_by_layer_in_the_layout_of_keras():
    parameters = DAN(3, 2).parameters(DIM, np.random.default_rng(7), HeNormal())
    rng = np.random.default_rng(7)
    for name, shape in (("hidden1", (DIM, 3)), ("hidden2", (3, 3))):
        assert np.array_equal(parameters[name], HeNormal()(shape, rng).T)
        assert parameters[name].flags.c_contiguous
    assert not parameters["bias1"].any()
