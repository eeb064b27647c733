import numpy as np
import pytest
from sklearn.metrics import log_loss

from embedstudy.metrics import Outputs
from embedstudy.metrics.log_loss import LOG_LOSS
from tests.metrics.outputs import make_outputs


def test_it_is_that_of_scikit_learn():
    outputs = make_outputs()
    expected = log_loss(outputs.labels, outputs.probabilities)
    assert LOG_LOSS.compute(outputs) == pytest.approx(expected, rel=1e-5)


def test_a_probability_of_0_costs_a_finite_loss():
    wrong = Outputs(np.array([1]), np.array([0]), np.array([[1.0, 0.0]], np.float32))
    assert LOG_LOSS.compute(wrong) == pytest.approx(15.94, abs=0.01)
