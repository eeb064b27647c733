import numpy as np
import pytest
from sklearn.metrics import f1_score

from embedstudy.metrics import Outputs
from embedstudy.metrics.macro_f1 import MACRO_F1
from tests.metrics.outputs import make_outputs


def test_it_is_that_of_scikit_learn():
    outputs = make_outputs()
    expected = f1_score(
        outputs.labels, outputs.predicted, labels=np.unique(outputs.labels), average="macro"
    )
    assert MACRO_F1.compute(outputs) == pytest.approx(expected, abs=1e-12)


def test_a_class_that_no_text_has_does_not_count():
    outputs = Outputs(np.array([0, 0, 1]), np.array([0, 2, 1]))
    expected = f1_score(outputs.labels, outputs.predicted, labels=[0, 1], average="macro")
    assert MACRO_F1.compute(outputs) == pytest.approx(expected, abs=1e-12)
    assert MACRO_F1.text_scores(outputs).mean() == pytest.approx(expected, abs=1e-12)


def test_the_majority_class_gets_less_than_half():
    labels = np.array([0] * 99 + [1])
    assert MACRO_F1.compute(Outputs(labels, np.zeros(100, int))) == pytest.approx(0.5, abs=0.003)
