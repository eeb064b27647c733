import numpy as np
import pytest

from embedstudy.nn.encoders.hier import Hier
from tests.nn.encoders.documents import check_features


@pytest.mark.parametrize("window", [1, 2, 5, 20])
def test_features_are_the_largest_means_of_windows(window):
    def reference(words):
        starts = range(max(1, len(words) - window + 1))
        return np.max([words[i : i + window].mean(axis=0) for i in starts], axis=0)

    assert not check_features(Hier(window), reference)[0].any()
