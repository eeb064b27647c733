import numpy as np
from sklearn.metrics import accuracy_score

from embedstudy.metrics.accuracy import ACCURACY
from tests.metrics.outputs import make_outputs


def test_it_is_that_of_scikit_learn():
    outputs = make_outputs()
    assert ACCURACY.compute(outputs) == accuracy_score(outputs.labels, outputs.predicted)
    assert set(np.unique(ACCURACY.text_scores(outputs))) == {0.0, 1.0}
