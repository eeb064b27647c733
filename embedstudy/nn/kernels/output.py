"""The softmax layer's loss and its gradient."""

import math

import numpy as np

from embedstudy.nn.kernels import kernel


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
