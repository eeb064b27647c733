"""A batch of documents with the rows of the embedding that it needs, each once."""

import numpy as np

from embedstudy.nn.kernels import kernel


@kernel
def _size(offsets, documents):
    """Count the running words of documents."""
    size = 0
    for document in documents:
        size += offsets[document + 1] - offsets[document]
    return size


@kernel
def take(values, offsets, documents, is_read, marks):
    """Take documents out of a corpus, their words numbered by first occurrence.

    Parameters
    ----------
    values : ndarray of int32, shape (n_tokens,)
    offsets : ndarray of int64, shape (n_documents + 1,)
    documents : ndarray of int64, shape (n_taken,)
    is_read : ndarray of bool
        Whether each running word of these documents is read, in order; empty if all are.
    marks : ndarray of int32, shape (n_words,)
        Only -1, before and after. So the cost of a batch does not depend on the vocabulary.

    Returns
    -------
    rows : ndarray of int32, shape (n_rows,)
        The words of the batch, each once.
    local : ndarray of int32, shape (n_read,)
        The documents as places in `rows`.
    starts : ndarray of int64, shape (n_taken + 1,)
    """
    size = _size(offsets, documents)
    rows, local = np.empty(size, np.int32), np.empty(size, np.int32)
    starts = np.zeros(documents.size + 1, np.int64)
    seen, count, place = 0, 0, 0
    for i in range(documents.size):
        for k in range(offsets[documents[i]], offsets[documents[i] + 1]):
            seen += 1
            if is_read.size and not is_read[seen - 1]:
                continue
            word = values[k]
            mark = marks[word]
            if mark < 0:
                mark = np.int32(count)
                marks[word] = mark
                rows[count] = word
                count += 1
            local[place] = mark
            place += 1
        starts[i + 1] = place
    for i in range(count):
        marks[rows[i]] = -1
    return rows[:count], local[:place], starts


@kernel
def read(values, offsets, documents, is_read):
    """Take documents out of a corpus, with the word ids that they have there.

    Parameters
    ----------
    values, offsets, documents, is_read
        As in `take`.

    Returns
    -------
    words : ndarray of int32, shape (n_read,)
    starts : ndarray of int64, shape (n_taken + 1,)
    """
    words = np.empty(_size(offsets, documents), np.int32)
    starts = np.zeros(documents.size + 1, np.int64)
    seen, place = 0, 0
    for i in range(documents.size):
        document = values[offsets[documents[i]] : offsets[documents[i] + 1]]
        if is_read.size:
            for k in range(document.size):
                words[place] = document[k]
                place += is_read[seen + k]
            seen += document.size
        else:
            for k in range(document.size):
                words[place + k] = document[k]
            place += document.size
        starts[i + 1] = place
    return words[:place], starts


@kernel
def append_rows(values, offsets, words, starts, rows, row_offsets, first, end):
    """Append to each document the rows of its words' n-grams, and the row that ends it.

    Parameters
    ----------
    values : ndarray of int32, shape (n_values,)
    offsets : ndarray of int64, shape (n_documents + 1,)
    words : ndarray of int32, shape (n_words,)
        The words of the same documents.
    starts : ndarray of int64, shape (n_documents + 1,)
    rows : ndarray of int32, shape (n_rows,)
        The n-grams of word ``w`` are ``rows[row_offsets[w]:row_offsets[w + 1]]``.
    row_offsets : ndarray of int64
    first : int
        Is added to each of `rows`.
    end : int
        Ends each document that has another row.

    Returns
    -------
    values : ndarray of int32
    offsets : ndarray of int64, shape (n_documents + 1,)
    """
    size = values.size + offsets.size - 1
    for k in range(words.size):
        size += row_offsets[words[k] + 1] - row_offsets[words[k]]
    out, out_offsets = np.empty(size, np.int32), np.zeros(offsets.size, np.int64)
    place = 0
    for i in range(offsets.size - 1):
        for k in range(offsets[i], offsets[i + 1]):
            out[place] = values[k]
            place += 1
        for k in range(starts[i], starts[i + 1]):
            for at in range(row_offsets[words[k]], row_offsets[words[k] + 1]):
                out[place] = rows[at] + first
                place += 1
        if place > out_offsets[i]:
            out[place] = end
            place += 1
        out_offsets[i + 1] = place
    return out[:place], out_offsets


@kernel
def gather(table, rows, out):
    """Copy rows of a table; `out` has the shape (n_rows, dim)."""
    for i in range(rows.size):
        source, target = table[rows[i]], out[i]
        for j in range(target.size):
            target[j] = source[j]
