"""How much of a text a table of vectors knows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Coverage:
    """Shares of the training part that have a pretrained vector.

    Attributes
    ----------
    types, tokens : float
        Of the vocabulary's words, and of its running words.
    """

    types: float
    tokens: float


def coverage(known: np.ndarray, counts: np.ndarray) -> Coverage:
    """Compute the shares of types and tokens with a vector.

    Parameters
    ----------
    known : ndarray of bool, shape (n_words,)
        Whether each word of the vocabulary has a vector.
    counts : ndarray of int64, shape (n_words,)
        How often each occurs.

    Examples
    --------
    >>> coverage(np.array([True, False]), np.array([3, 1]))
    Coverage(types=0.5, tokens=0.75)
    """
    return Coverage(float(known.mean()), float(counts[known].sum() / counts.sum()))


def most_frequent(words: Sequence[str], chosen: np.ndarray, count: int = 20) -> list[str]:
    """Return the first of some words; a vocabulary has its most frequent words first.

    Examples
    --------
    >>> most_frequent(["it's", "the", "don't"], np.array([True, False, True]))
    ["it's", "don't"]
    """
    return [words[i] for i in np.flatnonzero(chosen)[:count]]
