"""How far two spaces have the same structure: neighbours in common, and two ways to lay them over.

Spaces of different seeds differ by a rotation at least, which none of these measures sees.
"""

import numpy as np

from embedstudy.structure.measurement import TOPN, Measurement, Place


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Return the mean share of neighbours that words have in common: |A & B| / k.

    By chance it is k / (n - 1).

    Parameters
    ----------
    a, b : ndarray of int, shape (n, k)
        The neighbours of each word in two spaces; -1 is none. Where there are fewer than k in
        either, the share is of those that there are.

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
    return float(common / possible)


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

    With X and Y centred and of Frobenius norm 1: the least ‖X - YR‖² over all orthogonal R,
    which is 2 - 2 ‖XᵀY‖ in the nuclear norm. 0 if one is the other, rotated; 2 at most. Of two
    dimensions the smaller is filled up with zeros. None if all vectors of a space are the same.

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
    return max(0.0, float(2 - 2 * svdvals(x.T @ y).sum() / scale))


def centred(vectors: np.ndarray) -> np.ndarray:
    """Return vectors less their mean; float64."""
    matrix = np.asarray(vectors, dtype=np.float64)
    return np.asarray(matrix - matrix.mean(axis=0))


def findings(place: Place, other: Place) -> list[Measurement]:
    """Measure how far another place has the same structure."""
    note, n = place.words.note, len(place.words.rows)
    metrics = (f"overlap@{TOPN}", "cka", "procrustes")
    if n < 2:
        return [
            Measurement(metric, "", None, n, "fewer than two words to measure")
            for metric in metrics
        ]
    x, y = centred(place.vectors), centred(other.vectors)
    values = (
        overlap(place.neighbors, other.neighbors),
        linear_cka(x, y),
        procrustes_distance(x, y),
    )
    same = "all vectors of a space are the same"
    return [
        Measurement(metric, "", value, n, same if value is None else note)
        for metric, value in zip(metrics, values, strict=True)
    ]
