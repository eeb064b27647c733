"""Strategies by name: where the embedding table starts, and whether it learns."""

from dataclasses import dataclass

import numpy as np

from embedstudy.errors import InputError, unknown_name
from embedstudy.initializers import RandomUniform


@dataclass(frozen=True)
class Strategy:
    """One way to come by an embedding table.

    Attributes
    ----------
    pretrained : bool
        Whether it starts from pretrained vectors, or else from small random weights.
    learns : bool
        Whether it is trained with the classifier.
    """

    pretrained: bool
    learns: bool


STRATEGIES = {
    "random": Strategy(pretrained=False, learns=True),
    "frozen": Strategy(pretrained=True, learns=False),
    "finetuned": Strategy(pretrained=True, learns=True),
}


def strategy_named(name: str, *, has_vectors: bool) -> Strategy:
    """Look up a strategy.

    Raises
    ------
    InputError
        If there is none of that name, or it needs vectors and there are none.
    """
    if not isinstance(name, str) or name not in STRATEGIES:
        raise unknown_name("strategy", name, STRATEGIES)
    if STRATEGIES[name].pretrained and not has_vectors:
        raise InputError(f"strategy {name!r} needs vectors (name some, e.g. glove-6b-50d)")
    return STRATEGIES[name]


def initial_embedding(
    strategy: Strategy,
    n_words: int,
    dim: int,
    rng: np.random.Generator,
    pretrained: tuple[np.ndarray, np.ndarray] | None = None,
) -> np.ndarray:
    """Make the table that training starts from.

    A pretrained table has a random row of its own for each word that lacks a vector, uniform
    with the variance of the rows that are known (Kim 2014, section 3.1).

    Parameters
    ----------
    strategy : Strategy
    n_words, dim : int
    rng : numpy.random.Generator
    pretrained : (ndarray of float32, ndarray of int64), optional
        A matrix of vectors, and the row in it of each word, -1 where it has none.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return RandomUniform()((n_words, dim), rng)
    matrix, rows = pretrained
    known = rows >= 0
    table = np.empty((n_words, dim), np.float32)
    table[known] = matrix[rows[known]]
    bound = float(np.sqrt(3) * table[known].std(dtype=np.float64)) if known.any() else 0.05
    table[~known] = RandomUniform(-bound, bound)((int((~known).sum()), dim), rng)
    return table
