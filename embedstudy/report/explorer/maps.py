"""Two dimensions for several spaces of the same words, so that their maps can be compared.

Spaces have different dimensions and unrelated axes, so they have no common basis. A rotation of one
onto another (Procrustes) would make one of them the measure of all. This is multiple factor
analysis (Escofier and Pagès 1994), a principal component analysis of all spaces side by side. Each
space is divided by its first singular value, so that none outweighs the others by its size or by
its number of dimensions. The two main components of all columns together are the axes. Each space
is drawn by its own part of them ("partial scores"). One axis therefore means one thing in every
map, and a space that has nothing of its meaning is drawn close to the middle.

One space alone comes out as its principal components.
"""

from collections.abc import Sequence

import numpy as np

# Common axes are sought in so many main components of all spaces together; more take too long.
_COMPONENTS = 2000


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
    blocks, table = _join_blocks(matrices, known)
    if not table.any():
        return [np.zeros((len(table), 2)) for _ in blocks]
    _, axes = np.linalg.eigh(table.T @ table)
    axes = axes[:, : -min(2, axes.shape[1]) - 1 : -1]
    scores = table @ axes
    axes = axes[:, _order(scores, towards)] * 1.0
    scores = table @ axes
    signs = np.sign((scores**3).sum(axis=0) if towards is None else towards @ scores)
    axes *= np.where(signs == 0, 1, signs)
    return [np.pad(part, ((0, 0), (0, 2 - part.shape[1]))) for part in _split(blocks, axes)]


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
    return _split(blocks, axes[:, ::-1][:, :count])


def _join_blocks(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray]
) -> tuple[list[np.ndarray], np.ndarray]:
    count = max(2, _COMPONENTS // len(matrices))
    blocks = [
        _make_block(matrix, has_place, count)
        for matrix, has_place in zip(matrices, known, strict=True)
    ]
    return blocks, np.hstack(blocks)


def _split(blocks: Sequence[np.ndarray], axes: np.ndarray) -> list[np.ndarray]:
    """Return each space by its own part of the axes of all."""
    parts = np.split(axes, np.cumsum([block.shape[1] for block in blocks])[:-1])
    return [block @ part * len(blocks) for block, part in zip(blocks, parts, strict=True)]


def _order(scores: np.ndarray, towards: np.ndarray | None) -> np.ndarray:
    if towards is None:
        return np.arange(scores.shape[1])
    lengths = np.linalg.norm(scores, axis=0)
    along = np.abs(towards @ scores) / np.where(lengths > 0, lengths, 1)
    return np.argsort(-along, kind="stable")


def _make_block(matrix: np.ndarray, known: np.ndarray, count: int) -> np.ndarray:
    """Return a space by its own main components, the first with a singular value of 1."""
    unit = np.asarray(matrix, dtype=np.float64).copy()
    norms = np.linalg.norm(unit, axis=1, keepdims=True)
    unit /= np.where(norms > 0, norms, 1)
    unit[known] -= unit[known].mean(axis=0) if known.any() else 0
    unit[~known] = 0
    values, axes = np.linalg.eigh(unit.T @ unit)
    if values[-1] <= 1e-12:  # all words in one place
        return np.zeros((len(unit), 1))
    return np.asarray(unit @ axes[:, -count:] / np.sqrt(values[-1]))
