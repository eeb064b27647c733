"""Words looked up one by one in a whole table, as `load_vectors` finds those of a vocabulary."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from embedstudy.options.vectors import VectorOptions
from embedstudy.vectors.catalog import write_reading
from embedstudy.vectors.loading import list_spellings, load_file
from embedstudy.vectors.sources import locate
from embedstudy.vectors.word_finder import WordFinder
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True, eq=False)
class Lookup:
    """A table that stays open.

    Attributes
    ----------
    table : WordVectors
        Memory-mapped if it was found by its name.
    word_prefix : str
        Prefix of every word of the table.
    case_fallback : bool
        Whether other cases and spellings of a word are tried as well.
    """

    table: WordVectors
    word_prefix: str = ""
    case_fallback: bool = False

    def find(self, words: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Look words up.

        Returns
        -------
        rows : ndarray of int64, shape (n_words,)
            The row in `matrix` of each word, -1 where it has none.
        matrix : ndarray of float32, shape (n_known, dim)
        """
        words = list(words)
        places = np.fromiter((self._find_row(word) for word in words), np.int64)
        known = places >= 0
        matrix = np.array(self.table.matrix[places[known]], np.float32)
        if self.table.ngrams is not None and not known.all():
            missing = np.flatnonzero(~known)
            has_vector, composed = self.table.ngrams.compose([words[i] for i in missing.tolist()])
            order = np.argsort(np.concatenate([np.flatnonzero(known), missing[has_vector]]))
            matrix = np.concatenate([matrix, composed])[order]
            known[missing[has_vector]] = True
        rows = np.full(len(places), -1, np.int64)
        rows[known] = np.arange(known.sum())
        return rows, matrix

    def is_in_table(self, words: Iterable[str]) -> np.ndarray:
        """Return which words the table has, in any case that is tried; bool, shape (n_words,)."""
        rows = [self._find_row(word) for word in words]
        from_ngrams = self.table.from_ngrams
        return np.array(
            [row >= 0 and self.table.words[row] not in from_ngrams for row in rows], bool
        )

    def sha256(self) -> str:
        """Return the hash of the table's file, or of its numbers where that is not known."""
        if self.table.sha256:
            return self.table.sha256
        return hashlib.sha256(np.ascontiguousarray(self.table.matrix).data).hexdigest()

    def _find_row(self, word: str) -> int:
        if not self.case_fallback:
            return self.table.ids.get(self.word_prefix + word, -1)
        match = self._finder.find(word)
        return match[0] if match else -1

    @cached_property
    def _finder(self) -> WordFinder:
        return WordFinder(self.table.ids, self._spell, (self.word_prefix, ""))

    def _spell(self, word: str) -> tuple[str, ...]:
        return tuple(self.word_prefix + spelling for spelling in list_spellings(word))


def open_lookup(vectors: str | os.PathLike[str] | WordVectors, *, progress: bool = True) -> Lookup:
    """Open a table for looking words up: one in memory as it is, else by its name.

    Raises
    ------
    InputError
        If there are no vectors of that name, or they cannot be read.
    FetchError
        If they are not in the data home and cannot be downloaded.
    """
    if isinstance(vectors, WordVectors):
        return Lookup(vectors)
    file = locate(vectors, progress=progress)
    table = load_file(file, None, VectorOptions())
    if progress:
        write_reading(table)
    return Lookup(table, file.word_prefix, case_fallback=True)
