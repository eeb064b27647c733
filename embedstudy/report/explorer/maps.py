"""Two dimensions for several spaces of the same words, so that their maps can be compared.

Spaces have different dimensions and unrelated axes, so they have no common basis. A rotation of one
onto another (Procrustes) would make one of them the measure of all. This is multiple factor
analysis (Escofier and Pagès 1994), a principal component analysis of all spaces side by side. Each
space is divided by its first singular value, so that none outweighs the others by its size or by
its number of dimensions. The two main components of all columns together are the axes. Each space
is drawn by its own part of them ("partial scores"). One axis therefore means one thing in every
map, and a space that has nothing of its meaning is drawn close to the middle.

One space alone comes out as its principal components.

The moments of a training are one space that moves: training goes on from the vectors before, so
its axes stay the same ones, and no moment needs a rotation. All moments share one centre and the
principal components of all of them together. On common axes they are supplementary points: each is
placed by the axes that the spaces after training have.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Common axes are sought in so many main components of all spaces together; more take too long.
_COMPONENTS = 2000
# A variance below it is that of words that all lie in one place.
_ONE_PLACE = 1e-12


@dataclass(frozen=True, eq=False)
class Projection:
    """Two axes of a space, which place other vectors of the same space too.

    Attributes
    ----------
    centre : ndarray of float64, shape (dim,)
        What is taken from vectors of length 1.
    axes : ndarray of float64, shape (dim, 2)
    """

    centre: np.ndarray
    axes: np.ndarray

    def place(self, matrix: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Return the places of words, shape (n_words, 2); those that are not known lie at 0, 0."""
        return np.where(known[:, None], (_scale_to_unit(matrix) - self.centre) @ self.axes, 0)


def make_maps(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray], towards: np.ndarray | None = None
) -> list[np.ndarray]:
    """Place the words of several spaces on common axes.

    Only directions count, as they do for cosines: vectors are scaled to length 1 and centred.

    Parameters
    ----------
    matrices : sequence of ndarray, shape (n_words, dim) each
        The vectors of the same words.
    known : sequence of ndarray of bool, shape (n_words,) each
        The words that have a place in each; the others lie at its centre.
    towards : ndarray, shape (n_words,), optional
        Values that grow to the right, since axes have no sign and no order of their own. The axis
        that goes more with them lies across.

    Returns
    -------
    list of ndarray, shape (n_words, 2) each
        All on one scale.
    """
    projections = fit_common_axes(matrices, known, towards)
    return [
        projection.place(matrix, has_place)
        for projection, matrix, has_place in zip(projections, matrices, known, strict=True)
    ]


def fit_common_axes(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray], towards: np.ndarray | None = None
) -> list[Projection]:
    """Return the common axes of several spaces, in the basis of each; see `make_maps`."""
    blocks, table = _join_blocks(matrices, known)
    if not table.any():
        return [Projection(block.centre, np.zeros((len(block.centre), 2))) for block in blocks]
    _, axes = np.linalg.eigh(table.T @ table)
    axes = axes[:, : -min(2, axes.shape[1]) - 1 : -1]
    scores = table @ axes
    axes = axes[:, _order(scores, towards)] * 1.0
    scores = table @ axes
    signs = np.sign((scores**3).sum(axis=0) if towards is None else towards @ scores)
    axes *= np.where(signs == 0, 1, signs)
    return [
        Projection(block.centre, _pad(block.axes @ part * len(blocks)))
        for block, part in zip(blocks, _split(blocks, axes), strict=True)
    ]


def fit_joint_axes(
    moments: Sequence[np.ndarray], known: np.ndarray, towards: np.ndarray | None = None
) -> Projection:
    """Return the two principal components of all moments of a training together.

    Parameters
    ----------
    moments : sequence of ndarray, shape (n_words, dim) each
        The vectors of the same words. They are read one after another.
    known : ndarray of bool, shape (n_words,)
    towards : ndarray, shape (n_words,), optional
        As in `make_maps`.
    """
    dim = moments[0].shape[1]
    total, products, along = np.zeros(dim), np.zeros((dim, dim)), np.zeros(dim)
    for matrix in moments:
        unit = _scale_to_unit(matrix)[known]
        total += unit.sum(axis=0)
        products += unit.T @ unit
        along += 0 if towards is None else towards[known] @ unit
    count = max(1, len(moments) * int(known.sum()))
    centre = total / count
    values, axes = np.linalg.eigh(products - count * np.outer(centre, centre))
    axes = axes[:, : -min(2, dim) - 1 : -1] * 1.0
    if values[-1] <= _ONE_PLACE * count:
        return Projection(centre, np.zeros((dim, 2)))
    if towards is None:
        places = Projection(centre, axes).place(moments[-1], known)
        signs = np.sign((places**3).sum(axis=0))
    else:
        pull = (along - towards[known].sum() * len(moments) * centre) @ axes
        lengths = np.sqrt(np.maximum(values[: -min(2, dim) - 1 : -1], 0))
        order = np.argsort(-np.abs(pull) / np.where(lengths > 0, lengths, 1), kind="stable")
        axes, signs = axes[:, order], np.sign(pull[order])
    return Projection(centre, _pad(axes * np.where(signs == 0, 1, signs)))


def score_parts(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray], share: float
) -> list[np.ndarray]:
    """Place the words of several spaces on common axes that hold most of the variance.

    The first two are those of `make_maps`, in an order and with signs of their own.

    Some components must be left out: with all of them, spaces are at right angles to each other.

    Parameters
    ----------
    matrices, known : sequence of ndarray
        As in `make_maps`.
    share : float
        The least share of the variance of all spaces together that the components hold.

    Returns
    -------
    list of ndarray of float64, shape (n_words, n_components) each
        All on one scale, the main component first; no component where all words are in one place.
    """
    blocks, table = _join_blocks(matrices, known)
    values, axes = np.linalg.eigh(table.T @ table)
    held = np.cumsum(np.maximum(values[::-1], 0))
    count = int(np.searchsorted(held, share * held[-1])) + 1 if held[-1] > 0 else 0
    parts = _split(blocks, axes[:, ::-1][:, :count])
    return [block.scores @ part * len(blocks) for block, part in zip(blocks, parts, strict=True)]


@dataclass(frozen=True, eq=False)
class _Block:
    """A space by its own main components, the first with a singular value of 1.

    `scores`, shape (n_words, n_components), are those of its words; `axes`, shape
    (dim, n_components), give them from vectors of length 1 less `centre`.
    """

    centre: np.ndarray
    axes: np.ndarray
    scores: np.ndarray


def _join_blocks(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray]
) -> tuple[list[_Block], np.ndarray]:
    count = max(2, _COMPONENTS // len(matrices))
    blocks = [
        _make_block(matrix, has_place, count)
        for matrix, has_place in zip(matrices, known, strict=True)
    ]
    return blocks, np.hstack([block.scores for block in blocks])


def _split(blocks: Sequence[_Block], axes: np.ndarray) -> list[np.ndarray]:
    """Return the part of each space of the axes of all."""
    return np.split(axes, np.cumsum([block.scores.shape[1] for block in blocks])[:-1])


def _pad(axes: np.ndarray) -> np.ndarray:
    """Return two axes, the second one of zeros where a space has one dimension."""
    return np.pad(axes, ((0, 0), (0, 2 - axes.shape[1])))


def _order(scores: np.ndarray, towards: np.ndarray | None) -> np.ndarray:
    if towards is None:
        return np.arange(scores.shape[1])
    lengths = np.linalg.norm(scores, axis=0)
    along = np.abs(towards @ scores) / np.where(lengths > 0, lengths, 1)
    return np.argsort(-along, kind="stable")


def _scale_to_unit(matrix: np.ndarray) -> np.ndarray:
    unit = np.asarray(matrix, dtype=np.float64).copy()
    norms = np.linalg.norm(unit, axis=1, keepdims=True)
    unit /= np.where(norms > 0, norms, 1)
    return unit


def _make_block(matrix: np.ndarray, known: np.ndarray, count: int) -> _Block:
    unit = _scale_to_unit(matrix)
    centre = unit[known].mean(axis=0) if known.any() else np.zeros(unit.shape[1])
    unit[known] -= centre
    unit[~known] = 0
    values, axes = np.linalg.eigh(unit.T @ unit)
    if values[-1] <= _ONE_PLACE:
        return _Block(centre, np.zeros((len(centre), 1)), np.zeros((len(unit), 1)))
    axes = axes[:, -count:] / np.sqrt(values[-1])
    return _Block(centre, axes, unit @ axes)
