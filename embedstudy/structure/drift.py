"""Drift: how far training has moved words, and how it changed their neighbours."""

import numpy as np

from embedstudy.results.row_format import join_words
from embedstudy.results.rows import DriftRow
from embedstudy.storage import release_memory
from embedstudy.structure.geometry import cosines, have_directions
from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import TOPN, Measure, MeasuredSpace, Measurement

# Numbers of a table that are in memory at a time.
AT_ONCE = 1 << 18
# The bands of frequency in the training texts, each with its smallest count.
BANDS = {"1-9": 1, "10-99": 10, "100-999": 100, "1000+": 1000}


def drift(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return each word's cosine between before and after training: 1 if its direction is the same.

    The cosine with a zero vector is 0. Training goes on from the vectors before it, so the two
    spaces need no alignment first (Hamilton, Leskovec and Jurafsky 2016 need one).

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


def measure_drift(space: MeasuredSpace) -> list[Measurement]:
    """Measure the mean drift in each band of frequency that has words.

    All usable words count, not only the measured ones, but for vectors of zeros, which have no
    direction. A space without training has no drift.
    """
    before, after = space.space.before, space.space.vectors
    if before is None:
        return []
    note = space.words.note
    rows, moved = _measure_rows(before.matrix, after.matrix, np.flatnonzero(space.words.usable))
    band = np.searchsorted(list(BANDS.values()), space.words.frequency[rows], side="right") - 1
    return [
        Measurement(float(moved[band == i].mean()), int((band == i).sum()), name, note)
        for i, name in enumerate(BANDS)
        if (band == i).any()
    ]


def _measure_rows(
    before: np.ndarray, after: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return those of some rows that have a drift, and it; a part of two tables is in memory."""
    size = max(1, AT_ONCE // before.shape[1])
    measured, moved = [rows[:0]], [np.empty(0)]
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        one, other = before[part], after[part]
        has_drift = have_directions(one, other)
        measured.append(part[has_drift])
        moved.append(drift(one[has_drift], other[has_drift]))
        release_memory(before)
        release_memory(after)
    return np.concatenate(measured), np.concatenate(moved)


DRIFT = Measure(
    group="drift",
    title="drift: mean cosine between before and after",
    caption="By count in the training texts. 1: no word has changed its direction.",
    heading="",
    counts="word",
    measure_space=measure_drift,
)


def make_drift_rows(space: MeasuredSpace) -> list[DriftRow]:
    """Return the drift of each measured word with the neighbours lost and gained, most moved first.

    Neighbours are sought among the measured words. A word whose vector is zeros before or after has
    no drift, and no row.
    """
    if space.space.before is None:
        return []
    rows, words = space.words.rows, space.words.counts.words
    vectors_before = space.space.before.matrix[rows]
    release_memory(space.space.before.matrix)
    moved = drift(vectors_before, space.vectors)
    has_drift = have_directions(vectors_before, space.vectors)
    before, after = nearest(vectors_before, TOPN)[0], space.neighbors
    lost, gained = _mark_missing(before, after), _mark_missing(after, before)
    columns = space.space.columns

    def list_words(neighbors: np.ndarray, shown: np.ndarray) -> str:
        return join_words(words[rows[i]] for i in neighbors[shown])

    return [
        DriftRow(
            **columns,
            word=words[rows[i]],
            count=int(space.words.frequency[rows[i]]),
            cosine=float(moved[i]),
            lost=list_words(before[i], lost[i]),
            gained=list_words(after[i], gained[i]),
        )
        for i in np.argsort(moved, kind="stable")
        if has_drift[i]
    ]


def _mark_missing(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Tell which entries of each row of `a` the same row of `b` lacks; -1 is none."""
    return np.asarray(~(a[:, :, None] == b[:, None, :]).any(axis=2) & (a >= 0))
