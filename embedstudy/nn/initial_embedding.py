"""The rows of an embedding that training starts from."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.oov import OOV
from embedstudy.options.scale import Scale
from embedstudy.strategies import Strategy


@dataclass(frozen=True)
class RowScaling:
    """What is done to every row of a table: first to length 1 if `is_unit`, then times `factor`."""

    factor: float = 1.0
    is_unit: bool = False

    @property
    def is_identity(self) -> bool:
        """Whether rows stay as they are."""
        return self == RowScaling()

    def normalize(self, rows: np.ndarray) -> np.ndarray:
        """Return rows of length 1 if they are to have that, else as they are; float32."""
        if not self.is_unit:
            return rows
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, np.float32(1)))

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """Return the scaled rows; float32."""
        return self.normalize(rows) * np.float32(self.factor) if not self.is_identity else rows


UNSCALED = RowScaling()


def find_scaling(scale: Scale, length: float) -> RowScaling:
    """Return what brings a table to a scale.

    Parameters
    ----------
    scale : Scale
    length : float
        The root mean square of the lengths of the vectors that the training texts' words have.
    """
    if scale.length is None:
        return RowScaling(scale.factor, scale.unit)
    return RowScaling(scale.length / length if length else 1.0)


def root_mean_square_length(rows: np.ndarray) -> float:
    """Return the root mean square of the lengths of rows; 0 if there are none."""
    if not len(rows):
        return 0.0
    return float(np.sqrt(np.einsum("ij,ij->", rows, rows, dtype=np.float64) / len(rows)))


@dataclass(frozen=True, eq=False)
class PretrainedRows:
    """Pretrained vectors of the words of a vocabulary.

    Attributes
    ----------
    matrix : ndarray of float32, shape (n_vectors, dim)
    rows : ndarray of int64, shape (n_words,)
        The row in `matrix` of each word, -1 where it has none.
    oov : str
        The policy of `OOV` for words without a vector; their rows are scaled with the table.
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
    scaling: RowScaling = UNSCALED,
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
    scaling : RowScaling
        Of all rows.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    if not strategy.pretrained or pretrained is None:
        return scaling.apply(get_initializer(initializer)(shape, rng))
    is_known = pretrained.rows >= 0
    table = np.empty(shape, np.float32)
    table[is_known] = scaling.normalize(pretrained.matrix[pretrained.rows[is_known]])
    n_unknown = int((~is_known).sum())
    table[~is_known] = OOV[pretrained.oov].rows(table[is_known], n_unknown, rng)
    if scaling.factor != 1:
        table *= np.float32(scaling.factor)
    return table


def initial_buckets(
    shape: tuple[int, int],
    rng: np.random.Generator,
    initializer: str,
    scaling: RowScaling = UNSCALED,
) -> np.ndarray:
    """Return the rows of n-gram buckets that training starts from; float32.

    No strategy has pretrained vectors for them.
    """
    if not shape[0]:
        return np.empty(shape, np.float32)
    return scaling.apply(get_initializer(initializer)(shape, rng))


def join_tables(*tables: np.ndarray) -> np.ndarray:
    """Return tables as one, below each other; no copy if only one has rows."""
    filled = [table for table in tables if len(table)]
    return np.concatenate(filled) if len(filled) > 1 else (filled or tables)[0]
