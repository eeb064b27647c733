"""Policies by name for words without a pretrained vector: the rows that they start from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedstudy.entries import Entries

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class OOVPolicy:
    """The start of words without a pretrained vector.

    Attributes
    ----------
    rows : callable
        Takes the rows of the words that have a vector, the number of words without one, and a
        generator. Returns the rows of the latter, float32.
    drops_words : bool
        Whether such words are left out of the documents, so that their rows are never read.
    """

    rows: "Callable[[np.ndarray, int, np.random.Generator], np.ndarray]"
    drops_words: bool = False


def draw_random_rows(known: "np.ndarray", n_words: int, rng: "np.random.Generator") -> "np.ndarray":
    """Draw uniform rows with the variance of the known rows (Kim 2014, section 3.1)."""
    from embedstudy.initializers.random import RandomUniform

    bound = float(3**0.5 * known.std(dtype=float)) if len(known) else 0.05
    return RandomUniform(-bound, bound)((n_words, known.shape[1]), rng)


def make_zero_rows(known: "np.ndarray", n_words: int, rng: "np.random.Generator") -> "np.ndarray":
    """Return rows of zeros."""
    import numpy as np

    return np.zeros((n_words, known.shape[1]), np.float32)


def make_mean_rows(known: "np.ndarray", n_words: int, rng: "np.random.Generator") -> "np.ndarray":
    """Return the mean of the known rows, once for each word."""
    import numpy as np

    shape = (n_words, known.shape[1])
    mean = known.mean(axis=0, dtype=np.float64) if len(known) else np.zeros(shape[1])
    return np.broadcast_to(mean.astype(np.float32), shape)


OOV: Entries[OOVPolicy] = Entries(
    "policy for words without a vector",
    {
        "random": OOVPolicy(draw_random_rows),
        "zeros": OOVPolicy(make_zero_rows),
        "mean": OOVPolicy(make_mean_rows),
        "drop": OOVPolicy(make_zero_rows, drops_words=True),
    },
)
