"""Convolution over words, ReLU and max over time (Kim 2014), forward and backward.

`table` holds the rows that a batch needs, `values` are places in it, and document ``i`` is
``values[offsets[i]:offsets[i + 1]]``. A filter of width ``w`` is ``w`` rows of `filters`, which are
ordered by width, place in the window, and map::

    window[t] = filters[w, 0] . table[values[t]] + ... + filters[w, w-1] . table[values[t+w-1]]
    feature   = relu(max over t of window[t] + bias)

A document shorter than a filter is one window, its end filled with zeros: those terms are left out.
"""

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def largest_windows(products, values, offsets, widths, maps, bias):
    """Add up the windows of every filter and take the largest of each document.

    Parameters
    ----------
    products : ndarray, shape (n_rows, sum(widths) * maps)
        ``table @ filters.T``: every word with every row of every filter.
    values : ndarray of int32, shape (n_tokens,)
    offsets : ndarray of int64, shape (n_documents + 1,)
    widths : ndarray of int64
    maps : int
        The filters of each width.
    bias : ndarray, shape (n_features,)

    Returns
    -------
    features : ndarray, shape (n_documents, n_features)
        Ordered by width and map. Where a window is not a number, neither is the feature.
    at : ndarray of int64, shape (n_documents, n_features)
        Where in `values` each largest window starts; the first of equal ones.
    """
    features = np.empty((offsets.size - 1, bias.size), products.dtype)
    at = np.empty((offsets.size - 1, bias.size), np.int64)
    window = np.empty(maps, products.dtype)
    for i in range(offsets.size - 1):
        first, stop = offsets[i], offsets[i + 1]
        column = 0
        for w in range(widths.size):
            width = widths[w]
            largest = features[i, w * maps : (w + 1) * maps]
            place = at[i, w * maps : (w + 1) * maps]
            largest[:] = -np.inf
            place[:] = first
            for start in range(first, max(first, stop - width) + 1):
                window[:] = products.dtype.type(0)
                for k in range(min(width, stop - start)):
                    left = column + k * maps
                    product = products[values[start + k], left : left + maps]
                    for m in range(maps):
                        window[m] += product[m]
                for m in range(maps):
                    larger = window[m] > largest[m] or window[m] != window[m]
                    place[m] = start if larger else place[m]
                    largest[m] = window[m] if larger else largest[m]
            column += width * maps
        feature = features[i]
        for f in range(bias.size):
            value = feature[f] + bias[f]
            feature[f] = products.dtype.type(0) if value <= 0 else value
    return features, at


@kernel
def largest_windows_backward(gradient, features, at, table, values, offsets, widths, maps, filters):
    """Follow each feature back to its window; features without a gradient cost next to nothing.

    Parameters
    ----------
    gradient : ndarray, shape (n_documents, n_features)
        Of `features`.
    features, at
        As `largest_windows` gave them.
    table : ndarray, shape (n_rows, dim)
    values, offsets, widths, maps
        As `largest_windows` got them.
    filters : ndarray, shape (sum(widths) * maps, dim)

    Returns
    -------
    d_table, d_filters, d_bias : ndarray
        Of the shapes of `table`, `filters` and the bias.
    """
    d_table, d_filters = np.zeros_like(table), np.zeros_like(filters)
    d_bias = np.zeros(features.shape[1], table.dtype)
    column = 0
    for w in range(widths.size):
        for m in range(maps):
            # A filter at a time: its few rows stay in the nearest cache.
            f = w * maps + m
            for i in range(offsets.size - 1):
                slope = gradient[i, f]
                if slope == 0 or features[i, f] <= 0:
                    continue
                d_bias[f] += slope
                start = at[i, f]
                for k in range(min(widths[w], offsets[i + 1] - start)):
                    word, place = values[start + k], column + k * maps + m
                    row, d_row = table[word], d_table[word]
                    weights, d_weights = filters[place], d_filters[place]
                    for j in range(row.size):
                        d_weights[j] += slope * row[j]
                        d_row[j] += slope * weights[j]
        column += widths[w] * maps
    return d_table, d_filters, d_bias
