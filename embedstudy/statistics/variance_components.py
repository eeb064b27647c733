"""The two-way layout of seeds and examples: mean squares, and what they say of the grand mean.

Every seed of a cell is tested on the same examples. So scores form a table of seeds x examples,
with both factors drawn at random: ``x[s, e] = mean + seed[s] + example[e] + rest[s, e]``. The
variance of its grand mean comes from the mean squares of that layout. Its degrees of freedom are
those of Satterthwaite (1946), *An approximate distribution of estimates of variance components*,
Biometrics 2(6). Clark (1973) argues for treating both factors so, as quasi-F does.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
# Quantiles of t are looked up for thousands of resamples: exact here, between them by
# interpolation, to four digits.
_DFS = np.concatenate([np.linspace(1, 6, 101), np.geomspace(6.1, 1e7, 400)])
_QUANTILES = stats.t.ppf((1 + CONFIDENCE) / 2, _DFS)


@dataclass(frozen=True)
class MeanSquares:
    """The mean squares of a table of seeds x examples, or arrays of those of many tables.

    Attributes
    ----------
    seeds, examples, rest : float or ndarray of float
        With a single seed `seeds` and `rest` are zero.
    n_seeds, n_examples : int
    """

    seeds: np.ndarray
    examples: np.ndarray
    rest: np.ndarray
    n_seeds: int
    n_examples: int

    @property
    def variance(self) -> np.ndarray:
        """The estimated variance of the grand mean, for new seeds and new examples.

        Never less than if all scores were independent: that is its least possible value, which
        the unbiased estimate may fall short of by chance.
        """
        if self.n_seeds == 1:
            return np.asarray(self.examples / self.n_examples)
        total = np.maximum(self.seeds + self.examples - self.rest, self._least)
        return np.asarray(total / (self.n_seeds * self.n_examples))

    @property
    def is_least(self) -> np.ndarray:
        """Whether the variance is that of independent scores, for want of a better estimate."""
        return np.asarray(self.seeds + self.examples - self.rest < self._least)

    @property
    def df(self) -> np.ndarray:
        """The degrees of freedom of that variance; at least those of the seeds."""
        if self.n_seeds == 1:
            return np.full_like(self.variance, self.n_examples - 1)
        pairs = zip((self.seeds, self.examples, self.rest), self._dfs, strict=True)
        spread = sum(np.asarray(square) ** 2 / df for square, df in pairs)
        total = self.variance * self.n_seeds * self.n_examples
        df = total**2 / np.where(spread > 0, spread, np.inf)
        return np.clip(df, self.n_seeds - 1, self.n_seeds * self.n_examples - 1)

    @property
    def seed_variance(self) -> np.ndarray:
        """The estimated variance of the seeds' true means; zero where the estimate is negative."""
        return np.asarray(np.maximum(self.seeds - self.rest, 0) / self.n_examples)

    @property
    def reach(self) -> np.ndarray:
        """Half the width of the 95 % interval by Satterthwaite's approximation."""
        return np.asarray(np.sqrt(self.variance) * np.interp(self.df, _DFS, _QUANTILES))

    @property
    def _least(self) -> np.ndarray:
        seeds, examples, rest = self._dfs
        squares = seeds * self.seeds + examples * self.examples + rest * self.rest
        return np.asarray(squares / (seeds + examples + rest))

    @property
    def _dfs(self) -> tuple[int, int, int]:
        seeds, examples = self.n_seeds - 1, self.n_examples - 1
        return seeds, examples, seeds * examples


def mean_squares(scores: np.ndarray) -> MeanSquares:
    """Return the mean squares of a table of scores.

    With a single seed the chance in seeds cannot be seen, and only examples count as a sample.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
        With at least two examples.
    """
    by_seed = scores.mean(axis=1)
    centred = scores - by_seed[:, None]
    return compute_squares(
        by_seed=by_seed,
        column_means=np.zeros(len(by_seed)),
        square_of_means=float((centred.mean(axis=0) ** 2).sum()),
        sum_of_squares=float((centred**2).sum()),
        n_examples=scores.shape[1],
    )


def compute_squares(
    *,
    by_seed: np.ndarray,
    column_means: np.ndarray,
    square_of_means: np.ndarray | float,
    sum_of_squares: np.ndarray | float,
    n_examples: int,
) -> MeanSquares:
    """Return mean squares of tables known by their sums only, as resampling makes them.

    A table is ``shift[s] + column[s, e]``; the shifts tell on the mean square of seeds alone.

    Parameters
    ----------
    by_seed : ndarray of float, shape (..., n_seeds)
        The means of the seeds.
    column_means : ndarray of float, shape (..., n_seeds)
        The means of ``column`` over examples.
    square_of_means : float or ndarray of float, shape (...)
        The sum over examples of the square of ``column``'s mean over seeds.
    sum_of_squares : float or ndarray of float, shape (...)
        The sum of all squares of ``column``.
    n_examples : int
    """
    n_seeds, mean = by_seed.shape[-1], by_seed.mean(axis=-1, keepdims=True)
    of_examples = n_seeds * (square_of_means - n_examples * column_means.mean(axis=-1) ** 2)
    examples = np.maximum(of_examples, 0) / (n_examples - 1)
    if n_seeds == 1:
        nothing = np.zeros_like(examples)
        return MeanSquares(nothing, examples, nothing, n_seeds, n_examples)
    seeds = n_examples * ((by_seed - mean) ** 2).sum(axis=-1) / (n_seeds - 1)
    within_seeds = sum_of_squares - n_examples * (column_means**2).sum(axis=-1)
    rest = np.maximum(within_seeds - of_examples, 0) / ((n_seeds - 1) * (n_examples - 1))
    return MeanSquares(seeds, examples, rest, n_seeds, n_examples)
