"""What can be done to a whole table of vectors before it is used."""

import numpy as np

from embedstudy.errors import InputError


def unit_length(matrix: np.ndarray) -> np.ndarray:
    """Scale every vector to unit length; a zero vector stays as it is.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n_words, dim)

    Examples
    --------
    >>> unit_length(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms > 0, norms, np.float32(1)))


def all_but_the_top(matrix: np.ndarray, components: int) -> np.ndarray:
    """Take away the mean of a table and its first principal components.

    Mu and Viswanath (2018), *All-but-the-top: simple and effective postprocessing for word
    representations*, algorithm 1.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n_words, dim)
    components : int

    Returns
    -------
    ndarray of float32, shape (n_words, dim)

    Raises
    ------
    InputError
        If there are not so many components.
    """
    if components > min(matrix.shape):
        raise InputError(f"all_but_the_top is {components}, of a table of shape {matrix.shape}")
    centered = np.asarray(matrix, np.float64) - matrix.mean(axis=0, dtype=np.float64)
    _, axes = np.linalg.eigh(centered.T @ centered)  # the largest come last
    top = axes[:, -components:]
    return np.asarray(centered - centered @ top @ top.T, dtype=np.float32)
