"""Vectors of character n-grams, from which any word gets a vector."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from embedstudy.vectors.char_ngrams import encode_word
from embedstudy.vectors.ngram_buckets import NgramBuckets

# Words whose n-grams are hashed in one call.
WORDS_AT_ONCE = 256
# Rows that are added in one step take so many bytes: a copy of each is made.
_BYTES_AT_ONCE = 1 << 17


class RowTable(Protocol):
    """A matrix, in memory or not, that gives rows by their numbers."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """Return rows; float32, shape (n_rows, dim)."""


@dataclass(frozen=True, eq=False)
class NgramVectors:
    """Makes a vector for a word of the vectors of its n-grams, as fastText does.

    Attributes
    ----------
    open_table : callable
        Returns the buckets, the table with the rows of the n-grams, and the number of rows before
        them; called when first needed.
    """

    open_table: Callable[[], tuple[NgramBuckets, RowTable, int]]

    def compose(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Make vectors for words.

        Returns
        -------
        has_vector : ndarray of bool, shape (n_words,)
            False for words that have no n-gram.
        matrix : ndarray of float32, shape (n_composed, dim)
            The means of n-grams' vectors, of the words that have any.
        """
        buckets, table, first = self._table
        has_vector = np.zeros(len(words), bool)
        blocks = [np.empty((0, table.shape[1]), np.float32)]
        for start in range(0, len(words), WORDS_AT_ONCE):
            encoded = [encode_word(word) for word in words[start : start + WORDS_AT_ONCE]]
            keys = find_ngram_keys(buckets, encoded, first)
            matrix, counts = sum_rows(table, keys, len(encoded))
            has_vector[start : start + len(encoded)] = counts > 0
            scale_to_means(matrix, counts)
            blocks.append(matrix[counts > 0])
        return has_vector, np.concatenate(blocks)

    @cached_property
    def _table(self) -> tuple[NgramBuckets, RowTable, int]:
        return self.open_table()

    def __getstate__(self) -> dict[str, Any]:
        return {"open_table": self.open_table}  # another process opens the file again


def find_ngram_keys(buckets: NgramBuckets, words: Sequence[bytes], first: int) -> np.ndarray:
    """Return a key for each n-gram of some words: its row and, in the low 32 bits, its word.

    Parameters
    ----------
    buckets : NgramBuckets
    words : sequence of bytes
    first : int
        The row of the first bucket.

    Returns
    -------
    ndarray of int64, shape (n_ngrams,)
    """
    rows, word_of_ngram = buckets.find_rows(words)
    keys: np.ndarray = ((rows + first) << 32) | word_of_ngram
    return keys


def split_keys(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows and the words of keys."""
    return keys >> 32, keys & 0xFFFFFFFF


def sum_rows(table: RowTable, keys: np.ndarray, n_words: int) -> tuple[np.ndarray, np.ndarray]:
    """Add up the rows of each word.

    Returns
    -------
    sums : ndarray of float32, shape (n_words, dim)
    counts : ndarray of int64, shape (n_words,)
        Rows of each word.
    """
    sums = np.zeros((n_words, table.shape[1]), np.float32)
    keys = np.sort(keys)
    rows, words = split_keys(keys)
    add_rows(sums, words, table, rows)
    return sums, np.bincount(words, minlength=n_words)


def add_rows(sums: np.ndarray, words: np.ndarray, table: RowTable, rows: np.ndarray) -> None:
    """Add rows of a table to the sums of their words, one row of each word at a time.

    A sum depends on the order of its rows alone, never on the other words: equal bytes for a word,
    whatever words are asked for with it.

    Parameters
    ----------
    sums : ndarray of float32, shape (n_words, dim)
    words : ndarray of int64, shape (n,)
        The word of each row.
    table : RowTable
    rows : ndarray of int64, shape (n,)
    """
    if not len(words):
        return
    order = np.argsort(words, kind="stable")
    grouped = words[order]
    begins = np.flatnonzero(np.diff(grouped, prepend=-1))
    ranks = np.arange(len(grouped)) - np.repeat(begins, np.diff(begins, append=len(grouped)))
    by_rank = order[np.argsort(ranks, kind="stable")]
    at_once = max(1, _BYTES_AT_ONCE // (4 * table.shape[1]))
    begins_of_ranks = [0, *np.cumsum(np.bincount(ranks)).tolist()]
    for begin, end in pairwise(begins_of_ranks):
        for start in range(begin, end, at_once):
            chosen = by_rank[start : min(start + at_once, end)]
            with np.errstate(over="ignore", invalid="ignore"):  # whoever takes the sums will say
                sums[words[chosen]] += table[rows[chosen]]


def scale_to_means(sums: np.ndarray, counts: np.ndarray) -> None:
    """Divide sums by their counts in place; sums of nothing stay zero."""
    sums *= (1.0 / np.maximum(counts, 1)).astype(np.float32)[:, None]
