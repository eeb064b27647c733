import numpy as np

from embedstudy.nn.optimizers.adagrad import Adagrad
from embedstudy.nn.optimizers.optimizer import Step


def test_steps_shrink_with_the_sum_of_squares():
    optimizer, table = Adagrad(), np.zeros((1, 2), np.float32)
    state, gradient = optimizer.state(table), np.array([[3.0, -4.0]], np.float32)
    steps = []
    for number in (1, 2, 3):
        before = table.copy()
        optimizer.update(table, np.zeros(1, np.int32), gradient, state, Step(0.1, 0.0, number))
        steps.append(np.abs(table - before)[0])
    np.testing.assert_allclose(steps, [[0.1 / n**0.5] * 2 for n in (1, 2, 3)], rtol=1e-5)
