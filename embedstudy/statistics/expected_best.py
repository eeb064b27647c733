"""The expected best of several values that are tried."""

from collections.abc import Sequence

import numpy as np


def compute_expected_best(scores: Sequence[float], n: int) -> float:
    """Return the expected maximum of `n` draws, with replacement, from scores.

    Parameters
    ----------
    scores : sequence of float
        At least one.
    n : int

    References
    ----------
    Dodge, Gururangan, Card, Schwartz and Smith (2019), Show your work: improved reporting of
    experimental results, section 3.1.

    Examples
    --------
    >>> compute_expected_best([0.5, 0.7], 1), compute_expected_best([0.5, 0.7], 2)
    (0.6, 0.65)
    """
    ordered = np.sort(np.asarray(scores, np.float64))
    at_most = (np.arange(len(ordered) + 1) / len(ordered)) ** n
    return float(round(float(ordered @ np.diff(at_most)), 12))
