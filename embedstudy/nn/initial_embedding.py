"""The rows of an embedding that training starts from."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.oov import OOV
from embedstudy.strategies import Strategy


@dataclass(frozen=True, eq=False)
class PretrainedRows:
    """Pretrained vectors of the words of a vocabulary.

    Attributes
    ----------
    matrix : ndarray of float32, shape (n_vectors, dim)
    rows : ndarray of int64, shape (n_words,)
        The row in `matrix` of each word, -1 where it has none.
    oov : str
        The policy of `OOV` for words without a vector.
    """

    matrix: np.ndarray
    rows: np.ndarray
    oov: str = "random"


def initial_embedding(
    strategy: Strategy,
    shape: tuple[int, int],
    rng: np.random.Generator,
    pretrained: PretrainedRows | None = None,
    initializer: str = "RandomUniform",
) -> np.ndarray:
    """Return the rows of the words that training starts from.

    Parameters
    ----------
    strategy : Strategy
    shape : (int, int)
        Number of words, and length of their vectors.
    rng : numpy.random.Generator
    pretrained : PretrainedRows, optional
    initializer : str
        The initializer of a table that starts without pretrained vectors.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return get_initializer(initializer)(shape, rng)
    is_known = pretrained.rows >= 0
    table = np.empty(shape, np.float32)
    table[is_known] = pretrained.matrix[pretrained.rows[is_known]]
    n_unknown = int((~is_known).sum())
    table[~is_known] = OOV[pretrained.oov].rows(table[is_known], n_unknown, rng)
    return table


def initial_buckets(
    shape: tuple[int, int], rng: np.random.Generator, initializer: str
) -> np.ndarray:
    """Return the rows of n-gram buckets that training starts from; float32.

    No strategy has pretrained vectors for them.
    """
    return get_initializer(initializer)(shape, rng) if shape[0] else np.empty(shape, np.float32)


def join_tables(*tables: np.ndarray) -> np.ndarray:
    """Return tables as one, below each other; no copy if only one has rows."""
    filled = [table for table in tables if len(table)]
    return np.concatenate(filled) if len(filled) > 1 else (filled or tables)[0]
