"""A bootstrap and a permutation test over seeds and test examples.

Both resample a table of seeds x examples in the same way. A column is an example under all seeds,
apart from the seeds' own effects. It is drawn, or gets a sign, as a whole, so the rest of each
score goes with its example and counts once. New effects of the seeds are then drawn from a normal
distribution with the estimated spread of the seeds. A study has too few seeds to resample them:
five with a sign each make 16 distinct tests, none below 0.06.

The statistic is not the mean but its ratio to the half-width of Satterthwaite's interval. The ratio
hardly depends on the true spread of seeds and examples. This is a bootstrap-t (Efron and Tibshirani
1993, chapter 12). An interval pivots it (Beran 1987, *Prepivoting to reduce level error of
confidence sets*, Biometrika 74). Sampling both factors: Owen 2007, *The pigeonhole bootstrap*,
Annals of Applied Statistics 1.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from embedstudy.statistics.variance_components import CONFIDENCE, compute_squares, mean_squares

BOOTSTRAPS = 1999
PERMUTATIONS = 9999
# More examples are drawn in this many random groups: as exact, and bounded in time.
GROUPS = 2000
POWER = 0.8
_ROWS = 1000  # of draws at a time


def bootstrap_ratio(scores: np.ndarray, draws: int = BOOTSTRAPS) -> float:
    """Return the factor that gives Satterthwaite's interval a coverage of 95 %.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
    draws : int

    Returns
    -------
    float
        Infinite where many resamples have no variance, such as those of a few scores that differ.
    """
    columns = scores - scores.mean(axis=1, keepdims=True)
    means, of_means, squares = _compute_sums(columns, _draw_counts(grouped(scores.shape[1]), draws))
    ratios = _compute_ratios(scores, means, of_means, squares)
    return float(np.quantile(ratios, CONFIDENCE, method="higher"))


def permutation_ratios(scores: np.ndarray, draws: int = PERMUTATIONS) -> np.ndarray:
    """Return the ratios of mean to half-width under the hypothesis that the true mean is zero.

    For paired differences: the two strategies change places for a random half of the examples,
    and new seeds are drawn.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
    draws : int

    Returns
    -------
    ndarray of float, shape (draws,)
    """
    by_seed = scores.mean(axis=1, keepdims=True)
    columns = scores - (by_seed - by_seed.mean())
    means, _, _ = _compute_sums(columns, _draw_flips(grouped(scores.shape[1]), draws))
    # No sign changes a square.
    of_means, squares = (columns.mean(axis=0) ** 2).sum(), (columns**2).sum()
    return _compute_ratios(scores, means, of_means, squares)


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """What the permutation distribution says of the true mean of a table of scores.

    Attributes
    ----------
    mean : float
        The mean of the table.
    scale : float
        Half the width of Satterthwaite's interval.
    ratios : ndarray of float, shape (draws,)
        `permutation_ratios`.
    """

    mean: float
    scale: float
    ratios: np.ndarray

    @property
    def p_value(self) -> float:
        """Two-sided, of the hypothesis that the true mean is zero; at least 1 / (draws + 1)."""
        return self._find_tail(self.mean)

    @property
    def smallest_detectable(self) -> float:
        """The true mean that the test would find at the 5 % level with a power of 80 %."""
        # A symmetric ratio lies with `POWER` below the 60 % quantile of its size.
        least, beyond = np.quantile(self.ratios, [CONFIDENCE, 2 * POWER - 1], method="higher")
        return self.scale * float(least + beyond)

    @property
    def reach(self) -> float:
        """Half the width of the 95 % interval that comes from turning the test round."""
        return self.scale * float(np.quantile(self.ratios, CONFIDENCE, method="higher"))

    def p_below(self, bound: float) -> float:
        """Return the one-sided p-value of the hypothesis that the true mean is `bound` or more."""
        tail = self._find_tail(bound - self.mean) / 2
        return tail if self.mean < bound else 1 - tail

    def p_above(self, bound: float) -> float:
        """Return the one-sided p-value of the hypothesis that the true mean is `bound` or less."""
        tail = self._find_tail(bound - self.mean) / 2
        return tail if self.mean > bound else 1 - tail

    def _find_tail(self, distance: float) -> float:
        """Return how often a mean lies at least so far from the truth."""
        ratio = abs(distance) / self.scale
        # Scores are whole numbers, so a mean can come up again. Such draws, and the mean found,
        # count half (mid-p: Lancaster 1961); otherwise the test of one seed is too cautious.
        above = int((self.ratios > ratio * (1 + 1e-9)).sum())
        equal = int((self.ratios >= ratio * (1 - 1e-9)).sum()) - above
        return max(1.0, above + (1 + equal) / 2) / (len(self.ratios) + 1) if ratio else 1.0


def permutation_test(scores: np.ndarray, draws: int = PERMUTATIONS) -> PermutationTest:
    """Compare the mean of a table with means that chance makes where the true mean is zero.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
        Not all the same.
    draws : int
    """
    ratios = permutation_ratios(scores, draws)
    return PermutationTest(float(scores.mean()), float(mean_squares(scores).reach), ratios)


def draw_new_seeds(n_seeds: int, draws: int) -> np.ndarray:
    """Return standard normal effects of seeds, the same at each call; shape (draws, n_seeds)."""
    return np.random.default_rng([n_seeds, 1]).standard_normal((draws, n_seeds))


def resample_means(columns: np.ndarray, draws: int) -> np.ndarray:
    """Return the means of columns over resampled examples, the same ones at each call.

    Parameters
    ----------
    columns : ndarray of float, shape (n_rows, n_examples)
        Rows with a mean of zero.
    draws : int

    Returns
    -------
    ndarray of float, shape (draws, n_rows)
    """
    counts = _draw_counts(grouped(columns.shape[1]), draws)
    return np.asarray(_sum_over_groups(columns, counts) / columns.shape[1])


def grouped(n_examples: int) -> int:
    """Return the number of groups in which examples are drawn: as many, up to a limit."""
    return min(n_examples, GROUPS)


def _compute_ratios(
    scores: np.ndarray, means: np.ndarray, of_means: np.ndarray, squares: np.ndarray
) -> np.ndarray:
    n_seeds, n_examples = scores.shape
    spread = np.sqrt(mean_squares(scores).seed_variance)
    by_seed = means + spread * draw_new_seeds(n_seeds, len(means))
    squares_of_tables = compute_squares(
        by_seed=by_seed,
        column_means=means,
        square_of_means=of_means,
        sum_of_squares=squares,
        n_examples=n_examples,
    )
    size, reach = np.abs(by_seed.mean(axis=1)), squares_of_tables.reach
    none = np.where(size > 0, np.inf, 0.0)
    # A reach of rounding errors is none.
    tiny = 1e-9 * float(np.abs(scores).max())
    return np.where(reach > tiny, size / np.where(reach > tiny, reach, 1), none)


def _compute_sums(
    columns: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n_seeds, n_examples = columns.shape
    rows = np.vstack([columns, columns.mean(axis=0) ** 2, (columns**2).sum(axis=0)])
    sums = _sum_over_groups(rows, weights)
    return sums[:, :n_seeds] / n_examples, sums[:, n_seeds], sums[:, n_seeds + 1]


def _sum_over_groups(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return sums of rows over examples with the weights of each draw; shape (draws, n_rows)."""
    n_examples, n_groups = rows.shape[1], grouped(rows.shape[1])
    if n_groups < n_examples:
        order = np.random.default_rng(n_examples).permutation(n_examples)
        starts = np.arange(n_groups) * n_examples // n_groups
        rows = np.add.reduceat(rows[:, order], starts, axis=1)
    starts = range(0, len(weights), _ROWS)
    return np.concatenate([weights[i : i + _ROWS].astype(float) @ rows.T for i in starts])


@lru_cache(maxsize=8)
def _draw_counts(n_groups: int, draws: int) -> np.ndarray:
    """Return how often each draw has each group; uint8, shape (draws, n_groups)."""
    rng = np.random.default_rng([n_groups, 2])
    taken = (rng.integers(0, n_groups, n_groups) for _ in range(draws))
    return np.stack([np.bincount(row, minlength=n_groups).astype(np.uint8) for row in taken])


@lru_cache(maxsize=2)
def _draw_flips(n_groups: int, draws: int) -> np.ndarray:
    """Return the sign of each group in each draw; int8, shape (draws, n_groups)."""
    rng = np.random.default_rng([n_groups, 3])
    return 2 * rng.integers(0, 2, (draws, n_groups), dtype=np.int8) - 1
