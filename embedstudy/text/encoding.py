"""Documents as ragged arrays of word ids: no padding anywhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from embedstudy.text.vocabulary import Vocabulary

# Tokens gathered at a time; few enough to stay in the processor's cache.
BLOCK_SIZE = 1 << 18


@dataclass(frozen=True, eq=False)
class EncodedDocuments:
    """Documents end to end.

    Attributes
    ----------
    values : ndarray of int32, shape (n_tokens,)
        Word ids.
    offsets : ndarray of int64, shape (n_documents + 1,)
        Document ``i`` is ``values[offsets[i]:offsets[i + 1]]``.
    char_ngrams : CharNgrams, optional
        What follows the values of each document. The methods below do not carry it over.
    """

    values: np.ndarray
    offsets: np.ndarray
    char_ngrams: "CharNgrams | None" = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> np.ndarray:
        """The tokens of each document; int64, shape (n_documents,)."""
        return np.diff(self.offsets)

    def take(self, rows: np.ndarray, max_tokens: int | None = None) -> "EncodedDocuments":
        """Return the documents of `rows`, in that order; only their first tokens, if asked.

        Examples
        --------
        >>> documents = EncodedDocuments(np.arange(5, dtype=np.int32), np.array([0, 3, 3, 5]))
        >>> documents.take([2, 0], max_tokens=2)
        EncodedDocuments(values=array([3, 4, 0, 1], dtype=int32), offsets=array([0, 2, 4]))
        """
        rows = np.asarray(rows, np.int64)
        offsets = compute_offsets(self._compute_lengths(rows, max_tokens))
        values = np.empty(offsets[-1], np.int32)
        filled = 0
        for block in self.blocks(rows, max_tokens):
            values[filled : filled + len(block)] = block
            filled += len(block)
        return EncodedDocuments(values, offsets)

    def blocks(self, rows: np.ndarray, max_tokens: int | None = None) -> Iterator[np.ndarray]:
        """Yield the tokens of `rows` a block at a time, in constant memory."""
        for piece in self.take_pieces(rows, max_tokens):
            yield piece.values

    def take_pieces(
        self, rows: np.ndarray, max_tokens: int | None = None
    ) -> Iterator["EncodedDocuments"]:
        """Yield the documents of `rows`, some at a time, in constant memory."""
        rows = np.asarray(rows, np.int64)
        for start in range(0, max(1, len(rows)), BLOCK_SIZE):
            some = rows[start : start + BLOCK_SIZE]
            ends = np.cumsum(self._compute_lengths(some, max_tokens))
            for part in np.split(some, np.flatnonzero(np.diff(ends // BLOCK_SIZE)) + 1):
                offsets = compute_offsets(self._compute_lengths(part, max_tokens))
                shifts = self.offsets[part] - offsets[:-1]
                places = np.repeat(shifts, np.diff(offsets)) + np.arange(offsets[-1])
                yield EncodedDocuments(self.values[places], offsets)

    def pieces(self) -> Iterator["EncodedDocuments"]:
        """Yield all documents, some at a time, as views of these."""
        start = 0
        while start < len(self):
            first = self.offsets[start]
            within = int(np.searchsorted(self.offsets, first + BLOCK_SIZE, "right")) - 1
            end = min(max(within, start + 1), len(self), start + BLOCK_SIZE)
            values = self.values[first : self.offsets[end]]
            yield EncodedDocuments(values, self.offsets[start : end + 1] - first)
            start = end

    def _compute_lengths(self, rows: np.ndarray, max_tokens: int | None) -> np.ndarray:
        lengths: np.ndarray = self.offsets[rows + 1] - self.offsets[rows]
        return lengths if max_tokens is None else lengths.clip(max=max_tokens)

    def restrict(self, n_words: int) -> "EncodedDocuments":
        """Leave out every token whose id is `n_words` or more."""
        return self._filter(self.values < n_words)

    def keep_words(self, words: np.ndarray) -> "EncodedDocuments":
        """Leave out every token whose word is not marked; bool, shape (n_words,)."""
        return self._filter(words[self.values])

    def renumber(self, ids: np.ndarray) -> "EncodedDocuments":
        """Give each word the new id `ids[old id]`; leave out words whose new id is -1."""
        return EncodedDocuments(ids[self.values], self.offsets.copy()).drop_unknown()

    def drop_unknown(self) -> "EncodedDocuments":
        """Leave out every token whose id is -1."""
        known = self.values >= 0
        return self if known.all() else self._filter(known)

    def _filter(self, keep: np.ndarray) -> "EncodedDocuments":
        # Always new arrays: SciPy's matrices, for one, sort the arrays they are given.
        kept_before = compute_offsets(keep)
        return EncodedDocuments(self.values[keep], kept_before[self.offsets])


@dataclass(frozen=True, eq=False)
class CharNgrams:
    """The character n-grams of documents; each word's are stored once.

    Attributes
    ----------
    words : EncodedDocuments
        The words of each document, as places in `rows`.
    rows : EncodedDocuments
        The rows of each word's n-grams, from 0.
    first : int
        The row of the embedding that row 0 is.
    end : int
        The row of the embedding that ends each document that has another row.
    """

    words: EncodedDocuments
    rows: EncodedDocuments
    first: int
    end: int


def compute_offsets(lengths: np.ndarray | Sequence[int]) -> np.ndarray:
    """Return the offsets of pieces of these lengths, end to end, and the end of the last one.

    Examples
    --------
    >>> compute_offsets([3, 0, 2])
    array([0, 3, 3, 5])
    """
    offsets = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    return offsets


def encode(documents: Iterable[Sequence[str]], vocabulary: Vocabulary) -> EncodedDocuments:
    """Encode tokenized documents; tokens outside the vocabulary are left out.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_documents([["good", "film", "film"]])
    >>> encode([["a", "good", "film"], [], ["film"]], vocabulary)
    EncodedDocuments(values=array([1, 0, 0], dtype=int32), offsets=array([0, 2, 2, 3]))
    """
    ids = vocabulary.ids
    encoded = [[ids[token] for token in tokens if token in ids] for tokens in documents]
    offsets = compute_offsets([len(document) for document in encoded])
    values = np.fromiter((i for document in encoded for i in document), np.int32, offsets[-1])
    return EncodedDocuments(values, offsets)
