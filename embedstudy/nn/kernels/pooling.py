"""Pooling over the words of each document, forward and backward.

`table` holds the rows that a batch needs, `values` are places in it, and document ``i`` is
``values[offsets[i]:offsets[i + 1]]``. A document without words pools to zeros.
"""

import numpy as np

from embedstudy.nn.kernels import kernel
from embedstudy.nn.kernels.prefetch import AHEAD, prefetch


@kernel
def mean(table, values, offsets):
    """Average the words of each document; shape (n_documents, dim).

    The loop adds four rows at a time, so that it reads and writes the sums a quarter as often.
    """
    dim, last = table.shape[1], values.size - 1
    out = np.zeros((offsets.size - 1, dim), table.dtype)
    for i in range(offsets.size - 1):
        target = out[i]
        k, stop = offsets[i], offsets[i + 1]
        while k + 4 <= stop:
            for ahead in range(k + AHEAD, k + AHEAD + 4):
                prefetch(table, values[min(ahead, last)])
            one, two = table[values[k]], table[values[k + 1]]
            three, four = table[values[k + 2]], table[values[k + 3]]
            for j in range(dim):
                target[j] += (one[j] + two[j]) + (three[j] + four[j])
            k += 4
        while k < stop:
            prefetch(table, values[min(k + AHEAD, last)])
            row = table[values[k]]
            for j in range(dim):
                target[j] += row[j]
            k += 1
        if stop > offsets[i]:
            scale = table.dtype.type(1) / table.dtype.type(stop - offsets[i])
            for j in range(dim):
                target[j] *= scale
    return out


@kernel
def mean_backward(gradient, values, offsets, d_table, frozen_rows):
    """Add the gradient of the table to `d_table`, from the gradient of the averages.

    The first `frozen_rows` rows stay as they are.
    """
    dim = d_table.shape[1]
    scaled = np.empty(dim, d_table.dtype)
    for i in range(offsets.size - 1):
        if offsets[i + 1] == offsets[i]:
            continue
        scale = d_table.dtype.type(1) / d_table.dtype.type(offsets[i + 1] - offsets[i])
        for j in range(dim):
            scaled[j] = gradient[i, j] * scale
        for k in range(offsets[i], offsets[i + 1]):
            if values[k] < frozen_rows:
                continue
            row = d_table[values[k]]
            for j in range(dim):
                row[j] += scaled[j]


@kernel
def largest(table, values, offsets):
    """Take the largest value of each dimension; of equal values, the first.

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
            row = table[values[k]]
            if k == offsets[i]:
                # A loop: numba takes two seconds to compile `target[:] = row`.
                for j in range(dim):
                    target[j], place[j] = row[j], k
                continue
            _raise(target, place, row, np.int32(k))
        if offsets[i + 1] > offsets[i]:
            for j in range(dim):
                place[j] = values[place[j]]
    return out, at


@kernel
def _raise(target, place, row, here):
    """Raise each number of `target` to that of `row`, and note in `place` that it is from `here`.

    `here` grows from call to call. So a maximum can write `place`; a condition would become masked
    stores, which take three times as long with AVX2 on AMD's processors.
    """
    for j in range(target.size):
        value, highest, before = row[j], target[j], place[j]
        larger = value > highest
        now = here if larger else np.int32(0)
        place[j] = now if now > before else before
        target[j] = value if larger else highest


@kernel
def largest_backward(gradient, at, offsets, d_table):
    """Add the gradient of each largest value to where it came from."""
    for i in range(offsets.size - 1):
        if offsets[i + 1] > offsets[i]:
            for j in range(d_table.shape[1]):
                d_table[at[i, j], j] += gradient[i, j]


@kernel
def largest_window(table, values, offsets, window):
    """Average each window of `window` words, then take the largest value of each dimension.

    A document of fewer words is one window.

    Returns
    -------
    out : ndarray, shape (n_documents, dim)
    at : ndarray of int32, shape (n_documents, dim)
        The place in `values` where the window of each largest average starts.
    """
    dim = table.shape[1]
    out = np.zeros((offsets.size - 1, dim), table.dtype)
    at = np.zeros((offsets.size - 1, dim), np.int32)
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
            for j in range(dim):
                average[j] *= scale
            if start == offsets[i]:
                for j in range(dim):
                    target[j], place[j] = average[j], start
                continue
            _raise(target, place, average, np.int32(start))
    return out, at


@kernel
def largest_window_backward(gradient, at, values, offsets, window, d_table):
    """Share the gradient of each largest average among the words of its window."""
    for i in range(offsets.size - 1):
        length = min(window, offsets[i + 1] - offsets[i])
        if not length:
            continue
        scale = d_table.dtype.type(1) / d_table.dtype.type(length)
        for j in range(d_table.shape[1]):
            share = gradient[i, j] * scale
            for k in range(at[i, j], at[i, j] + length):
                d_table[values[k], j] += share
