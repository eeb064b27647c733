import numpy as np

from embedstudy.nn.encoders.max import Max
from tests.nn.encoders.documents import check_features


def test_features_are_largest_values():
    assert not check_features(Max(), lambda words: words.max(axis=0))[0].any()


def test_the_gradient_goes_to_the_first_of_equal_values():
    table = np.array([[1.0], [2.0], [2.0]])
    values, offsets = np.array([0, 1, 2], np.int32), np.array([0, 3], np.int64)
    _, backward = Max().forward(table, values, offsets, {})
    d_table = np.zeros_like(table)
    backward(np.array([[5.0]]), d_table)
    assert d_table.tolist() == [[0], [5], [0]]
