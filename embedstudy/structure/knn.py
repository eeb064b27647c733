"""Exact nearest neighbours of every word of a space."""

import threading

import numpy as np

from embedstudy.parallel import run_on_threads
from embedstudy.validation import whole_number

# Words whose cosines are computed at a time: few enough for a cache, many enough for BLAS.
_ROWS = 400
# Cosines that are held at most, and pairs of vectors that are multiplied again exactly.
_COSINES, _PAIRS = 2**23, 2**18
# A search of fewer cosines stays on one thread: other threads may be at work.
_FOR_ONE = 2**25
# Words whose best cosine stands for all of them when the first few are looked for.
_GROUP = 64


def nearest(
    vectors: np.ndarray,
    topn: int = 10,
    *,
    among: np.ndarray | None = None,
    rows: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Find the words nearest to each word by cosine, nearest first; ties in the order of the table.

    BLAS narrows the words down in single precision, to those that its rounding leaves in question.
    Their cosines are computed again in double precision and rounded. So the answer depends neither
    on how BLAS divides its work nor on the number of its threads. A vector of zeros has no
    direction: it has no neighbours, and is nobody's neighbour.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, dim)
    topn : int
    among : ndarray of bool, shape (n,), optional
        The words that may be offered; all by default.
    rows : ndarray of int, shape (n_sought,), optional
        The words whose neighbours are sought; all by default.

    Returns
    -------
    ids : ndarray of int32, shape (n_sought, topn)
        Rows of `vectors`; -1 where there are no more words with a direction.
    cosines : ndarray of float32, shape (n_sought, topn)
        NaN where there are no more.

    Raises
    ------
    InputError
        If `topn` is below 1.

    Examples
    --------
    >>> import numpy as np
    >>> ids, cosines = nearest(np.float32([[1, 0], [2, 0], [0, 3]]), 2)
    >>> ids.tolist(), cosines.tolist()
    ([[1, 2], [0, 2], [0, 1]], [[1.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    """
    topn = whole_number("topn", topn)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    n = len(vectors)
    sought = np.arange(n) if rows is None else np.asarray(rows, dtype=np.int64)
    ids = np.full((len(sought), topn), -1, dtype=np.int32)
    cosines = np.full((len(sought), topn), np.nan, dtype=np.float32)
    offered = np.arange(n) if among is None else np.flatnonzero(among)
    norms = _measure_lengths(vectors)
    offered = offered[norms[offered] > 0]
    if not len(offered):
        return ids, cosines
    offered = _drop_copies(vectors, offered, topn)
    units = (vectors / np.where(norms > 0, norms, 1)[:, None]).astype(np.float32)
    candidates = _Candidates(units, offered, topn)

    def find(places: np.ndarray) -> None:
        block = sought[places]
        which, columns = candidates.find(block)
        exact = _compute_cosines(vectors, norms, block[which], offered[columns])
        order = np.lexsort((columns, -exact, which))
        which, columns, exact = which[order], columns[order], exact[order]
        rank = np.arange(len(which)) - np.searchsorted(which, which)
        is_nearest = rank < topn
        place = places[which[is_nearest]], rank[is_nearest]
        ids[place], cosines[place] = offered[columns[is_nearest]], exact[is_nearest]

    wanted = np.flatnonzero(norms[sought] > 0)
    size = min(_ROWS, max(1, _COSINES // candidates.width))
    blocks = [(wanted[start : start + size],) for start in range(0, len(wanted), size)]
    if len(wanted) * candidates.width > _FOR_ONE:
        run_on_threads(find, blocks)
    else:
        for (block,) in blocks:
            find(block)
    return ids, cosines


def restrict_neighbors(
    vectors: np.ndarray, neighbors: np.ndarray, among: np.ndarray, topn: int
) -> np.ndarray:
    """Return the nearest words among some, from those among all.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, dim)
    neighbors : ndarray of int32, shape (n, n_neighbors)
        As `nearest` finds them among all words. Words with fewer than `topn` left of them are
        sought again, so their number decides the time alone.
    among : ndarray of bool, shape (n,)
        The words that have neighbours, and are some.
    topn : int

    Returns
    -------
    ndarray of int32, shape (n_among, topn)
        As ``nearest(vectors[among], topn)`` finds them: numbers count the words of `among`.
    """
    rows = np.flatnonzero(among)
    number = np.full(len(vectors) + 1, -1, dtype=np.int32)  # -1, no word, has the last place
    number[rows] = np.arange(len(rows))
    left = number[neighbors[rows]]
    has_word = left >= 0
    rank = has_word.cumsum(axis=1) - 1
    which, column = np.nonzero(has_word & (rank < topn))
    ids = np.full((len(rows), topn), -1, dtype=np.int32)
    ids[which, rank[which, column]] = left[which, column]
    short = np.flatnonzero(has_word.sum(axis=1) < min(topn, len(rows) - 1))
    ids[short] = nearest(vectors[rows], topn, rows=short)[0]
    return ids


def compute_cosines(vectors: np.ndarray, neighbors: np.ndarray) -> np.ndarray:
    """Return the cosines of words with their neighbours, as `nearest` returns them.

    Parameters
    ----------
    vectors : ndarray of float32, shape (n, dim)
    neighbors : ndarray of int32, shape (n, topn)
        Rows of `vectors`; -1 for none.

    Returns
    -------
    ndarray of float32, shape (n, topn)
        NaN where there is no neighbour.
    """
    norms = _measure_lengths(vectors)
    rows, _ = has_word = np.nonzero(neighbors >= 0)
    cosines = np.full(neighbors.shape, np.nan, dtype=np.float32)
    cosines[has_word] = _compute_cosines(vectors, norms, rows, neighbors[has_word])
    return cosines


def _measure_lengths(vectors: np.ndarray) -> np.ndarray:
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    return np.asarray(np.sqrt(squares))


def _drop_copies(vectors: np.ndarray, offered: np.ndarray, topn: int) -> np.ndarray:
    """Leave out those of equal vectors that are nobody's nearest, since others come before them.

    In a space of one vector for all words, every word would be in question for every other.
    """
    whole = np.dtype((np.void, vectors.dtype.itemsize * vectors.shape[1]))
    _, group = np.unique(vectors[offered].view(whole).ravel(), return_inverse=True)
    order = np.argsort(group, kind="stable")
    in_order = group[order]
    place = np.arange(len(order)) - np.searchsorted(in_order, in_order)
    return np.asarray(offered[np.sort(order[place <= topn])])


class _Candidates:
    """Finds the pairs (row of a block, column) that may be among the nearest.

    The `topn`-th best of the bests of groups bounds the `topn`-th best of all from below. One pass
    over the cosines finds that bound, and few groups reach it.
    """

    def __init__(self, units: np.ndarray, offered: np.ndarray, topn: int) -> None:
        n, dim = units.shape
        self._units, self._n_offered, self._topn = units, len(offered), topn
        # Sums of `dim` rounded products of unit vectors, on either side of a comparison.
        self._slack = np.float32(2 * (dim + 8) * 2.0**-24)
        self._group = int(np.clip(len(offered) // (4 * topn), 1, _GROUP))
        self._n_groups = -(-len(offered) // self._group)
        self._columns = units if len(offered) == n else units[offered]
        self._column_of = np.full(n, -1)
        self._column_of[offered] = np.arange(len(offered))
        self._held = threading.local()

    @property
    def width(self) -> int:
        """The cosines of a row, those of no word that fill up the last group among them."""
        return self._group * self._n_groups

    def find(self, block: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        n_groups = self._n_groups
        scores = self._compute_scores(block)
        grouped = scores.reshape(len(block), self._group, n_groups)
        best = grouped.max(axis=1)
        last = max(n_groups - self._topn, 0)
        bound = np.partition(best, last, axis=1)[:, last] - self._slack
        if n_groups < self._topn:
            bound[:] = -np.inf
        rows, groups = np.nonzero(best >= bound[:, None])
        best_scores = grouped[rows, :, groups]
        which, member = np.nonzero((best_scores >= bound[rows, None]) & (best_scores > -np.inf))
        return rows[which], groups[which] + member * n_groups

    def _compute_scores(self, block: np.ndarray) -> np.ndarray:
        held = getattr(self._held, "scores", None)
        if held is None or len(held) < len(block):  # new memory costs as much as what it is for
            held = self._held.scores = np.empty((len(block), self.width), dtype=np.float32)
        scores: np.ndarray = held[: len(block)]
        np.matmul(self._units[block], self._columns.T, out=scores[:, : self._n_offered])
        scores[:, self._n_offered :] = -np.inf
        own_rows = np.flatnonzero(self._column_of[block] >= 0)
        scores[own_rows, self._column_of[block[own_rows]]] = -np.inf
        return scores


def _compute_cosines(
    vectors: np.ndarray, norms: np.ndarray, a: np.ndarray, b: np.ndarray
) -> np.ndarray:
    cosines = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), _PAIRS):
        part = slice(start, start + _PAIRS)
        left, right = vectors[a[part]], vectors[b[part]]
        products = np.einsum("ij,ij->i", left, right, dtype=np.float64)
        lengths = norms[a[part]] * norms[b[part]]
        cosines[part] = products / np.where(lengths > 0, lengths, 1)
    return cosines
