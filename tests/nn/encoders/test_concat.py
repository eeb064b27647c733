import numpy as np

from embedstudy.nn.encoders.concat import Concat
from tests.nn.encoders.documents import check_features


def test_features_are_means_and_largest_values():
    features = check_features(
        Concat(), lambda words: np.concatenate([words.mean(axis=0), words.max(axis=0)])
    )
    assert not features[0].any()
