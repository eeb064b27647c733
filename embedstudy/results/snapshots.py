"""Snapshots: the vectors of a run's most frequent words at moments of its training."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from embedstudy.results.row_format import list_bounds
from embedstudy.results.rows import DynamicsRow
from embedstudy.vectors.word_vectors import WordVectors

# The words of snapshots: those that an explorer shows.
MOST_WORDS = 5_000
# The training texts, at most, on which the loss of a moment is computed. Its standard error is then
# a forty-fifth of the spread of the losses.
LOSS_TEXTS = 2_000
# From here on, numbers are written with their power of ten.
_LARGE = 1e6
_BOUNDS = {name: list_bounds(DynamicsRow)[name] for name in ("epoch", "train_loss", "dev_accuracy")}


@dataclass(frozen=True)
class Moment:
    """A moment of a training, and how good the model was then.

    Attributes
    ----------
    epoch : float
        How much of the training was over, in epochs: 0 at the start, 0.3 within the first epoch.
    train_loss : float
        The mean loss of the model of that moment on a fixed sample of the training texts.
    dev_accuracy : float or None
        The accuracy of the model of that moment on the dev part.
    """

    epoch: float
    train_loss: float
    dev_accuracy: float | None


def format_epoch(epoch: float) -> str:
    """Return the epoch of a moment as text, with two digits within the first epoch.

    Moments lie between documents, so those at 1 % of the first epoch lie close to it.

    Examples
    --------
    >>> format_epoch(0.00996), format_epoch(0.0), format_epoch(10.0)
    ('0.01', '0', '10')
    """
    return f"{epoch:.2g}" if epoch < 1 else f"{epoch:g}"


def format_loss(loss: float) -> str:
    """Return the loss of a moment as text; a training that explodes may have a large one.

    Examples
    --------
    >>> format_loss(0.6931), format_loss(1e38)
    ('0.693', '1e+38')
    """
    return f"{loss:.3f}" if loss < _LARGE else f"{loss:.3g}"


@dataclass(frozen=True, eq=False)
class Snapshots:
    """The vectors of a run's most frequent words at moments of its training.

    Attributes
    ----------
    words : tuple of str
        Most frequent in the training texts first.
    vectors : ndarray of float32, shape (n_moments, n_words, dim)
        In the order of `moments` and `words`. Mapped into memory where they come from a study.
    moments : tuple of Moment
        From the start on.
    chosen : int
        The moment whose weights the model ended with: the epoch that dev chose.
    """

    words: tuple[str, ...]
    vectors: np.ndarray
    moments: tuple[Moment, ...]
    chosen: int

    def to_json(self) -> dict[str, Any]:
        """Return the content of meta.json, from which `read_moments` reads the moments again."""
        return {"moments": [asdict(moment) for moment in self.moments], "chosen": self.chosen}


def read_moments(meta: Mapping[str, Any]) -> tuple[tuple[Moment, ...], int]:
    """Return the moments of a meta.json, and which of them was chosen.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is not what `Snapshots.to_json` returned.

    Examples
    --------
    >>> read_moments({"moments": [{"epoch": 0, "train_loss": 0.7, "dev_accuracy": 0.5}],
    ...               "chosen": 0})
    ((Moment(epoch=0.0, train_loss=0.7, dev_accuracy=0.5),), 0)
    """
    moments = tuple(_read_moment(entry) for entry in meta["moments"])
    chosen = meta["chosen"]
    if type(chosen) is not int or not 0 <= chosen < len(moments):
        raise ValueError(f"{chosen!r} is no moment")
    epochs = [moment.epoch for moment in moments]
    if epochs[0] != 0 or sorted(set(epochs)) != epochs:
        raise ValueError("moments do not follow each other from the start")
    return moments, chosen


def _read_moment(entry: Mapping[str, Any]) -> Moment:
    epoch, train_loss, accuracy = (entry[n] for n in ("epoch", "train_loss", "dev_accuracy"))
    numbers = (epoch, train_loss) if accuracy is None else (epoch, train_loss, accuracy)
    if not all(type(number) in (int, float) and math.isfinite(number) for number in numbers):
        raise ValueError("a moment has no numbers")
    for name, (least, most) in _BOUNDS.items():
        if entry[name] is not None and not least <= entry[name] <= most:
            raise ValueError(f"{name} is {entry[name]:g}")
    return Moment(float(epoch), float(train_loss), None if accuracy is None else float(accuracy))


def check_snapshots(snapshots: Snapshots, space: WordVectors | None) -> None:
    """Make sure that the parts of snapshots fit each other, and the space of their run.

    Parameters
    ----------
    snapshots : Snapshots
    space : WordVectors, optional
        The space of the run; None where the study has none.

    Raises
    ------
    ValueError
    """
    matrix = snapshots.vectors
    expected = len(snapshots.moments), len(snapshots.words)
    if matrix.dtype != np.float32 or matrix.ndim != 3 or matrix.shape[:2] != expected:
        raise ValueError(f"{matrix.dtype}, {matrix.shape}: no vectors of {expected}")
    if len(snapshots.words) > MOST_WORDS:
        raise ValueError(f"{len(snapshots.words):,} words, and {MOST_WORDS:,} at most are kept")
    if len(set(snapshots.words)) != len(snapshots.words):
        raise ValueError("a word stands twice in vocab.txt")
    with np.errstate(invalid="ignore"):
        total = matrix.sum(dtype=np.float64)  # of finite float32, it is finite
    if not np.isfinite(total):
        raise ValueError("not all numbers are finite")
    if space is not None:
        _check_chosen(snapshots, space)


def _check_chosen(snapshots: Snapshots, space: WordVectors) -> None:
    """Make sure that a run ended with the vectors that its chosen moment has, bit for bit."""
    dim = snapshots.vectors.shape[2]
    if dim != space.dim:
        raise ValueError(f"{dim} dimensions, and {space.dim} in the space of the run")
    rows = space.rows(snapshots.words)
    if (rows < 0).any():
        raise ValueError("its words are not those of the space of the run")
    chosen = snapshots.vectors[snapshots.chosen]
    if chosen.tobytes() != space.matrix[rows].tobytes():
        raise ValueError("the vectors of its chosen moment are not those of the space of the run")
