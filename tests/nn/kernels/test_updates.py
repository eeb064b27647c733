"""Updates of rows against NumPy; rows that a batch has not touched stay as they are."""

import numpy as np
import pytest

from embedstudy.nn.kernels import updates

N_ROWS, RATE, DECAY, EPSILON = 40, 0.1, 0.01, 1e-6


def sgd(row, g):
    return row - RATE * g, ()


def momentum(row, g, v):
    v = 0.9 * v + g
    return row - RATE * v, (v,)


def nesterov(row, g, v):
    v = 0.9 * v + g
    return row - RATE * (g + 0.9 * v), (v,)


def adagrad(row, g, s):
    s = s + g * g
    return row - RATE * g / (np.sqrt(s) + EPSILON), (s,)


def adam(row, g, m, s):
    m, s = 0.9 * m + 0.1 * g, 0.99 * s + 0.01 * g * g
    return row - RATE * (m / 0.3) / (np.sqrt(s) / 0.2 + EPSILON), (m, s)


def adadelta(row, g, s, d):
    s = 0.95 * s + 0.05 * g * g
    step = np.sqrt((d + EPSILON) / (s + EPSILON)) * g
    return row - RATE * step, (s, 0.95 * d + 0.05 * step * step)


CASES = {
    sgd: (updates.sgd, 0, ()),
    momentum: (updates.momentum_sgd, 1, (0.9, False)),
    nesterov: (updates.momentum_sgd, 1, (0.9, True)),
    adagrad: (updates.adagrad, 1, (EPSILON,)),
    adam: (updates.adam, 2, (0.9, 0.99, 0.3, 0.2, EPSILON)),
    adadelta: (updates.adadelta, 2, (0.95, EPSILON)),
}


@pytest.mark.parametrize("reference", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("n_touched", [0, 1, 3, 25])
@pytest.mark.parametrize("real", [np.float32, np.float64])
def test_an_update(reference, n_touched, real):
    rng = np.random.default_rng(7)
    loop, n_states, numbers = CASES[reference]
    table = rng.normal(size=(N_ROWS, 9)).astype(real)
    states = [rng.random((N_ROWS, 9)).astype(real) for _ in range(n_states)]
    rows = rng.permutation(N_ROWS)[:n_touched].astype(np.int32)
    gradient = rng.normal(size=(n_touched, 9)).astype(real)
    expected, remembered = table.copy(), [state.copy() for state in states]
    slopes = gradient + DECAY * table[rows]
    expected[rows], parts = reference(table[rows], slopes, *(state[rows] for state in states))
    for state, part in zip(remembered, parts, strict=True):
        state[rows] = part
    loop(table, rows, gradient, *states, RATE, DECAY, *numbers)
    tolerance = 1e-4 if real is np.float32 else 1e-12
    for updated, reference_table in zip([table, *states], [expected, *remembered], strict=True):
        np.testing.assert_allclose(updated, reference_table, rtol=tolerance, atol=tolerance / 10)
