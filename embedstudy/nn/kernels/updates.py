"""One step of each optimizer, in place, for the rows of a table that a batch has touched.

`rows` are places in `table` and `state`; row ``i`` of `gradient` belongs to ``rows[i]``. A dense
array is a table whose rows are all touched. Numbers are Python's, which make a call cheapest; the
loops round them to the table's type.
"""

import numpy as np

from embedstudy.nn.kernels import kernel
from embedstudy.nn.kernels.prefetch import prefetch

# The number of rows to prefetch ahead: each optimizer reads two or three tables.
AHEAD = 4


@kernel
def sgd(table, rows, gradient, rate, decay):
    """Step against the gradient."""
    real = table.dtype.type
    rate, decay = real(rate), real(decay)
    for i in range(rows.size):
        row, slope = table[rows[i]], gradient[i]
        for j in range(row.size):
            row[j] -= rate * (slope[j] + decay * row[j])


@kernel
def momentum_sgd(table, rows, gradient, velocity, rate, decay, momentum, nesterov):
    """Step along a velocity: ``v = momentum v + g``."""
    real, last = table.dtype.type, rows.size - 1
    rate, decay, momentum = real(rate), real(decay), real(momentum)
    for i in range(rows.size):
        ahead = rows[min(i + AHEAD, last)]
        prefetch(table, ahead)
        prefetch(velocity, ahead)
        row, slope, speed = table[rows[i]], gradient[i], velocity[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            v = momentum * speed[j] + g
            speed[j] = v
            row[j] -= rate * (g + momentum * v if nesterov else v)


@kernel
def adagrad(table, rows, gradient, squares, rate, decay, epsilon):
    """Divide by the root of the sum of all squares so far."""
    real, last = table.dtype.type, rows.size - 1
    rate, decay, epsilon = real(rate), real(decay), real(epsilon)
    for i in range(rows.size):
        ahead = rows[min(i + AHEAD, last)]
        prefetch(table, ahead)
        prefetch(squares, ahead)
        row, slope, square = table[rows[i]], gradient[i], squares[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            s = square[j] + g * g
            square[j] = s
            row[j] -= rate * g / (np.sqrt(s) + epsilon)


@kernel
def adam(table, rows, gradient, means, squares, rate, decay, beta1, beta2, first, second, epsilon):
    """Divide a running mean by the root of a running mean of squares.

    `first` and `second` correct both for their start at zero: ``1 - beta1^t`` and the root of
    ``1 - beta2^t``.
    """
    real, last = table.dtype.type, rows.size - 1
    one, rate, decay, epsilon = real(1), real(rate / first), real(decay), real(epsilon)
    beta1, beta2, second = real(beta1), real(beta2), real(second)
    for i in range(rows.size):
        ahead = rows[min(i + AHEAD, last)]
        prefetch(table, ahead)
        prefetch(means, ahead)
        prefetch(squares, ahead)
        row, slope, mean, square = table[rows[i]], gradient[i], means[rows[i]], squares[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            m = beta1 * mean[j] + (one - beta1) * g
            s = beta2 * square[j] + (one - beta2) * g * g
            mean[j] = m
            square[j] = s
            row[j] -= rate * m / (np.sqrt(s) / second + epsilon)


@kernel
def adadelta(table, rows, gradient, squares, steps, rate, decay, rho, epsilon):
    """Scale by the root of the running mean of squared steps over that of squared gradients."""
    real, last = table.dtype.type, rows.size - 1
    one, rate, decay = real(1), real(rate), real(decay)
    rho, epsilon = real(rho), real(epsilon)
    for i in range(rows.size):
        ahead = rows[min(i + AHEAD, last)]
        prefetch(table, ahead)
        prefetch(squares, ahead)
        prefetch(steps, ahead)
        row, slope, square, step = table[rows[i]], gradient[i], squares[rows[i]], steps[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            s = rho * square[j] + (one - rho) * g * g
            d = np.sqrt((step[j] + epsilon) / (s + epsilon)) * g
            square[j] = s
            step[j] = rho * step[j] + (one - rho) * d * d
            row[j] -= rate * d
