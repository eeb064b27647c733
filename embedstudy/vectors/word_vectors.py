"""A table of word vectors: pretrained ones, or the space that a run learned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from embedstudy.errors import InputError
from embedstudy.validation import unknown_word, whole_number
from embedstudy.vectors.affixes import Affix
from embedstudy.vectors.ngram_vectors import NgramVectors

# Lengths of vectors whose products with one of length 1 single precision holds.
_ORDINARY = 1e-30, 1e37


@dataclass(frozen=True, eq=False)
class WordVectors:
    """Words and their vectors.

    Attributes
    ----------
    words : list of str
    matrix : ndarray of float32, shape (n_words, dim)
        May be memory-mapped.
    name : str
    sha256 : str
        The hash of the file that the matrix was read from, where it is known.
    notes : tuple of str
        Faults that were tolerated when it was read.
    reading : str
        How it was read, as far as a rule chose it: which word list, which array. Empty if a name or
        the format left nothing to choose.
    from_ngrams : frozenset of str
        Those of the words that the table lacks: their vectors are means of n-grams' vectors.
    ngrams : NgramVectors, optional
        Makes vectors for further words of their n-grams, as ``vectors["word"]`` does then.
    matches : mapping of str to str
        How words were found that the table does not have as they are: by ``"case"``, ``"spelling"``
        or ``"digits"``.
    n_respelled : int
        Rows that were left out: another row has the same word in another spelling.
    affix : Affix, optional
        An affix of the table's words, seen when few words of a vocabulary were in it.
    """

    words: Sequence[str]
    matrix: np.ndarray
    name: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = ()
    from_ngrams: frozenset[str] = frozenset()
    ngrams: NgramVectors | None = None
    matches: Mapping[str, str] = field(default_factory=dict)
    n_respelled: int = 0
    affix: Affix | None = None
    reading: str = ""

    def __post_init__(self) -> None:
        if self.matrix.ndim != 2 or len(self.words) != len(self.matrix):
            raise InputError(
                f"{self.name or 'vectors'}: {len(self.words)} words for a matrix of shape "
                f"{self.matrix.shape}"
            )

    def __repr__(self) -> str:
        """Return the name and the size: the words alone would fill megabytes."""
        return f"WordVectors({self.name!r}, {len(self.words):,} words x {self.dim})"

    @property
    def dim(self) -> int:
        """The length of each vector."""
        return int(self.matrix.shape[1])

    @cached_property
    def ids(self) -> dict[str, int]:
        """The row of each word; of words that occur twice, the first."""
        ids: dict[str, int] = {}
        for row, word in enumerate(self.words):
            ids.setdefault(word, row)
        return ids

    def __deepcopy__(self, memo: object) -> "WordVectors":
        return self  # it never changes, and may be larger than memory

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.ids

    def __getitem__(self, word: str) -> np.ndarray:
        """Return the vector of a word.

        Raises
        ------
        InputError
            If the word is not in the table, and has no n-grams that give it a vector; the message
            offers the nearest spellings.
        """
        if word in self.ids:
            return np.asarray(self.matrix[self.ids[word]])
        if self.ngrams is not None:
            has_vector, composed = self.ngrams.compose([word])
            if has_vector[0]:
                return np.asarray(composed[0])
        raise unknown_word(word, self.ids)

    def rows(self, words: Iterable[str]) -> np.ndarray:
        """Return the row of each word, -1 where there is none; int64, shape (n_words,)."""
        ids = self.ids
        return np.fromiter((ids.get(word, -1) for word in words), np.int64)

    def extended(self, words: Iterable[str]) -> "WordVectors":
        """Return a table with further words, as far as their n-grams give them vectors.

        They follow the others in the order of their spelling. Without n-grams nothing is added.
        """
        if self.ngrams is None:
            return self
        new_words = sorted({word for word in words if word not in self.ids})
        has_vector, matrix = self.ngrams.compose(new_words)
        new_words = [new_words[i] for i in np.flatnonzero(has_vector).tolist()]
        return replace(
            self,
            words=[*self.words, *new_words],
            matrix=np.concatenate([self.matrix, matrix]),
            from_ngrams=self.from_ngrams.union(new_words),
            ngrams=None,
        )

    def is_from_ngrams(self, words: Iterable[str]) -> np.ndarray:
        """Return which vectors are made from n-grams; bool, shape (n_words,)."""
        return np.fromiter((word in self.from_ngrams for word in words), bool)

    def neighbors(
        self, word: str, topn: int = 10, among: np.ndarray | None = None
    ) -> list[tuple[str, float]]:
        """Return the words nearest by cosine, nearest first; ties in the order of the table.

        A vector of zeros has no direction: it has no neighbours, and is nobody's neighbour.

        Parameters
        ----------
        word : str
        topn : int
        among : ndarray of bool, shape (n_words,), optional
            The words that may be offered; all by default.

        Raises
        ------
        InputError
            If the word has no vector, or `topn` is below 1.
        """
        topn = whole_number("topn", topn)
        vector = np.asarray(self[word], np.float64)
        length = np.sqrt(vector @ vector)
        if not length:
            return []
        cosines = self._estimate_cosines(vector / length)
        cosines[self._zeros] = -np.inf
        if word in self.ids:
            cosines[self.ids[word]] = -np.inf
        if among is not None:
            cosines[~among] = -np.inf
        count = min(topn, int(np.isfinite(cosines).sum()))
        if not count:
            return []
        # BLAS in single precision only narrows down: it may round the same product in two ways.
        slack = np.float32(4 * (self.dim + 8) * 2.0**-24)
        last = np.partition(cosines, -count)[-count] - slack
        candidates = np.flatnonzero(cosines >= last)
        exact = self._compute_exact_cosines(vector, candidates)
        order = np.argsort(-exact, kind="stable")[:count]
        return [(self.words[candidates[i]], float(exact[i])) for i in order]

    def _estimate_cosines(self, unit: np.ndarray) -> np.ndarray:
        """Return the cosines of a vector of length 1 with all words, to single precision."""
        if self._divisors is None:
            return self._compute_exact_cosines(unit, np.arange(len(self)))
        return np.asarray((self.matrix @ unit.astype(np.float32)) / self._divisors)

    @property
    def mean_norm(self) -> float:
        """The mean length of a vector; 0 of a table without words."""
        if not len(self.matrix):
            return 0.0
        return float(np.sqrt(np.einsum("ij,ij->i", self.matrix, self.matrix)).mean(dtype=float))

    def _compute_exact_cosines(self, vector: np.ndarray, others: np.ndarray) -> np.ndarray:
        """Return the cosines of a vector with words, computed in double precision; float32."""
        one, table = (np.asarray(part, np.float64) for part in (vector, self.matrix[others]))
        lengths = np.sqrt(one @ one) * np.sqrt(np.einsum("ij,ij->i", table, table))
        products = np.einsum("ij,j->i", table, one)
        return np.asarray(products / np.where(lengths > 0, lengths, 1), np.float32)

    @cached_property
    def _lengths(self) -> np.ndarray:
        """The length of each vector; float64, since squares may be beyond single precision."""
        squares = np.einsum("ij,ij->i", self.matrix, self.matrix, dtype=np.float64)
        return np.asarray(np.sqrt(squares))

    @cached_property
    def _zeros(self) -> np.ndarray:
        """The rows of vectors of zeros; int64."""
        return np.flatnonzero(self._lengths == 0)

    @cached_property
    def _divisors(self) -> np.ndarray | None:
        """The lengths in float32, 1 of zeros; None where single precision does not hold them."""
        lengths, (least, most) = np.where(self._lengths > 0, self._lengths, 1), _ORDINARY
        if lengths.min(initial=1) < least or lengths.max(initial=1) > most:
            return None
        return lengths.astype(np.float32)
