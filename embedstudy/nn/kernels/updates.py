"""One step of each optimizer, in place, for the rows of a table that a batch has touched.

`rows` are places in `table` and `state`; row ``i`` of `gradient` belongs to ``rows[i]``. A dense
array is a table of which all rows are touched. All numbers are of the table's type.
"""

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def sgd(table, rows, gradient, rate, decay):
    """Step against the gradient."""
    for i in range(rows.size):
        row, slope = table[rows[i]], gradient[i]
        for j in range(row.size):
            row[j] -= rate * (slope[j] + decay * row[j])


@kernel
def momentum_sgd(table, rows, gradient, velocity, rate, decay, momentum, nesterov):
    """Step along a velocity: ``v = momentum v + g``."""
    for i in range(rows.size):
        row, slope, speed = table[rows[i]], gradient[i], velocity[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            v = momentum * speed[j] + g
            speed[j] = v
            row[j] -= rate * (g + momentum * v if nesterov else v)


@kernel
def adagrad(table, rows, gradient, squares, rate, decay, epsilon):
    """Divide by the root of the sum of all squares so far."""
    for i in range(rows.size):
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
    one = table.dtype.type(1)
    for i in range(rows.size):
        row, slope, mean, square = table[rows[i]], gradient[i], means[rows[i]], squares[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            m = beta1 * mean[j] + (one - beta1) * g
            s = beta2 * square[j] + (one - beta2) * g * g
            mean[j] = m
            square[j] = s
            row[j] -= rate / first * m / (np.sqrt(s) / second + epsilon)


@kernel
def adadelta(table, rows, gradient, squares, steps, rate, decay, rho, epsilon):
    """Scale by the root of the running mean of squared steps over that of squared gradients."""
    one = table.dtype.type(1)
    for i in range(rows.size):
        row, slope, square, step = table[rows[i]], gradient[i], squares[rows[i]], steps[rows[i]]
        for j in range(row.size):
            g = slope[j] + decay * row[j]
            s = rho * square[j] + (one - rho) * g * g
            d = np.sqrt((step[j] + epsilon) / (s + epsilon)) * g
            square[j] = s
            step[j] = rho * step[j] + (one - rho) * d * d
            row[j] -= rate * d
