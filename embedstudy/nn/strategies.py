"""Strategies by name: where the embedding table starts, and whether it learns."""

from dataclasses import dataclass, replace

import numpy as np

from embedstudy.errors import InputError, known_name
from embedstudy.initializers import RandomUniform, initializer_named
from embedstudy.nn.recipe import Recipe


@dataclass(frozen=True)
class Strategy:
    """One way to come by an embedding table.

    Attributes
    ----------
    pretrained : bool
        Whether it starts from pretrained vectors, or else from small random weights.
    learns : bool
        Whether it is trained with the classifier.
    channels : int
        Of two, the second stays as it was, and the encoder sees their sum.
    initializer : str, optional
        Of every weight, whatever the recipe says.
    """

    pretrained: bool
    learns: bool
    channels: int = 1
    initializer: str | None = None

    def frozen_rows(self, n_words: int, n_buckets: int) -> int:
        """Return how many rows of the embedding, from the first, do not learn.

        The rows of n-grams have no pretrained vector, and so learn beside frozen words.
        """
        if self.learns:
            return 0
        return n_words if self.pretrained else n_words + n_buckets

    def adapted(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the strategy's own initializer, if it has one."""
        if self.initializer is None:
            return recipe
        own = self.initializer
        return replace(recipe, embedding_initializer=own, initializer=own)


STRATEGIES = {
    "random": Strategy(pretrained=False, learns=True),
    "frozen": Strategy(pretrained=True, learns=False),
    "finetuned": Strategy(pretrained=True, learns=True),
    "multichannel": Strategy(pretrained=True, learns=True, channels=2),
    # Controls: what the classifier makes of vectors without any meaning; and no broken symmetry.
    "random-frozen": Strategy(pretrained=False, learns=False),
    "zeros": Strategy(pretrained=False, learns=True, initializer="Zeros"),
}
# Those that a study compares unless others are named.
USUAL = ("random", "frozen", "finetuned")
# Where one channel of two makes sense: filters are applied to both (Kim 2014).
CONVOLUTIONS = ("cnn",)


def strategy_named(name: str, *, has_vectors: bool) -> Strategy:
    """Look up a strategy.

    Raises
    ------
    InputError
        If there is none of that name, or it needs vectors and there are none.
    """
    if STRATEGIES[known_name("strategy", name, STRATEGIES)].pretrained and not has_vectors:
        raise InputError(f"strategy {name!r} needs vectors (name some, e.g. glove-6b-50d)")
    return STRATEGIES[name]


def check_strategy_fits(name: str, encoder: str) -> None:
    """Make sure that a strategy goes with an encoder.

    Raises
    ------
    InputError
        If it has several channels, and the encoder no filters to apply to them.
    """
    if STRATEGIES[name].channels > 1 and encoder not in CONVOLUTIONS:
        raise InputError(f"strategy {name!r} goes with encoder 'cnn', not with {encoder!r}")


def initial_embedding(
    strategy: Strategy,
    n_words: int,
    dim: int,
    rng: np.random.Generator,
    pretrained: tuple[np.ndarray, np.ndarray] | None = None,
    oov: str = "random",
    initializer: str = "RandomUniform",
) -> np.ndarray:
    """Make the table that training starts from.

    Parameters
    ----------
    strategy : Strategy
    n_words, dim : int
    rng : numpy.random.Generator
    pretrained : (ndarray of float32, ndarray of int64), optional
        A matrix of vectors, and the row in it of each word, -1 where it has none.
    oov : {"random", "zeros", "mean", "drop"}
        What a word without a vector starts from, see `OOV`.
    initializer : str
        Of a table that starts without pretrained vectors.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return initializer_named(initializer)((n_words, dim), rng)
    matrix, rows = pretrained
    known = rows >= 0
    table = np.empty((n_words, dim), np.float32)
    table[known] = matrix[rows[known]]
    table[~known] = OOV[oov](table[known], (int((~known).sum()), dim), rng)
    return table


def _random_rows(known: np.ndarray, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    bound = float(np.sqrt(3) * known.std(dtype=np.float64)) if len(known) else 0.05
    return RandomUniform(-bound, bound)(shape, rng)


def _zero_rows(
    known: np.ndarray,  # noqa: ARG001 - all of OOV are called alike
    shape: tuple[int, int],
    rng: np.random.Generator,  # noqa: ARG001
) -> np.ndarray:
    return np.zeros(shape, np.float32)


def _mean_rows(
    known: np.ndarray,
    shape: tuple[int, int],
    rng: np.random.Generator,  # noqa: ARG001
) -> np.ndarray:
    mean = known.mean(axis=0, dtype=np.float64) if len(known) else np.zeros(shape[1])
    return np.broadcast_to(mean.astype(np.float32), shape)


# Words without a pretrained vector start from a random row of their own, uniform with the variance
# of the rows that are known (Kim 2014, section 3.1); from zeros; or from the mean of those rows.
# Dropped words are left out of the documents, so that their rows are never read.
OOV = {"random": _random_rows, "zeros": _zero_rows, "mean": _mean_rows, "drop": _zero_rows}


def oov_named(name: str) -> str:
    """Check the name of a policy for words without a vector.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    return known_name("policy for words without a vector", name, OOV)
