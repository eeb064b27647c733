"""The neighbours of the words of snapshots at every moment, sought once for all who show them."""

import threading
from hashlib import blake2b

import numpy as np

from embedstudy.parallel import run_on_threads
from embedstudy.results.snapshots import Snapshots
from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import TOPN

# Two more than anybody shows: `restrict_neighbors` leaves out the few words that are not measured.
_SOUGHT = TOPN + 2
# Trainings that are remembered, of some 3 MB each.
_MOST_REMEMBERED = 64

_remembered: dict[bytes, np.ndarray] = {}
_lock = threading.Lock()


def find_moment_neighbors(snapshots: Snapshots) -> np.ndarray:
    """Find the words nearest to each word of snapshots, at every moment.

    A study measures them first and shows them then. The second call with equal vectors returns
    what the first one found.

    Returns
    -------
    ndarray of int16, shape (n_moments, n_words, 12)
        Numbers of words; -1 where there are no more.
    """
    key = blake2b(np.ascontiguousarray(snapshots.vectors).data, digest_size=32).digest()
    key += repr(snapshots.vectors.shape).encode()
    with _lock:
        known = _remembered.get(key)
    if known is not None:
        return known
    lists = run_on_threads(_seek, [(matrix,) for matrix in snapshots.vectors])
    neighbors = np.stack(lists)
    neighbors.flags.writeable = False
    with _lock:
        while len(_remembered) >= _MOST_REMEMBERED:
            del _remembered[next(iter(_remembered))]  # the oldest
        _remembered[key] = neighbors
    return neighbors


def _seek(matrix: np.ndarray) -> np.ndarray:
    return nearest(np.asarray(matrix), _SOUGHT)[0].astype(np.int16)
