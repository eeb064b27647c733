"""Word n-grams as words of their own, by their hash, like fastText's wordNgrams."""

import hashlib
from collections.abc import Iterable

import numpy as np

from embedstudy.errors import InputError
from embedstudy.text.encoding import EncodedDocuments, compute_offsets

# Ids are int32.
MOST_IDS = 2**31
# The prime of the 64-bit FNV hash.
_PRIME = np.uint64(1099511628211)


def hash_words(words: Iterable[str]) -> np.ndarray:
    """Return a hash of each word, the same on every machine; uint64, shape (n_words,)."""
    digests = (
        hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for word in words
    )
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)


def append_ngrams(
    documents: EncodedDocuments, hashes: np.ndarray, *, up_to: int, buckets: int, first: int
) -> EncodedDocuments:
    """Append to each document its word n-grams, as ids of hash buckets.

    Parameters
    ----------
    documents : EncodedDocuments
    hashes : ndarray of uint64, shape (n_words,)
        Hashes of the words, see `hash_words`.
    up_to : int
        Number of words in the longest run.
    buckets : int
        The id of an n-gram is its hash modulo this number, plus `first`.
    first : int

    Raises
    ------
    InputError
        If an id would be larger than int32 holds.

    Examples
    --------
    >>> documents = EncodedDocuments(np.array([0, 1, 0, 1], np.int32), np.array([0, 3, 3, 4]))
    >>> hashes = np.array([5, 7], np.uint64)
    >>> append_ngrams(documents, hashes, up_to=2, buckets=10, first=100).values
    array([  0,   1,   0, 102, 102,   1], dtype=int32)
    """
    if first + buckets > MOST_IDS:
        raise InputError(
            f"buckets is {buckets:,}; with {first:,} words, at most {MOST_IDS - first:,} have an id"
        )
    values, offsets, lengths = documents.values, documents.offsets, documents.lengths
    parts = [np.maximum(lengths - more, 0) for more in range(up_to)]
    out_offsets = compute_offsets(np.sum(parts, axis=0))
    out = np.empty(out_offsets[-1], np.int32)
    filled = out_offsets[:-1].copy()
    hashed = hashes[values]
    running = hashed
    for more, counts in enumerate(parts):
        if more:  # a run one word longer starts at every place but the last
            running = running[:-1] * _PRIME + hashed[more:]
        # The starts of each document's runs, among runs that may reach into the next document.
        at = np.repeat(offsets[:-1] - compute_offsets(counts)[:-1], counts) + np.arange(
            counts.sum()
        )
        to = np.repeat(filled - compute_offsets(counts)[:-1], counts) + np.arange(counts.sum())
        if more:
            out[to] = first + (running[at] % np.uint64(buckets)).astype(np.int64)
        else:
            out[to] = values[at]
        filled += counts
    return EncodedDocuments(out, out_offsets)
