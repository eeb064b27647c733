"""How far training has moved words, and what became of their neighbours."""

import numpy as np

from embedstudy.results.rows import DriftRow, joined
from embedstudy.structure.geometry import cosines
from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import TOPN, Measurement, Place

# The bands of frequency in the training texts, from their first count on.
BANDS = {"1-9": 1, "10-99": 10, "100-999": 100, "1000+": 1000}


def drift(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return each word's cosine between before and after training: 1 if it kept its direction.

    Where a vector is zero it is 0. For the whole of a space the angle is well defined, since
    training goes on from the very vectors that it began with (Hamilton, Leskovec and Jurafsky
    2016 need an alignment first).

    Parameters
    ----------
    before, after : ndarray, shape (n, dim)

    Returns
    -------
    ndarray of float64, shape (n,)

    References
    ----------
    Hamilton, Leskovec and Jurafsky (2016), Diachronic word embeddings reveal statistical laws of
    semantic change.

    Examples
    --------
    >>> drift(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[3.0, 0.0], [1.0, -1.0]])).tolist()
    [1.0, 0.0]
    """
    return cosines(before, after)


def findings(place: Place) -> list[Measurement]:
    """Return the mean drift in each band of frequency that has words; none for a space at rest.

    It is over all usable words, not the measured ones alone.
    """
    before, after = place.space.before, place.space.vectors
    if before is None:
        return []
    rows, note = np.flatnonzero(place.words.usable), place.words.note
    moved = drift(before.matrix[rows], after.matrix[rows])
    band = np.searchsorted(list(BANDS.values()), place.words.frequency[rows], side="right") - 1
    return [
        Measurement("drift", name, float(moved[band == i].mean()), int((band == i).sum()), note)
        for i, name in enumerate(BANDS)
        if (band == i).any()
    ]


def drift_rows(place: Place) -> list[DriftRow]:
    """Return the drift of each measured word with the neighbours lost and gained, most moved first.

    Neighbours are sought among the measured words.
    """
    if place.space.before is None:
        return []
    rows, words = place.words.rows, place.words.counts.words
    began = place.space.before.matrix[rows]
    moved = drift(began, place.vectors)
    before, after = nearest(began, TOPN)[0], place.neighbors
    lost, gained = _without(before, after), _without(after, before)

    def named(neighbors: np.ndarray, kept: np.ndarray) -> str:
        return joined(words[rows[i]] for i in neighbors[kept])

    return [
        DriftRow(
            **place.space.columns,
            word=words[rows[i]],
            count=int(place.words.frequency[rows[i]]),
            cosine=float(moved[i]),
            lost=named(before[i], lost[i]),
            gained=named(after[i], gained[i]),
        )
        for i in np.argsort(moved, kind="stable")
    ]


def _without(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell which entries of each row of `a` the same row of `b` lacks; -1 is none."""
    return np.asarray(~(a[:, :, None] == b[:, None, :]).any(axis=2) & (a >= 0))
