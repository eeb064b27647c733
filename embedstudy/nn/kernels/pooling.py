"""Pooling over the words of each document, forward and backward.

`table` holds the rows that a batch needs, `values` are places in it, and document ``i`` is
``values[offsets[i]:offsets[i + 1]]``. A document without words pools to zeros.
"""

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def mean(table, values, offsets):
    """Average; shape (n_documents, dim)."""
    dim = table.shape[1]
    out = np.zeros((offsets.size - 1, dim), table.dtype)
    for i in range(offsets.size - 1):
        target = out[i]
        for k in range(offsets[i], offsets[i + 1]):
            row = table[values[k]]
            for j in range(dim):
                target[j] += row[j]
        if offsets[i + 1] > offsets[i]:
            scale = table.dtype.type(1) / table.dtype.type(offsets[i + 1] - offsets[i])
            for j in range(dim):
                target[j] *= scale
    return out


@kernel
def mean_backward(gradient, values, offsets, d_table):
    """Add to `d_table` what the gradient of the averages makes of it."""
    dim = d_table.shape[1]
    scaled = np.empty(dim, d_table.dtype)
    for i in range(offsets.size - 1):
        if offsets[i + 1] == offsets[i]:
            continue
        scale = d_table.dtype.type(1) / d_table.dtype.type(offsets[i + 1] - offsets[i])
        for j in range(dim):
            scaled[j] = gradient[i, j] * scale
        for k in range(offsets[i], offsets[i + 1]):
            row = d_table[values[k]]
            for j in range(dim):
                row[j] += scaled[j]


@kernel
def mean_in_place(table, values, offsets, documents, kept):
    """Average some documents of a corpus, read from the embedding itself.

    Parameters
    ----------
    table : ndarray, shape (n_words, dim)
    values, offsets
        All documents.
    documents : ndarray of int64
        Those wanted.
    kept : ndarray of bool
        For each running word of these, whether it is read; empty if all are.

    Returns
    -------
    out : ndarray, shape (n_wanted, dim)
    scales : ndarray, shape (n_wanted,)
        One over the words that were read, 0 if none were.
    """
    dim = table.shape[1]
    out = np.zeros((documents.size, dim), table.dtype)
    scales = np.zeros(documents.size, table.dtype)
    seen = 0
    for i in range(documents.size):
        target, count = out[i], 0
        for k in range(offsets[documents[i]], offsets[documents[i] + 1]):
            seen += 1
            if kept.size and not kept[seen - 1]:
                continue
            count += 1
            row = table[values[k]]
            for j in range(dim):
                target[j] += row[j]
        if count:
            scales[i] = table.dtype.type(1) / table.dtype.type(count)
            for j in range(dim):
                target[j] *= scales[i]
    return out, scales


@kernel
def step_in_place(gradient, table, values, offsets, documents, kept, scales, rate, frozen_rows):
    """Make the step of plain SGD in the embedding that `mean_in_place` has read.

    The gradient of a word is that of its documents' averages, times their scale: no array of
    gradients is needed. The first `frozen_rows` rows do not learn.
    """
    dim = table.shape[1]
    change = np.empty(dim, table.dtype)
    seen = 0
    for i in range(documents.size):
        factor = -rate * scales[i]
        for j in range(dim):
            change[j] = factor * gradient[i, j]
        for k in range(offsets[documents[i]], offsets[documents[i] + 1]):
            seen += 1
            if values[k] < frozen_rows or (kept.size and not kept[seen - 1]):
                continue
            row = table[values[k]]
            for j in range(dim):
                row[j] += change[j]


@kernel
def largest(table, values, offsets):
    """Take the largest of each dimension; of equal ones the first.

    Returns
    -------
    out : ndarray, shape (n_documents, dim)
    at : ndarray of int32, shape (n_documents, dim)
        The place in `table` of each; 0 for a document without words.
    """
    dim = table.shape[1]
    out = np.zeros((offsets.size - 1, dim), table.dtype)
    at = np.zeros((offsets.size - 1, dim), np.int32)
    for i in range(offsets.size - 1):
        target, place = out[i], at[i]
        for k in range(offsets[i], offsets[i + 1]):
            row, word = table[values[k]], values[k]
            if k == offsets[i]:
                target[:] = row
                place[:] = word
                continue
            for j in range(dim):
                larger = row[j] > target[j]
                place[j] = word if larger else place[j]
                target[j] = row[j] if larger else target[j]
    return out, at


@kernel
def largest_backward(gradient, at, offsets, d_table):
    """Add the gradient of each largest value to where it came from."""
    for i in range(offsets.size - 1):
        if offsets[i + 1] > offsets[i]:
            for j in range(d_table.shape[1]):
                d_table[at[i, j], j] += gradient[i, j]


@kernel
def largest_window(table, values, offsets, window):
    """Average over each run of `window` words, then take the largest of each dimension.

    A document of fewer words is one run.

    Returns
    -------
    out : ndarray, shape (n_documents, dim)
    at : ndarray of int64, shape (n_documents, dim)
        Where in `values` each largest run starts.
    """
    dim = table.shape[1]
    out = np.zeros((offsets.size - 1, dim), table.dtype)
    at = np.zeros((offsets.size - 1, dim), np.int64)
    average = np.empty(dim, table.dtype)
    for i in range(offsets.size - 1):
        length = min(window, offsets[i + 1] - offsets[i])
        if not length:
            continue
        scale = table.dtype.type(1) / table.dtype.type(length)
        target, place = out[i], at[i]
        for start in range(offsets[i], offsets[i + 1] - length + 1):
            average[:] = table.dtype.type(0)
            for k in range(start, start + length):
                row = table[values[k]]
                for j in range(dim):
                    average[j] += row[j]
            if start == offsets[i]:
                for j in range(dim):
                    target[j] = average[j] * scale
                place[:] = start
                continue
            for j in range(dim):
                found = average[j] * scale
                larger = found > target[j]
                place[j] = start if larger else place[j]
                target[j] = found if larger else target[j]
    return out, at


@kernel
def largest_window_backward(gradient, at, values, offsets, window, d_table):
    """Share the gradient of each largest average among the words of its run."""
    for i in range(offsets.size - 1):
        length = min(window, offsets[i + 1] - offsets[i])
        if not length:
            continue
        scale = d_table.dtype.type(1) / d_table.dtype.type(length)
        for j in range(d_table.shape[1]):
            share = gradient[i, j] * scale
            for k in range(at[i, j], at[i, j] + length):
                d_table[values[k], j] += share
