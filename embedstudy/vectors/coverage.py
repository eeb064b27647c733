"""How much of a text a table of vectors knows."""

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
