"""The rows of an embedding that training starts from."""

from dataclasses import dataclass

import numpy as np

from embedstudy.initializers.parse import get_initializer
from embedstudy.nn.oov import OOV
from embedstudy.options.scale import Scale
from embedstudy.storage import release_memory
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
# Numbers of a table that are copied at a time.
AT_ONCE = 1 << 20


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
    table = np.empty(shape, np.float32)
    write_pretrained(table, pretrained, rng, scaling)
    return table


def write_pretrained(
    table: np.ndarray,
    pretrained: PretrainedRows,
    rng: np.random.Generator,
    scaling: RowScaling = UNSCALED,
) -> None:
    """Write the rows that a pretrained strategy starts from; no copy of known rows is held.

    Parameters
    ----------
    table : ndarray of float32, shape (n_words, dim)
        The array to write to.
    pretrained : PretrainedRows
    rng : numpy.random.Generator
    scaling : RowScaling
        Of all rows.
    """
    places = np.flatnonzero(pretrained.rows >= 0)
    known = table[: len(places)]  # on top, until each has its place
    for part in _cut(len(places), table.shape[1]):
        known[part] = scaling.normalize(pretrained.matrix[pretrained.rows[places[part]]])
    release_memory(pretrained.matrix)
    is_unknown = pretrained.rows < 0
    unknown = OOV[pretrained.oov].rows(known, int(is_unknown.sum()), rng)
    if np.may_share_memory(unknown, known):
        unknown = unknown.copy()
    for part in reversed(
        _cut(len(places), table.shape[1])
    ):  # no row goes up, so none is overwritten
        table[places[part]] = known[part].copy()
    table[is_unknown] = unknown
    if scaling.factor != 1:
        table *= np.float32(scaling.factor)


def _cut(n_rows: int, dim: int) -> list[slice]:
    """Cut rows into parts that are small next to a table."""
    size = max(1, AT_ONCE // dim)
    return [slice(start, min(start + size, n_rows)) for start in range(0, n_rows, size)]


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
