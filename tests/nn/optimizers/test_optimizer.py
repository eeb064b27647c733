"""Properties of every optimizer."""

from itertools import pairwise

import numpy as np
import pytest

from embedstudy.nn.build import build
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.optimizers.optimizer import Step
from embedstudy.options.model import ModelOptions

OPTIONS = [
    *(ModelOptions(optimizer=name) for name in OPTIMIZERS),
    ModelOptions(optimizer="sgd", momentum=0.9),
    ModelOptions(optimizer="sgd", momentum=0.9, nesterov=True),
]


def make(options):
    return build(OPTIMIZERS[options.optimizer], options)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_rates_to_tune_over_rise_by_about_half_a_decade(name):
    rates = OPTIMIZERS[name].learning_rates
    assert len(rates) >= 3
    assert all(2.9 < higher / lower < 3.4 for lower, higher in pairwise(rates))


@pytest.mark.parametrize("options", OPTIONS)
def test_only_the_rows_of_a_batch_change_and_are_remembered(options):
    rng = np.random.default_rng(0)
    table = rng.normal(size=(9, 4)).astype(np.float32)
    before, optimizer = table.copy(), make(options)
    state = optimizer.state(table)
    rows = np.array([7, 2], np.int32)
    gradient = rng.normal(size=(2, 4)).astype(np.float32)
    optimizer.update(table, rows, gradient, state, Step(0.1, 0.01, 1))
    assert np.flatnonzero((table != before).any(axis=1)).tolist() == [2, 7]
    arrays = () if state is None else state if isinstance(state, tuple) else (state,)
    for array in arrays:
        assert np.flatnonzero(array.any(axis=1)).tolist() == [2, 7]


@pytest.mark.parametrize("options", OPTIONS)
def test_steps_find_a_minimum(options):
    optimizer = make(options)
    table, rows = np.full((1, 3), 2.0, np.float32), np.zeros(1, np.int32)
    state, rate = optimizer.state(table), optimizer.learning_rates[-1] / 10
    for number in range(1, 2001):
        optimizer.update(table, rows, 2 * (table - 1), state, Step(rate, 0.0, number))
    np.testing.assert_allclose(table, 1, atol=0.05)


@pytest.mark.parametrize("options", OPTIONS)
def test_plain_steps_are_the_gradient_times_the_rate(options):
    optimizer = make(options)
    table, rows = np.zeros((1, 2), np.float32), np.zeros(1, np.int32)
    state, gradient = optimizer.state(table), np.array([[3.0, -1.0]], np.float32)
    for number in (1, 2):
        optimizer.update(table, rows, gradient, state, Step(0.5, 0.0, number))
    assert optimizer.is_plain == np.array_equal(table, -0.5 * 2 * gradient)
    assert optimizer.is_plain == (options.optimizer == "sgd" and not options.momentum)
