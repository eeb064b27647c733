import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score

from embedstudy.metrics import Outputs
from embedstudy.metrics.balanced_accuracy import BALANCED_ACCURACY
from tests.metrics.outputs import make_outputs


def test_it_is_that_of_scikit_learn():
    outputs = make_outputs()
    expected = balanced_accuracy_score(outputs.labels, outputs.predicted)
    assert BALANCED_ACCURACY.compute(outputs) == pytest.approx(expected, abs=1e-12)


def test_the_majority_class_gets_one_half_without_chance():
    labels = np.array([0] * 99 + [1])
    majority = Outputs(labels, np.zeros(100, int))
    assert BALANCED_ACCURACY.compute(majority) == 0.5
    assert np.ptp(BALANCED_ACCURACY.text_scores(majority)) == 0
