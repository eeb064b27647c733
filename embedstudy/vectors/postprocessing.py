"""Transformations of a whole table of vectors."""

from collections.abc import Iterator

import numpy as np

from embedstudy.errors import InputError

# Bytes of float64 at a time: a whole table in that precision may not fit in memory.
BLOCK_BYTES = 1 << 22


def unit_length(matrix: np.ndarray) -> np.ndarray:
    """Scale every vector to unit length; a zero vector stays as it is.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n_words, dim)

    Returns
    -------
    ndarray of float32, shape (n_words, dim)

    Examples
    --------
    >>> unit_length(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    scaled = np.empty(matrix.shape, np.float32)
    for rows, block in _read_blocks(matrix):
        norms = np.linalg.norm(block, axis=1, keepdims=True)
        scaled[rows] = block / np.where(norms > 0, norms, 1)
    return scaled


def all_but_the_top(matrix: np.ndarray, components: int) -> np.ndarray:
    """Remove the mean of a table and its first principal components.

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
    mean = matrix.mean(axis=0, dtype=np.float64)
    covariance = np.zeros((matrix.shape[1], matrix.shape[1]))
    for _, block in _read_blocks(matrix):
        block -= mean
        covariance += block.T @ block
    _, axes = np.linalg.eigh(covariance)  # the largest come last
    top = axes[:, -components:]
    cleared = np.empty(matrix.shape, np.float32)
    for rows, block in _read_blocks(matrix):
        block -= mean
        cleared[rows] = block - block @ top @ top.T
    return cleared


def _read_blocks(matrix: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Give rows as float64, some at a time, and where they stand; they are copies."""
    most = max(1, BLOCK_BYTES // (8 * matrix.shape[1]))
    for start in range(0, len(matrix), most):
        rows = slice(start, start + most)
        yield rows, np.array(matrix[rows], np.float64)
