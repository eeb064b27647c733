"""A hash table of words in UTF-8, which tokens of texts are looked up in."""

import numpy as np

from embedstudy.nn.kernels import kernel

# FNV-1a for 64 bits.
_BASIS = np.uint64(14695981039346656037)
_PRIME = np.uint64(1099511628211)
_HALF = np.uint64(32)


@kernel
def _hash(data, start, stop):
    """Return a hash of some bytes; the half of the last product that they all decide is low."""
    code = _BASIS
    for k in range(start, stop):
        code = (code ^ np.uint64(data[k])) * _PRIME
    return code ^ (code >> _HALF)


@kernel
def fill_table(data, offsets, slots, tags):
    """Put words into an empty table; of equal words the last one counts.

    Parameters
    ----------
    data : ndarray of uint8
        The bytes of the words, end to end.
    offsets : ndarray of int64, shape (n_words + 1,)
    slots : ndarray of int32
        Only -1 before; then the id of the word in each slot, or -1. A power of 2 in length, and
        more than the words.
    tags : ndarray of uint32
        As long. Some bits of the hash of each word, which spare most comparisons of bytes.
    """
    mask = np.uint64(slots.size - 1)
    for i in range(offsets.size - 2, -1, -1):
        code = _hash(data, offsets[i], offsets[i + 1])
        place = np.int64(code & mask)
        while slots[place] >= 0:
            place = (place + 1) & np.int64(mask)
        slots[place] = i
        tags[place] = np.uint32(code >> _HALF)


@kernel
def find_words(tokens, token_offsets, data, offsets, slots, tags):
    """Look tokens up in a table that `fill_table` has filled.

    Parameters
    ----------
    tokens : ndarray of uint8
        The bytes of the tokens, end to end.
    token_offsets : ndarray of int64, shape (n_tokens + 1,)
    data, offsets, slots, tags : ndarray
        The words and their table, as in `fill_table`.

    Returns
    -------
    ids : ndarray of int32, shape (n_tokens,)
        The word of each token, -1 where it is none of them.
    """
    mask = np.uint64(slots.size - 1)
    ids = np.empty(token_offsets.size - 1, np.int32)
    for i in range(ids.size):
        start, stop = token_offsets[i], token_offsets[i + 1]
        code = _hash(tokens, start, stop)
        tag = np.uint32(code >> _HALF)
        place = np.int64(code & mask)
        word = slots[place]
        while word >= 0:
            if tags[place] == tag and offsets[word + 1] - offsets[word] == stop - start:
                k = start
                shift = offsets[word] - start
                while k < stop and tokens[k] == data[k + shift]:
                    k += 1
                if k == stop:
                    break
            place = (place + 1) & np.int64(mask)
            word = slots[place]
        ids[i] = word
    return ids
