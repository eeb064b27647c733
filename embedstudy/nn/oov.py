"""Policies by name for words without a pretrained vector: the rows that they start from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedstudy.entries import Entries

if TYPE_CHECKING:
    import numpy as np


# Numbers that are held in double precision.
_AT_ONCE = 1 << 16


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

    bound = float(3**0.5 * _compute_deviation(known)) if len(known) else 0.05
    return RandomUniform(-bound, bound)((n_words, known.shape[1]), rng)


def _compute_deviation(rows: "np.ndarray") -> float:
    """Return what ``rows.std(dtype=float)`` does, to the bit, without a copy of all rows."""
    import numpy as np

    mean = np.float64(rows.mean(dtype=float))
    return float(np.sqrt(_sum_squares(rows.reshape(-1), mean) / rows.size))


def _sum_squares(numbers: "np.ndarray", mean: "np.float64") -> "np.float64":
    """Sum squared differences from a mean in halves, as NumPy's pairwise sum does."""
    if len(numbers) <= _AT_ONCE:
        differences = numbers - mean
        total: np.float64 = (differences * differences).sum()
        return total
    half = len(numbers) // 2
    half -= half % 8
    return _sum_squares(numbers[:half], mean) + _sum_squares(numbers[half:], mean)


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
