import numpy as np
import pytest

from embedstudy.nn.optimizers.optimizer import Step
from embedstudy.nn.optimizers.sgd import SGD

ROWS = np.zeros(1, np.int32)
GRADIENT = np.array([[2.0]], np.float32)


def move(optimizer, n_steps, decay=0.0):
    """Return how far some steps at a rate of 1 go from 0."""
    table = np.zeros((1, 1), np.float32)
    state = optimizer.state(table)
    for number in range(1, n_steps + 1):
        optimizer.update(table, ROWS, GRADIENT, state, Step(1.0, decay, number))
    return float(table[0, 0])


def test_without_momentum_there_is_no_state():
    assert SGD().state(np.zeros((1, 1), np.float32)) is None
    assert move(SGD(), 3) == -6


def test_momentum_adds_up():
    assert move(SGD(momentum=0.5), 2) == pytest.approx(-(2 + 3))
    assert move(SGD(momentum=0.5, nesterov=True), 2) == pytest.approx(-((2 + 1) + (2 + 1.5)))


def test_weight_decay_pulls_to_zero():
    assert move(SGD(), 2, decay=0.5) == pytest.approx(-2 - (2 - 1))
