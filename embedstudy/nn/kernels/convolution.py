"""Convolution over words, ReLU and max over time (Kim 2014), forward and backward.

`table` holds the rows that a batch needs, `values` are places in it, and document ``i`` is
``values[offsets[i]:offsets[i + 1]]``. A filter of width ``w`` is ``w`` rows of `filters`, which are
ordered by width, place in the window, and map::

    window[t] = filters[w, 0] . table[values[t]] + ... + filters[w, w-1] . table[values[t+w-1]]
    feature   = relu(max over t of window[t] + bias)

A document shorter than a filter is one window, its end filled with zeros. The loops skip those
terms.
"""

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def largest_windows(products, values, offsets, widths, maps, bias):
    """Add up the windows of every filter, and take the largest of each document.

    Parameters
    ----------
    products : ndarray, shape (n_rows, sum(widths) * maps)
        ``table @ filters.T``: the product of every word with every row of every filter.
    values : ndarray of int32, shape (n_tokens,)
    offsets : ndarray of int64, shape (n_documents + 1,)
    widths : ndarray of int64
    maps : int
        The number of filters of each width.
    bias : ndarray, shape (n_features,)

    Returns
    -------
    features : ndarray, shape (n_documents, n_features)
        Ordered by width and map. If a window is not a number, neither is the feature.
    at : ndarray of int32, shape (n_documents, n_features)
        The place in `values` where each largest window starts; of equal windows, the first.
    """
    features = np.empty((offsets.size - 1, bias.size), products.dtype)
    at = np.empty((offsets.size - 1, bias.size), np.int32)
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
                here = np.int32(start)
                for m in range(maps):
                    value, highest, before = window[m], largest[m], place[m]
                    larger = value > highest or value != value
                    # As in `pooling`: a maximum instead of a masked store.
                    now = here if larger else np.int32(0)
                    place[m] = now if now > before else before
                    largest[m] = value if larger else highest
            column += width * maps
        feature = features[i]
        for f in range(bias.size):
            value = feature[f] + bias[f]
            feature[f] = products.dtype.type(0) if value <= 0 else value
    return features, at


@kernel
def largest_windows_backward(gradient, features, at, table, values, offsets, widths, maps, filters):
    """Follow each feature back to its window; features without a gradient cost almost nothing.

    Parameters
    ----------
    gradient : ndarray, shape (n_documents, n_features)
        The gradient of `features`.
    features, at
        The results of `largest_windows`.
    table : ndarray, shape (n_rows, dim)
    values, offsets, widths, maps
        As in `largest_windows`.
    filters : ndarray, shape (sum(widths) * maps, dim)

    Returns
    -------
    d_table, d_filters, d_bias : ndarray
        The gradients, of the shapes of `table`, `filters` and the bias.
    """
    d_table, d_filters = np.zeros_like(table), np.zeros_like(filters)
    d_bias = np.zeros(features.shape[1], table.dtype)
    # Every product of a word and a row of a filter that a gradient passes through, once by row and
    # once by word. So each gradient is added up in one place, several terms at a time.
    most = gradient.size * widths.max()
    words, places = np.empty(most, np.int32), np.empty(most, np.int32)
    slopes, active = np.empty(most, table.dtype), np.empty(offsets.size - 1, np.int64)
    count, column = 0, 0
    for w in range(widths.size):
        for f in range(w * maps, (w + 1) * maps):
            n_active = 0
            for i in range(offsets.size - 1):
                if gradient[i, f] == 0 or features[i, f] <= 0:
                    continue
                d_bias[f] += gradient[i, f]
                active[n_active] = i
                n_active += 1
            for k in range(widths[w]):
                first, place = count, column + k * maps + f - w * maps
                for i in active[:n_active]:
                    if at[i, f] + k < offsets[i + 1]:
                        words[count], places[count] = values[at[i, f] + k], place
                        slopes[count] = gradient[i, f]
                        count += 1
                _add_up(d_filters[place], table, words[first:count], slopes[first:count])
        column += widths[w] * maps
    by_word, starts = _sorted(words[:count], table.shape[0])
    places, slopes = places[by_word], slopes[by_word]
    for word in range(table.shape[0]):
        first, last = starts[word], starts[word + 1]
        _add_up(d_table[word], filters, places[first:last], slopes[first:last])
    return d_table, d_filters, d_bias


@kernel
def _sorted(words, n_words):
    """Sort by word, stably; return the order, and where each word starts in it."""
    starts = np.zeros(n_words + 1, np.int64)
    for word in words:
        starts[word + 1] += 1
    for word in range(n_words):
        starts[word + 1] += starts[word]
    order, free = np.empty(words.size, np.int64), starts.copy()
    for i in range(words.size):
        order[free[words[i]]] = i
        free[words[i]] += 1
    return order, starts


@kernel
def _add_up(target, table, rows, factors):
    """Add rows of a table times their factors; four at a time, to touch `target` less."""
    i = 0
    while i + 4 <= rows.size:
        one, two, three, four = (
            table[rows[i]], table[rows[i + 1]], table[rows[i + 2]], table[rows[i + 3]]
        )  # fmt: skip
        a, b, c, d = factors[i], factors[i + 1], factors[i + 2], factors[i + 3]
        for j in range(target.size):
            target[j] += (a * one[j] + b * two[j]) + (c * three[j] + d * four[j])
        i += 4
    while i < rows.size:
        row, factor = table[rows[i]], factors[i]
        for j in range(target.size):
            target[j] += factor * row[j]
        i += 1
