"""Documents as ragged arrays of word ids: no padding anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.text.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class EncodedDocuments:
    """Documents end to end.

    Attributes
    ----------
    values : ndarray of int32, shape (n_tokens,)
        Word ids.
    offsets : ndarray of int64, shape (n_documents + 1,)
        Document ``i`` is ``values[offsets[i]:offsets[i + 1]]``.
    """

    values: np.ndarray
    offsets: np.ndarray

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: np.ndarray) -> "EncodedDocuments":
        """Return the documents of `rows`, in that order."""
        pieces = [self.values[self.offsets[i] : self.offsets[i + 1]] for i in rows]
        offsets = np.cumsum([0, *(len(piece) for piece in pieces)], dtype=np.int64)
        return EncodedDocuments(np.concatenate([self.values[:0], *pieces]), offsets)

    def restricted(self, n_words: int) -> "EncodedDocuments":
        """Leave out every token whose id is `n_words` or more."""
        return self._kept(self.values < n_words)

    def keeping(self, words: np.ndarray) -> "EncodedDocuments":
        """Leave out every token whose word is not marked; bool, shape (n_words,)."""
        return self._kept(words[self.values])

    def _kept(self, keep: np.ndarray) -> "EncodedDocuments":
        kept_before = np.concatenate([[0], np.cumsum(keep)])
        return EncodedDocuments(self.values[keep], kept_before[self.offsets].astype(np.int64))


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
    offsets = np.cumsum([0, *(len(document) for document in encoded)], dtype=np.int64)
    values = np.fromiter((i for document in encoded for i in document), np.int32, offsets[-1])
    return EncodedDocuments(values, offsets)
