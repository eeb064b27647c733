"""The vocabulary of a model: words and their ids."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Words in a stable order: the most frequent first, then by spelling.

    Attributes
    ----------
    words : tuple of str
        The id of a word is its position.
    counts : ndarray of int64, shape (n_words,)
        How often each word was seen; 0 for words added by `extend_arguments`.
    """

    words: tuple[str, ...]
    counts: np.ndarray

    @classmethod
    def from_documents(cls, documents: Iterable[Sequence[str]]) -> "Vocabulary":
        """Count the words of tokenized documents.

        Examples
        --------
        >>> Vocabulary.from_documents([["b", "a"], ["b"]]).words
        ('b', 'a')
        """
        counts: Counter[str] = Counter()
        for tokens in documents:
            counts.update(tokens)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return cls(
            tuple(word for word, _ in ordered),
            np.array([count for _, count in ordered], dtype=np.int64),
        )

    def extended(self, words: Iterable[str]) -> "Vocabulary":
        """Return a vocabulary with words added that were not seen in training."""
        new = sorted(set(words) - self.ids.keys())
        return Vocabulary(
            (*self.words, *new), np.concatenate([self.counts, np.zeros(len(new), np.int64)])
        )

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each word."""
        return {word: i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.ids
