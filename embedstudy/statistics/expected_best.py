"""The expected best of several values that are tried."""

from collections.abc import Sequence

import numpy as np

from embedstudy.metrics import Metric
from embedstudy.results.rows import TuningRow


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


def list_expected_best(
    trials: Sequence[TuningRow], metric: Metric, budgets: Sequence[int]
) -> list[float]:
    """Return the expected best dev score of a cell, by the number of values that are tried.

    The values are those of the first round of the search under its first seed: all had trainings
    of the same length.

    Parameters
    ----------
    trials : sequence of TuningRow
        Those of one cell, at least one.
    metric : Metric
    budgets : sequence of int

    Returns
    -------
    list of float
        One score for each budget, then that of as many values as there are.
    """
    first = [
        row.dev_metric for row in trials if (row.rung or 1) == 1 and row.seed == trials[0].seed
    ]
    known = [metric.sign * value for value in first if value is not None]
    # A trial that diverged is as bad as can be: of losses, as the worst.
    worst = 0.0 if metric.is_share else min(known, default=0.0)
    scores = [worst if value is None else metric.sign * value for value in first]
    return [metric.sign * compute_expected_best(scores, n) for n in (*budgets, len(scores))]


def compute_search_cost(trials: Sequence[TuningRow]) -> float:
    """Return the cost of a search, in trainings of full length."""
    longest = max((row.epochs or 1 for row in trials), default=1)
    return sum((row.epochs or longest) / longest for row in trials)
