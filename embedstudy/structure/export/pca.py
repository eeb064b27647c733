"""Principal components: a space in two dimensions."""

import numpy as np


def project(matrix: np.ndarray) -> np.ndarray:
    """Project vectors to their first two principal components.

    A component points in the direction in which its largest weight is positive.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n_words, dim)

    Returns
    -------
    ndarray of float32, shape (n_words, 2)
        The second component of one dimension is 0.

    Examples
    --------
    >>> project(np.array([[3, 0, 1], [-3, 0, 1], [0, 1, 1], [0, -1, 1]], np.float32)).tolist()
    [[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]]
    """
    centred = matrix - matrix.mean(axis=0, dtype=np.float64)
    # The small square matrix has the same singular vectors as the long one.
    axes = np.linalg.svd(centred.T @ centred)[2][:2].T
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]
    places = np.zeros((len(matrix), 2), np.float32)
    places[:, : axes.shape[1]] = centred @ (axes * np.where(largest < 0, -1, 1))
    return places + np.float32(0)  # no negative zeros
