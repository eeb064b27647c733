"""The table that training starts from."""

import numpy as np

from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.oov import OOV
from embedstudy.strategies import Strategy


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
    oov : str
        The policy of `OOV` for words without a vector.
    initializer : str
        The initializer of a table that starts without pretrained vectors.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return get_initializer(initializer)((n_words, dim), rng)
    matrix, rows = pretrained
    known = rows >= 0
    table = np.empty((n_words, dim), np.float32)
    table[known] = matrix[rows[known]]
    table[~known] = OOV[oov].rows(table[known], int((~known).sum()), rng)
    return table
