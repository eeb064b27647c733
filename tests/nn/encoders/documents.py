"""Documents to encode: without words, of one word, shorter than a window, longer; words recur."""

import numpy as np

N_ROWS, DIM = 12, 5
LENGTHS = np.array([0, 1, 2, 3, 7, 9])
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = np.random.default_rng(1).integers(0, N_ROWS, OFFSETS[-1]).astype(np.int32)


def check_features(encoder, reference, parameters=None):
    """Compare the features of each document with those of its words' vectors, in NumPy."""
    table = np.random.default_rng(4).normal(size=(N_ROWS, DIM)).astype(np.float32)
    features, _ = encoder.forward(table, VALUES, OFFSETS, parameters or {})
    assert features.shape == (len(LENGTHS), encoder.width(DIM))
    for i in range(1, len(LENGTHS)):
        words = table[VALUES[OFFSETS[i] : OFFSETS[i + 1]]].astype(np.float64)
        np.testing.assert_allclose(features[i], reference(words), rtol=1e-5, atol=1e-6)
    return features
