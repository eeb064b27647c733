"""Stability: how far two spaces have the same structure.

Spaces of different seeds differ by a rotation at least. None of these measures sees it.
"""

import numpy as np

from embedstudy.structure.measurement import TOPN, Measure, on_words


def overlap(a: np.ndarray, b: np.ndarray) -> float | None:
    """Return the mean share of neighbours that words have in common: |A & B| / k.

    By chance it is k / (n - 1). None if no word has neighbours: all vectors are zeros.

    Parameters
    ----------
    a, b : ndarray of int, shape (n, k)
        The neighbours of each word in two spaces; -1 is none. If both have fewer than k, the share
        is of as many as there are.

    References
    ----------
    Hellrich and Hahn (2016), Bad company: neighborhoods in neural embedding spaces considered
    harmful. Wendlandt, Kummerfeld and Mihalcea (2018), Factors influencing the surprising
    instability of word embeddings.

    Examples
    --------
    >>> overlap(np.array([[1, 2], [0, 2]]), np.array([[2, 1], [2, 3]]))
    0.75
    """
    both = np.sort(np.concatenate([a, b], axis=1), axis=1)
    common = ((both[:, 1:] == both[:, :-1]) & (both[:, 1:] >= 0)).sum()
    possible = np.maximum((a >= 0).sum(axis=1), (b >= 0).sum(axis=1)).sum()
    return float(common / possible) if possible else None


def linear_cka(x: np.ndarray, y: np.ndarray) -> float | None:
    """Return the linear centred kernel alignment of two spaces: 1 if one is the other, rotated.

    With X and Y centred: ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖), in Frobenius norms. None if all vectors of a
    space are the same.

    Parameters
    ----------
    x, y : ndarray, shape (n, dim)
        Centred, float64; their dimensions may differ.

    References
    ----------
    Kornblith, Norouzi, Lee and Hinton (2019), Similarity of neural network representations
    revisited.
    """
    scale = np.linalg.norm(x.T @ x) * np.linalg.norm(y.T @ y)
    return float(np.linalg.norm(x.T @ y) ** 2 / scale) if scale > 0 else None


def procrustes_distance(x: np.ndarray, y: np.ndarray) -> float | None:
    """Return how far two spaces are apart when one is rotated onto the other as well as it goes.

    With X and Y centred and of Frobenius norm 1, this is the least ‖X - YR‖² over all orthogonal R.
    It equals 2 - 2 ‖XᵀY‖ in the nuclear norm. It is 0 if one is the other, rotated, and at most 2.
    The space of fewer dimensions is filled up with zeros. None if all vectors of a space are the
    same.

    Parameters
    ----------
    x, y : ndarray, shape (n, dim)
        Centred, float64; their dimensions may differ.

    References
    ----------
    Schönemann (1966), A generalized solution of the orthogonal Procrustes problem. Ding, Denain
    and Steinhardt (2021), Grounding representation similarity with statistical testing.
    """
    from scipy.linalg import svdvals

    scale = np.linalg.norm(x) * np.linalg.norm(y)
    if scale == 0:
        return None
    distance = float(2 - 2 * svdvals(x.T @ y).sum() / scale)
    return max(0.0, round(distance, 12))  # what is below depends on the processor


_UNDEFINED = "all vectors of a space are the same"
OVERLAP = Measure(
    group="stability",
    title="overlap: share of the ten nearest neighbours in common",
    caption="1: the same ten; 0: none of them.",
    heading=f"Overlap@{TOPN}",
    measure_pair=on_words(
        lambda pair: overlap(pair.one.neighbors, pair.other.neighbors),
        undefined="fewer than two words have a direction",
    ),
)
CKA = Measure(
    group="stability",
    title="linear CKA between spaces",
    caption="1: the same, but for rotation and scale; 0: nothing in common.",
    heading="CKA",
    measure_pair=on_words(lambda pair: linear_cka(*pair.centred), undefined=_UNDEFINED),
)
PROCRUSTES = Measure(
    group="stability",
    title="Procrustes distance between spaces",
    caption="0: the same, but for rotation and scale; 2: as far apart as can be.",
    heading="Procrustes",
    measure_pair=on_words(lambda pair: procrustes_distance(*pair.centred), undefined=_UNDEFINED),
)
