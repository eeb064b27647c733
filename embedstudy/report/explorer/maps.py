"""Two dimensions for several spaces of the same words, so that their maps can be compared.

Spaces have different dimensions and unrelated axes: there is no basis that all are written in, and
turning one onto another (Procrustes) would make one of them the measure of all. This is multiple
factor analysis (Escofier and Pagès 1994), a principal component analysis of all spaces side by
side: each is divided by its first singular value, so that none outweighs the others by its size or
by its number of dimensions; the two main components of all columns together are the axes; and each
space is drawn by its own part of them ("partial scores"). One axis therefore means one thing in
every map, and a space that has nothing of what it means is drawn close to its middle.

One space alone comes out as its principal components.
"""

from collections.abc import Sequence

import numpy as np

# The main components of all spaces together that common axes are looked for in: what time allows.
_COMPONENTS = 2000


def joint_maps(
    matrices: Sequence[np.ndarray],
    known: Sequence[np.ndarray],
    towards: np.ndarray | None = None,
) -> list[np.ndarray]:
    """Place the words of several spaces on common axes.

    Directions alone count, as they do for cosines: vectors are taken at length 1 and centred.

    Parameters
    ----------
    matrices : sequence of ndarray, shape (n_words, dim) each
        Of the same words.
    known : sequence of ndarray of bool, shape (n_words,) each
        The words that have a place in each; the others lie at its centre.
    towards : ndarray, shape (n_words,), optional
        What is to grow to the right: axes come with no sign and no order of their own. The axis
        that goes along with it more lies across.

    Returns
    -------
    list of ndarray, shape (n_words, 2) each
        On one scale.
    """
    blocks, table = _side_by_side(matrices, known)
    if not table.any():
        return [np.zeros((len(table), 2)) for _ in blocks]
    _, axes = np.linalg.eigh(table.T @ table)
    axes = axes[:, : -min(2, axes.shape[1]) - 1 : -1]
    scores = table @ axes
    axes = axes[:, _order(scores, towards)] * 1.0
    scores = table @ axes
    signs = np.sign((scores**3).sum(axis=0) if towards is None else towards @ scores)
    axes *= np.where(signs == 0, 1, signs)
    return [np.pad(each, ((0, 0), (0, 2 - each.shape[1]))) for each in _parts(blocks, axes)]


def partial_scores(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray], share: float
) -> list[np.ndarray]:
    """Place the words of several spaces on as many common axes as hold nearly all that there is.

    The first two are those of `joint_maps`, in an order and with signs of their own.

    With all components, spaces would be at right angles to each other: what is left out joins
    them.

    Parameters
    ----------
    matrices, known : sequence of ndarray
        As in `joint_maps`.
    share : float
        Of the variance of all spaces together, which the components hold at least.

    Returns
    -------
    list of ndarray of float64, shape (n_words, n_components) each
        On one scale, the main component first; no component where all words are in one place.
    """
    blocks, table = _side_by_side(matrices, known)
    values, axes = np.linalg.eigh(table.T @ table)
    held = np.cumsum(np.maximum(values[::-1], 0))
    count = int(np.searchsorted(held, share * held[-1])) + 1 if held[-1] > 0 else 0
    return _parts(blocks, axes[:, ::-1][:, :count])


def _side_by_side(
    matrices: Sequence[np.ndarray], known: Sequence[np.ndarray]
) -> tuple[list[np.ndarray], np.ndarray]:
    count = max(2, _COMPONENTS // len(matrices))
    blocks = [_block(*each, count) for each in zip(matrices, known, strict=True)]
    return blocks, np.hstack(blocks)


def _parts(blocks: Sequence[np.ndarray], axes: np.ndarray) -> list[np.ndarray]:
    """Return each space by its own part of what lies on the axes of all."""
    parts = np.split(axes, np.cumsum([block.shape[1] for block in blocks])[:-1])
    return [block @ part * len(blocks) for block, part in zip(blocks, parts, strict=True)]


def _order(scores: np.ndarray, towards: np.ndarray | None) -> np.ndarray:
    if towards is None:
        return np.arange(scores.shape[1])
    lengths = np.linalg.norm(scores, axis=0)
    along = np.abs(towards @ scores) / np.where(lengths > 0, lengths, 1)
    return np.argsort(-along, kind="stable")


def _block(matrix: np.ndarray, known: np.ndarray, count: int) -> np.ndarray:
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
