"""The table that training starts from."""

import numpy as np

from embedstudy.initializers import RandomUniform, initializer_named
from embedstudy.strategies import Strategy
from embedstudy.validation import known_name


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
