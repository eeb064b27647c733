"""The linear softmax layer: its scores, its loss, and their gradients.

Its matrix products are loops, not those of NumPy: a BLAS chooses its own by the processor, and then
last digits differ. They are about as fast, since a layer has few classes.
"""

import math

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def score(hidden, weights, bias, scores):
    """Write ``W h + b`` of one document into `scores`; return the highest."""
    n_classes, dim = weights.shape
    highest = scores.dtype.type(-np.inf)
    for c in range(n_classes):
        total = scores.dtype.type(0)
        row = weights[c]
        for j in range(dim):
            total += row[j] * hidden[j]
        scores[c] = total + bias[c]
        highest = max(highest, scores[c])
    return highest


@kernel
def score_all(features, weights, bias):
    """Compute ``W h + b`` of every document; shape (n_documents, n_classes)."""
    out = np.empty((features.shape[0], weights.shape[0]), features.dtype)
    for i in range(features.shape[0]):
        score(features[i], weights, bias, out[i])
    return out


@kernel
def product(left, right):
    """Compute the matrix product; the loop adds four rows at a time, to touch the sum less."""
    out = np.zeros((left.shape[0], right.shape[1]), right.dtype)
    for i in range(left.shape[0]):
        factors, target = left[i], out[i]
        k = 0
        while k + 4 <= factors.size:
            a, b, c, d = factors[k], factors[k + 1], factors[k + 2], factors[k + 3]
            one, two, three, four = right[k], right[k + 1], right[k + 2], right[k + 3]
            for j in range(target.size):
                target[j] += (a * one[j] + b * two[j]) + (c * three[j] + d * four[j])
            k += 4
        while k < factors.size:
            factor, row = factors[k], right[k]
            for j in range(target.size):
                target[j] += factor * row[j]
            k += 1
    return out


@kernel
def cross_entropy(scores, labels, weights):
    """Compute the cross-entropy of softmax, averaged over a batch.

    Parameters
    ----------
    scores : ndarray, shape (n_documents, n_classes)
    labels : ndarray of int32, shape (n_documents,)
    weights : ndarray, shape (n_documents,)
        The weight of each document.

    Returns
    -------
    losses : ndarray of float64, shape (n_documents,)
        The weighted losses, not divided by the size of the batch.
    gradient : ndarray, shape (n_documents, n_classes)
        The gradient of the mean of the weighted losses.
    """
    n_documents, n_classes = scores.shape
    losses = np.empty(n_documents)
    gradient = np.empty_like(scores)
    share = scores.dtype.type(1) / scores.dtype.type(n_documents)
    for i in range(n_documents):
        highest = scores[i, 0]
        for c in range(1, n_classes):
            highest = max(highest, scores[i, c])
        total = scores.dtype.type(0)
        for c in range(n_classes):
            gradient[i, c] = math.exp(scores[i, c] - highest)
            total += gradient[i, c]
        losses[i] = weights[i] * (math.log(total) + highest - scores[i, labels[i]])
        for c in range(n_classes):
            gradient[i, c] /= total
        gradient[i, labels[i]] -= scores.dtype.type(1)
        for c in range(n_classes):
            gradient[i, c] *= weights[i] * share
    return losses, gradient


@kernel
def limit_norms(weights, limit):
    """Scale every row that is longer than `limit` down to that length."""
    for i in range(weights.shape[0]):
        row = weights[i]
        square = 0.0
        for j in range(row.size):
            square += row[j] * row[j]
        if square > limit * limit:
            scale = weights.dtype.type(limit / math.sqrt(square))
            for j in range(row.size):
                row[j] *= scale
