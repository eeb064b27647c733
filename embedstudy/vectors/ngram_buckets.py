"""The buckets that fastText hashes character n-grams into, and their rows in a matrix."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.vectors.char_ngrams import hash_char_ngrams

# fastText gives the end of a sentence no n-grams.
_SENTENCE_END = b"</s>"


@dataclass(frozen=True, eq=False)
class NgramBuckets:
    """The rows of the character n-grams of words.

    Attributes
    ----------
    shortest, longest : int
        Characters of an n-gram: fastText's minn and maxn. No n-grams if `longest` is 0.
    n_buckets : int
        The number of buckets.
    remaining : ndarray of int64, shape (2, n_remaining), optional
        The buckets that a pruned model has left, in ascending order, and the row of each. By
        default bucket i has row i.
    """

    shortest: int
    longest: int
    n_buckets: int
    remaining: np.ndarray | None = None

    @property
    def has_any(self) -> bool:
        """Whether words can have n-grams."""
        is_emptied = self.remaining is not None and not self.remaining.size
        return self.longest >= max(1, self.shortest) and self.n_buckets > 0 and not is_emptied

    def find_rows(self, words: Sequence[bytes]) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of each n-gram of some words in UTF-8.

        Returns
        -------
        rows : ndarray of int64, shape (n_ngrams,)
        word_of_ngram : ndarray of int64, shape (n_ngrams,)
            The place in `words` of the word that an n-gram is in.
        """
        if not self.has_any or not words:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        hashes, offsets = hash_char_ngrams(words, max(1, self.shortest), self.longest)
        word_of_ngram = np.repeat(np.arange(len(words)), np.diff(offsets))
        buckets = hashes % self.n_buckets
        if _SENTENCE_END in words:
            ends = [place for place, word in enumerate(words) if word == _SENTENCE_END]
            has_ngrams = ~np.isin(word_of_ngram, ends)
            buckets, word_of_ngram = buckets[has_ngrams], word_of_ngram[has_ngrams]
        if self.remaining is None:
            return buckets, word_of_ngram
        present, rows = self.remaining
        places = np.minimum(np.searchsorted(present, buckets), len(present) - 1)
        is_present = present[places] == buckets
        return rows[places[is_present]], word_of_ngram[is_present]
