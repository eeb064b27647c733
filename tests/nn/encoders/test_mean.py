import numpy as np

from embedstudy.nn.encoders.mean import Mean
from tests.nn.encoders.documents import DIM, LENGTHS, N_ROWS, OFFSETS, VALUES, check_features


def test_features_are_means():
    assert not check_features(Mean(), lambda words: words.mean(axis=0))[0].any()


def test_what_an_encoder_makes_of_the_means_is_followed_back():
    class Doubled(Mean):
        def on_mean(self, mean, parameters):
            return 2 * mean, lambda gradient: (2 * gradient, {"scale": gradient.sum()})

    table = np.random.default_rng(3).normal(size=(N_ROWS, DIM))
    slopes = np.ones((len(LENGTHS), DIM))
    features, backward = Doubled().forward(table, VALUES, OFFSETS, {})
    means, backward_to_table = Mean().forward(table, VALUES, OFFSETS, {})
    np.testing.assert_allclose(features, 2 * means)
    d_table, expected = np.zeros_like(table), np.zeros_like(table)
    assert backward(slopes, d_table) == {"scale": slopes.sum()}
    backward_to_table(2 * slopes, expected)
    np.testing.assert_allclose(d_table, expected)
