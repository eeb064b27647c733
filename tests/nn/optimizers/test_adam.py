import numpy as np

from embedstudy.nn.optimizers.adam import Adam
from embedstudy.nn.optimizers.optimizer import Step


def test_the_first_steps_are_as_long_as_the_rate():
    """The correction of the running means makes it so, whatever the size of the gradient."""
    optimizer, table = Adam(), np.zeros((1, 2), np.float32)
    state, gradient = optimizer.state(table), np.array([[300.0, -0.01]], np.float32)
    for number in (1, 2, 3):
        optimizer.update(table, np.zeros(1, np.int32), gradient, state, Step(0.1, 0.0, number))
        np.testing.assert_allclose(table, [[-0.1 * number, 0.1 * number]], rtol=1e-4)


def test_the_running_means_are_those_of_the_paper():
    optimizer, table = Adam(beta1=0.5, beta2=0.75), np.zeros((1, 1), np.float32)
    means, squares = optimizer.state(table)
    gradient = np.array([[2.0]], np.float32)
    optimizer.update(table, np.zeros(1, np.int32), gradient, (means, squares), Step(0.1, 0, 1))
    assert (means[0, 0], squares[0, 0]) == (1.0, 1.0)
