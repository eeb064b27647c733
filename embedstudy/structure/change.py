"""The change of a space: how many directions training moved the words in, and how far.

The change is the matrix of the vectors after training less those before, a row for each word. It is
not centred: a step that all words take together counts.
"""

import numpy as np

from embedstudy.structure.geometry import effective_rank


def change_rank(before: np.ndarray, after: np.ndarray) -> float:
    """Return the effective rank of a change: how many directions training used.

    See `embedstudy.structure.geometry.effective_rank`. It is 0 if nothing changed.

    Parameters
    ----------
    before, after : ndarray, shape (n, dim)
        The vectors of the same words.

    Examples
    --------
    >>> import numpy as np
    >>> before = np.eye(3)
    >>> change_rank(before, before), round(change_rank(before, before + 1), 6)
    (0.0, 1.0)
    """
    return effective_rank(_subtract(before, after))


def change_share(before: np.ndarray, after: np.ndarray, n_directions: int) -> float | None:
    """Return the share of a squared change that lies in its first directions.

    With s the singular values of the change, largest first, this is the sum of the first
    `n_directions` s² divided by the sum of all. None if nothing changed.

    Parameters
    ----------
    before, after : ndarray, shape (n, dim)
        The vectors of the same words.
    n_directions : int

    Examples
    --------
    >>> import numpy as np
    >>> change_share(np.zeros((2, 2)), np.diag([3.0, 1.0]), 1)
    0.9
    """
    from scipy.linalg import svdvals

    change = _subtract(before, after)
    if not change.any():
        return None
    squares = svdvals(np.linalg.qr(change, mode="r")) ** 2
    return float(squares[:n_directions].sum() / squares.sum())


def relative_change(before: np.ndarray, after: np.ndarray) -> float | None:
    """Return how large a change is: its Frobenius norm divided by that of the start.

    None if the start is all zeros.

    Parameters
    ----------
    before, after : ndarray, shape (n, dim)
        The vectors of the same words.

    Examples
    --------
    >>> import numpy as np
    >>> relative_change(np.eye(2), 3 * np.eye(2))
    2.0
    """
    length = float(np.linalg.norm(np.asarray(before, np.float64)))
    return float(np.linalg.norm(_subtract(before, after))) / length if length > 0 else None


def _subtract(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the change in float64: in float32 a small change of large vectors is lost."""
    return np.asarray(after, np.float64) - np.asarray(before, np.float64)
