"""The embedding that training starts from."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.oov import OOV
from embedstudy.strategies import Strategy


@dataclass(frozen=True, eq=False)
class PretrainedRows:
    """The pretrained vectors of a vocabulary.

    Attributes
    ----------
    matrix : ndarray of float32, shape (n_vectors, dim)
    rows : ndarray of int64, shape (n_words,)
        The row in `matrix` of each word, -1 where it has none.
    oov : str
        The policy of `OOV` for words that have none.
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
    """Return the embedding that training starts from.

    Parameters
    ----------
    strategy : Strategy
    shape : (int, int)
        The number of words, and the length of their vectors.
    rng : numpy.random.Generator
    pretrained : PretrainedRows, optional
        Read by strategies that start from pretrained vectors.
    initializer : str
        Draws an embedding that starts without pretrained vectors.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return get_initializer(initializer)(shape, rng)
    is_known = pretrained.rows >= 0
    embedding = np.empty(shape, np.float32)
    embedding[is_known] = pretrained.matrix[pretrained.rows[is_known]]
    n_unknown = int((~is_known).sum())
    embedding[~is_known] = OOV[pretrained.oov].rows(embedding[is_known], n_unknown, rng)
    return embedding
