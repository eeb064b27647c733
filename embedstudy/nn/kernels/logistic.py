"""Multinomial logistic regression with an L2 penalty, minimized by preconditioned L-BFGS.

With features ``x`` whose last one is 1, labels ``y`` and weights ``w`` that sum to 1, over one row
of parameters ``t`` for each class::

    loss(t) = sum_i w_i * -log softmax(t x_i)[y_i]  +  strength / 2 * |t without its last column|^2

The loss is strictly convex but for a constant on the last column, which no step changes. All is in
float64, apart from the features. Its products are loops, not those of a BLAS, which chooses its
loops by the processor: see `embedstudy.nn.kernels.output`.
"""

import math

import numpy as np

from embedstudy.nn.kernels import kernel
from embedstudy.nn.kernels.output import score

MEMORY = 10  # steps that the approximation of the curvature remembers
_LEAST_FALL, _MOST_HALVINGS = 1e-4, 40


@kernel
def measure_spread(features, weights):
    """Return what brings features to a mean of 0 and a mean square length of 1.

    Parameters
    ----------
    features : ndarray of float32, shape (n_documents, width)
    weights : ndarray of float64, shape (n_documents,)
        They sum to 1.

    Returns
    -------
    center : ndarray of float64, shape (width,)
    length : float
        The root mean square distance from the centre; 1 if it is 0.
    """
    n_documents, width = features.shape
    center = np.zeros(width)
    for i in range(n_documents):
        for j in range(width):
            center[j] += weights[i] * features[i, j]
    square = 0.0
    for i in range(n_documents):
        for j in range(width):
            distance = features[i, j] - center[j]
            square += weights[i] * distance * distance
    return center, math.sqrt(square) if square > 0 else 1.0


@kernel
def standardize(features, center, length):
    """Move features by a centre, scale them down by a length, and add a feature of 1.

    Parameters
    ----------
    features : ndarray of float32, shape (n_documents, width)
    center : ndarray of float64, shape (width,)
    length : float

    Returns
    -------
    ndarray of float32, shape (n_documents, width + 1)
    """
    n_documents, width = features.shape
    standard = np.ones((n_documents, width + 1), np.float32)
    for i in range(n_documents):
        for j in range(width):
            standard[i, j] = (features[i, j] - center[j]) / length
    return standard


@kernel
def evaluate(parameters, features, labels, weights, strength, gradient):
    """Return the loss of parameters, and write its gradient.

    Parameters
    ----------
    parameters : ndarray of float64, shape (n_classes, n_features)
    features : ndarray of float32, shape (n_documents, n_features)
        The last of them is 1.
    labels : ndarray of int32, shape (n_documents,)
    weights : ndarray of float64, shape (n_documents,)
        They sum to 1.
    strength : float
    gradient : ndarray, shape (n_classes, n_features)
    """
    n_classes, n_features = parameters.shape
    no_bias, scores = np.zeros(n_classes), np.empty(n_classes)
    loss = 0.0
    for c in range(n_classes):
        for j in range(n_features):
            gradient[c, j] = strength * parameters[c, j]
            loss += 0.5 * strength * parameters[c, j] * parameters[c, j]
        gradient[c, n_features - 1] = 0.0
        loss -= 0.5 * strength * parameters[c, n_features - 1] * parameters[c, n_features - 1]
    for i in range(features.shape[0]):
        row, label = features[i], labels[i]
        highest = score(row, parameters, no_bias, scores)
        true_score = scores[label]
        total = 0.0
        for c in range(n_classes):
            scores[c] = math.exp(scores[c] - highest)
            total += scores[c]
        loss += weights[i] * (math.log(total) + highest - true_score)
        for c in range(n_classes):
            delta = scores[c] / total
            if c == label:
                delta -= 1.0
            delta *= weights[i]
            target = gradient[c]
            for j in range(n_features):
                target[j] += delta * row[j]
    return loss


@kernel
def minimize(features, labels, weights, strength, start, tolerance, most_steps):
    """Minimize the loss.

    The first approximation of the curvature is the bound of Böhning (1992, *Multinomial logistic
    regression algorithm*), ``X.T X / 2``, the same for each class. So few steps are needed however
    unlike the spread of features is.

    Parameters
    ----------
    features, labels, weights, strength
        As of `evaluate`.
    start : ndarray of float64, shape (n_classes, n_features)
    tolerance : float
        The largest partial derivative that is small enough.
    most_steps : int

    Returns
    -------
    parameters : ndarray of float64, shape (n_classes, n_features)
    n_steps : int
    largest : float
        The largest partial derivative.
    """
    n_classes, n_features = start.shape
    factor = _factorize(features, weights, strength)
    parameters, gradient = start.copy(), np.empty_like(start)
    loss = evaluate(parameters, features, labels, weights, strength, gradient)
    steps = np.empty((MEMORY, n_classes, n_features))
    changes = np.empty((MEMORY, n_classes, n_features))
    curvatures = np.empty(MEMORY)
    candidate, next_gradient = np.empty_like(start), np.empty_like(start)
    scale, n_steps = 1.0, 0
    while n_steps < most_steps and not _measure_largest(gradient) <= tolerance:
        direction = _find_direction(gradient, steps, changes, curvatures, n_steps, factor, scale)
        slope = _dot(gradient, direction)
        size, next_loss = 1.0, math.inf
        for _ in range(_MOST_HALVINGS):
            for c in range(n_classes):
                for j in range(n_features):
                    candidate[c, j] = parameters[c, j] + size * direction[c, j]
            next_loss = evaluate(candidate, features, labels, weights, strength, next_gradient)
            if next_loss <= loss + _LEAST_FALL * size * slope:
                break
            size *= 0.5
        if not next_loss < loss:  # as exact as the numbers are
            break
        place = n_steps % MEMORY
        for c in range(n_classes):
            for j in range(n_features):
                steps[place, c, j] = candidate[c, j] - parameters[c, j]
                changes[place, c, j] = next_gradient[c, j] - gradient[c, j]
        curvatures[place] = _dot(steps[place], changes[place])
        scaled = _solve(factor, changes[place])
        scale = curvatures[place] / _dot(changes[place], scaled)
        parameters, candidate = candidate, parameters
        gradient, next_gradient = next_gradient, gradient
        loss = next_loss
        n_steps += 1
    return parameters, n_steps, _measure_largest(gradient)


@kernel
def _find_direction(gradient, steps, changes, curvatures, n_steps, factor, scale):
    """Return the direction of L-BFGS, by its two loops (Nocedal and Wright 2006, algorithm 7.4)."""
    direction = -gradient
    shares = np.empty(MEMORY)
    first = max(0, n_steps - MEMORY)
    for number in range(n_steps - 1, first - 1, -1):
        place = number % MEMORY
        shares[place] = _dot(steps[place], direction) / curvatures[place]
        _add(direction, -shares[place], changes[place])
    direction = _solve(factor, direction)
    direction *= scale
    for number in range(first, n_steps):
        place = number % MEMORY
        share = _dot(changes[place], direction) / curvatures[place]
        _add(direction, shares[place] - share, steps[place])
    return direction


@kernel
def _factorize(features, weights, strength):
    """Return Cholesky's factor, a lower triangle, of ``X.T W X / 2`` plus the penalty."""
    n_documents, n_features = features.shape
    factor = np.zeros((n_features, n_features))
    for i in range(n_documents):
        row, half = features[i], 0.5 * weights[i]
        for a in range(n_features):
            share, target = half * row[a], factor[a]
            for b in range(a + 1):
                target[b] += share * row[b]
    for a in range(n_features):
        factor[a, a] += strength
    for a in range(n_features):
        for b in range(a + 1):
            total = factor[a, b]
            for k in range(b):
                total -= factor[a, k] * factor[b, k]
            factor[a, b] = math.sqrt(total) if a == b else total / factor[b, b]
    return factor


@kernel
def _solve(factor, sides):
    """Solve ``L L.T x = side`` for each row of `sides`."""
    solutions = sides.copy()
    n_features = len(factor)
    for c in range(len(solutions)):
        row = solutions[c]
        for a in range(n_features):
            total = row[a]
            for b in range(a):
                total -= factor[a, b] * row[b]
            row[a] = total / factor[a, a]
        for a in range(n_features - 1, -1, -1):
            row[a] /= factor[a, a]
            for b in range(a):
                row[b] -= factor[a, b] * row[a]
    return solutions


@kernel
def _dot(left, right):
    total = 0.0
    for c in range(left.shape[0]):
        for j in range(left.shape[1]):
            total += left[c, j] * right[c, j]
    return total


@kernel
def _add(target, factor, other):
    for c in range(target.shape[0]):
        for j in range(target.shape[1]):
            target[c, j] += factor * other[c, j]


@kernel
def _measure_largest(gradient):
    largest = 0.0
    for c in range(gradient.shape[0]):
        for j in range(gradient.shape[1]):
            largest = max(largest, abs(gradient[c, j]))
    return largest
