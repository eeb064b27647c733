import numpy as np

from embedstudy.nn.optimizers.adadelta import Adadelta
from embedstudy.nn.optimizers.optimizer import Step


def test_steps_are_those_of_the_paper():
    optimizer, table = Adadelta(), np.zeros((1, 1), np.float32)
    state = optimizer.state(table)
    squares = steps = place = 0.0
    for number, slope in enumerate((0.5, -2.0, 1.0), start=1):
        gradient = np.array([[slope]], np.float32)
        optimizer.update(table, np.zeros(1, np.int32), gradient, state, Step(3.0, 0.0, number))
        squares = 0.95 * squares + 0.05 * slope**2
        step = ((steps + 1e-6) / (squares + 1e-6)) ** 0.5 * slope
        steps = 0.95 * steps + 0.05 * step**2
        place -= 3.0 * step
    np.testing.assert_allclose(table, [[place]], rtol=1e-5)
