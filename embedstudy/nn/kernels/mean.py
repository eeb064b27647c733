"""The canonical model in one fused loop: mean of word vectors, linear layer, softmax, plain SGD.

For a document of words ``w_1..w_L``, with embedding ``E``, weights ``W``, bias ``b``::

    h = (E[w_1] + ... + E[w_L]) / L      p = softmax(W h + b)      loss = -log p[y]
    d = p - onehot(y)
    W -= lr * outer(d, h)    b -= lr * d    E[w_i] -= lr * (W.T d) / L    for every i

with ``W`` in the last line as it was before the step. A document without words has ``h = 0``.
"""

import math

import numpy as np

from embedstudy.nn.kernels import kernel
from embedstudy.nn.kernels.output import score

LARGEST = np.finfo(np.float32).max


@kernel
def train_epoch(
    values,
    offsets,
    labels,
    counts,
    order,
    embedding,
    weights,
    bias,
    first_rate,
    last_rate,
    embedding_rate,
    frozen_rows,
    begin,
    end,
    total,
):
    """Make one SGD step for each document of a part of `order`, in place.

    An epoch may be made part by part, each with the total of the one before: every step has the
    rate that it has in one go.

    Parameters
    ----------
    values : ndarray of int32, shape (n_tokens,)
    offsets : ndarray of int64, shape (n_documents + 1,)
    labels : ndarray of int32, shape (n_documents,)
        Class ids.
    counts : ndarray of float32, shape (n_documents,)
        The weight of each document in the loss.
    order : ndarray of int64
        The documents, in the order of the steps.
    embedding : ndarray of float32, shape (n_words, dim)
    weights : ndarray of float32, shape (n_classes, dim)
    bias : ndarray of float32, shape (n_classes,)
    first_rate, last_rate : float
        The learning rate falls linearly from the first to the last over the epoch.
    embedding_rate : float
        The factor on the learning rate of the embedding.
    frozen_rows : int
        The number of rows of the embedding, from the first, that are only read.
    begin, end : int
        The part: the places in `order` of its first document, and of the one after its last.
    total : float
        The loss of the parts before.

    Returns
    -------
    loss : float
        The weighted sum of the losses so far, each taken before its step.
    bad_step : int
        The place in `order` where the loss was not finite and the loop stopped, or -1.
    """
    n_classes, dim = weights.shape
    hidden = np.empty(dim, np.float32)
    gradient = np.empty(dim, np.float32)
    scores = np.empty(n_classes, np.float32)
    for step in range(begin, end):
        rate = np.float32(first_rate + (last_rate - first_rate) * step / order.size)
        document = order[step]
        start, stop = offsets[document], offsets[document + 1]
        label = labels[document]
        weight = counts[document]

        scale = _mean(values, start, stop, embedding, hidden)
        highest = score(hidden, weights, bias, scores)
        true_score = scores[label]
        normalizer = np.float32(0)
        for c in range(n_classes):
            scores[c] = math.exp(scores[c] - highest)
            normalizer += scores[c]
        # From the scores: the probability may round to zero while all is well.
        loss = math.log(normalizer) + highest - true_score
        # Not isfinite: numba tests x - x for NaN, which reassociation may fold to zero.
        if not abs(loss) <= LARGEST:
            return total, step
        total += weight * loss

        gradient[:] = np.float32(0)
        for c in range(n_classes):
            delta = scores[c] / normalizer
            if c == label:
                delta -= np.float32(1)
            delta *= -rate * weight
            row = weights[c]
            for j in range(dim):
                gradient[j] += delta * row[j]
                row[j] += delta * hidden[j]
            bias[c] += delta
        scale *= np.float32(embedding_rate)
        for j in range(dim):
            gradient[j] *= scale
        for k in range(start, stop):
            if values[k] >= frozen_rows:
                row = embedding[values[k]]
                for j in range(dim):
                    row[j] += gradient[j]
    return total, -1


@kernel
def logits(values, offsets, embedding, weights, bias):
    """Compute ``W h + b`` of every document; float32, shape (n_documents, n_classes)."""
    n_documents = offsets.size - 1
    hidden = np.empty(weights.shape[1], np.float32)
    out = np.empty((n_documents, weights.shape[0]), np.float32)
    for document in range(n_documents):
        _mean(values, offsets[document], offsets[document + 1], embedding, hidden)
        score(hidden, weights, bias, out[document])
    return out


@kernel
def _mean(values, start, stop, embedding, hidden):
    """Write the mean vector of a document into `hidden`; return one over its length, or 0."""
    dim = hidden.size
    hidden[:] = np.float32(0)
    for k in range(start, stop):
        row = embedding[values[k]]
        for j in range(dim):
            hidden[j] += row[j]
    if stop == start:
        return np.float32(0)
    scale = np.float32(1) / np.float32(stop - start)
    for j in range(dim):
        hidden[j] *= scale
    return scale
