"""Estimates of a mean or a difference, with chance in the seeds and in the test examples."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats
from scipy.special import expit, logit

from embedstudy.statistics.resampling import (
    PERMUTATIONS,
    POWER,
    bootstrap_ratio,
    permutation_test,
)
from embedstudy.statistics.variance_components import CONFIDENCE, MeanSquares, mean_squares


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds and examples, with its interval and test.

    Attributes
    ----------
    mean : float
    reach : float
        Half the width of its 95 % confidence interval, for new seeds and new examples.
    p_value : float, optional
        Two-sided, for the hypothesis that the true mean is zero; None without a test.
    smallest_detectable : float, optional
        The true mean that a test at the 5 % level would find with a power of 80 %. None without a
        test or variance, or where the examples are too few to find any.
    p_below, p_above : float, optional
        One-sided, for the hypotheses that the true mean is the margin or more, and minus the margin
        or less. None without a margin.
    """

    mean: float
    reach: float
    p_value: float | None = None
    smallest_detectable: float | None = None
    p_below: float | None = None
    p_above: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval."""
        return self.mean - self.reach, self.mean + self.reach


def estimate(scores: np.ndarray) -> Estimate:
    """Estimate the mean of a table of scores whose seeds and examples are both samples.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
        With at least two examples. With a single seed only examples count as a sample.

    Returns
    -------
    Estimate
        Of the interval, without a test.
    """
    mean = float(scores.mean())
    if np.ptp(scores) == 0:
        return Estimate(mean, 0.0)
    squares, ratio = mean_squares(scores), bootstrap_ratio(scores)
    reach = float(squares.reach)
    if np.isinf(ratio):  # too few scores that differ
        room = exact_interval(0, scores.shape[1])[1]
        return Estimate(mean, max(reach, room))
    # Seeds and examples that cancel each other would do so in every resample: no certainty.
    return Estimate(mean, reach * max(ratio, float(squares.is_least)))


def estimate_and_test(
    scores: np.ndarray, *, by_test: bool = False, margin: float | None = None
) -> Estimate:
    """Estimate the mean of such a table, and test whether it is zero.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
    by_test : bool
        Whether the interval is that of the test. A bootstrap may draw none of a few examples that
        matter most, and its interval is then much too wide.
    margin : float, optional
        The smallest mean that counts. The two one-sided tests against it have the variance and the
        distribution of the test (Schuirmann 1987, *A comparison of the two one-sided tests
        procedure and the power approach*, Journal of Pharmacokinetics and Biopharmaceutics 15).
    """
    untested = estimate(scores)
    if np.ptp(scores) == 0:
        p_value = 1.0 if untested.mean == 0 else 1 / (PERMUTATIONS + 1)
        return with_margin(replace(untested, p_value=p_value), scores.shape[1], margin)
    test = permutation_test(scores)
    if by_test and np.isfinite(test.reach):
        untested = replace(untested, reach=test.reach)
    smallest = test.smallest_detectable
    return replace(
        untested,
        p_value=test.p_value,
        smallest_detectable=smallest if np.isfinite(smallest) else None,
        p_below=None if margin is None else test.p_below(margin),
        p_above=None if margin is None else test.p_above(-margin),
    )


def with_margin(known: Estimate, n_texts: int, margin: float | None) -> Estimate:
    """Return an estimate of scores without variance, tested against a margin.

    If the true difference is the margin, so many texts or more differ, and the chance that not one
    of a sample does is ``(1 - margin) ** n_texts``.

    Parameters
    ----------
    known : Estimate
    n_texts : int
        The texts that it rests on.
    margin : float, optional
    """
    if margin is None:
        return known
    chance = max(1 - margin, 0.0) ** n_texts
    below = chance if known.mean < margin else 1.0
    above = chance if known.mean > -margin else 1.0
    return replace(known, p_below=below, p_above=above)


def widen_by_seeds(known: Estimate, differences: np.ndarray, margin: float) -> Estimate:
    """Return an estimate whose tests against a margin are also those of t-tests over few seeds.

    Parameters
    ----------
    known : Estimate
    differences : ndarray of float, shape (n_seeds,)
        The differences under each seed; if all are the same, they show nothing of their spread.
    margin : float
    """
    if known.p_below is None or known.p_above is None:
        return known
    p_below = p_above = 1.0
    if np.ptp(differences) > 0:
        error, df = stats.sem(differences), len(differences) - 1
        distances = np.array([margin - known.mean, margin + known.mean])
        p_below, p_above = map(float, stats.t.sf(distances / error, df))
    return replace(known, p_below=max(known.p_below, p_below), p_above=max(known.p_above, p_above))


def estimate_over_folds(
    scores: np.ndarray, fold: np.ndarray, train_size: int, margin: float | None = None
) -> Estimate:
    """Estimate the mean of the scores of a cross-validation, and test whether it is zero.

    The folds' models share most of their training texts, so the folds are no independent samples.
    So the variance of their means is corrected by the ratio of the test part to the training part.
    Source: Nadeau and Bengio (2003), *Inference for the generalization error*, Machine Learning 52.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
    fold : ndarray of int, shape (n_examples,)
        The fold in which each example was tested.
    train_size : int
        The texts that a fold trains on.
    margin : float, optional
        As `estimate_and_test` takes it.
    """
    numbers = np.unique(fold)
    means = np.array([scores[:, fold == number].mean() for number in numbers])
    if np.ptp(means) == 0:  # nothing to tell the spread of folds by
        return estimate_and_test(scores, margin=margin)
    test_size, df = len(fold) / len(numbers), len(numbers) - 1
    error = np.sqrt((1 / len(numbers) + test_size / train_size) * means.var(ddof=1))
    mean, (high, power) = scores.mean(), stats.t.ppf([(1 + CONFIDENCE) / 2, POWER], df)
    p_value = 2 * stats.t.sf(abs(mean) / error, df)
    estimate = Estimate(
        float(mean), float(error * high), float(p_value), float(error * (high + power))
    )
    if margin is None:
        return estimate
    p_below, p_above = stats.t.sf([(margin - mean) / error, (margin + mean) / error], df)
    return replace(estimate, p_below=float(p_below), p_above=float(p_above))


def estimate_from_resamples(values: np.ndarray, resampled: np.ndarray, n_examples: int) -> Estimate:
    """Estimate the mean over seeds of a statistic that is no mean over examples.

    Resamples of the examples, the same for all seeds, say how far the mean over seeds spreads, and
    how far each seed goes its own way. What seeds spread beyond that is their own. So the three
    mean squares of `embedstudy.statistics.variance_components` are known, and the interval is
    Satterthwaite's.

    Parameters
    ----------
    values : ndarray of float, shape (n_seeds,)
    resampled : ndarray of float, shape (draws, n_seeds)
        The statistic of each seed in each resample.
    n_examples : int

    Returns
    -------
    Estimate
        Of the interval, without a test.
    """
    (draws, n_seeds), centred = resampled.shape, resampled - resampled.mean(axis=0)
    together = centred.mean(axis=1)
    squares = np.zeros(3)
    squares[1] = n_seeds * (together**2).sum() / (draws - 1)
    if n_seeds > 1:
        own_ways = centred - together[:, None]
        squares[0] = values.var(ddof=1)
        squares[2] = (own_ways**2).sum() / ((draws - 1) * (n_seeds - 1))
    seeds, examples, rest = map(np.asarray, n_examples * squares)
    layout = MeanSquares(seeds, examples, rest, n_seeds, n_examples)
    return Estimate(float(values.mean()), float(layout.reach))


def score_interval(
    scores: np.ndarray, known: Estimate, limits: tuple[float, float], n_texts: int
) -> tuple[float, float]:
    """Return the 95 % interval of a score, within the values that there can be.

    Scores without variance that are all the best, or all the worst, have the exact binomial
    interval of a share for the number of texts: such as the accuracy where every prediction of
    every seed is right. Others, such as the balanced accuracy of the majority class, are certain.

    Parameters
    ----------
    scores : ndarray of float, shape (n_seeds, n_examples)
    known : Estimate
        Of their mean.
    limits : (float, float)
        The lowest and the highest score.
    n_texts : int
        The texts that the score rests on.
    """
    if np.ptp(scores) == 0 and known.mean in limits:
        return exact_interval(int(known.mean) * n_texts, n_texts)
    return within(known.interval, *limits)


def class_interval(
    scores: np.ndarray, known: Estimate, labels: np.ndarray, n_texts: int
) -> tuple[float, float]:
    """Return the 95 % interval of a share that weighs classes equally, however rare they are.

    A rare class with a few texts decides its width. So the variances of classes are those of their
    few texts, with the degrees of freedom of Welch (1947), *The generalization of Student's problem
    when several different population variances are involved*, Biometrika 34. The interval is
    symmetric on the scale of log-odds, and so lies within 0 and 1.

    Parameters
    ----------
    scores, known, n_texts
        As `score_interval` takes them.
    labels : ndarray of int, shape (n_examples,)
        The classes.
    """
    if known.reach == 0 or not 0 < known.mean < 1:
        return score_interval(scores, known, (0.0, 1.0), n_texts)
    _, classes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    squares = np.bincount(classes, (scores.mean(axis=0) - known.mean) ** 2)
    dfs = np.maximum(counts - 1, 1)
    reach = known.reach
    if squares.any():
        df = squares.sum() ** 2 / (squares**2 / dfs).sum()
        wider = stats.t.ppf((1 + CONFIDENCE) / 2, df) / stats.norm.ppf((1 + CONFIDENCE) / 2)
        reach *= wider * np.sqrt((squares * counts / dfs).sum() / squares.sum())
    odds_reach = reach / (known.mean * (1 - known.mean))
    low, high = expit(logit(known.mean) + np.array([-odds_reach, odds_reach]))
    return float(low), float(high)


def exact_interval(count: int, n_examples: int) -> tuple[float, float]:
    """Return the exact binomial 95 % interval of a share (Clopper and Pearson 1934)."""
    exact = stats.binomtest(count, n_examples).proportion_ci(CONFIDENCE)
    return float(exact.low), float(exact.high)


def difference_interval(
    difference: Estimate, n_texts: int, *, is_share: bool = True
) -> tuple[float, float]:
    """Return the 95 % interval of a difference of scores; of shares it lies within -1 and 1.

    If the scores have no variance (two strategies that predict the same), it is the interval that
    the number of texts leaves room for. A score that is no share has no such room.
    """
    if not is_share:
        return difference.interval
    if difference.reach == 0:
        room = exact_interval(0, n_texts)[1]
        return within((difference.mean - room, difference.mean + room), -1.0, 1.0)
    return within(difference.interval, -1.0, 1.0)


def within(interval: tuple[float, float], lowest: float, highest: float) -> tuple[float, float]:
    """Cut an interval to the values that there can be."""
    return max(interval[0], lowest), min(interval[1], highest)


def paired_over_seeds(differences: np.ndarray) -> float:
    """Return the p-value of a paired t-test over seeds, for these test examples.

    Parameters
    ----------
    differences : ndarray of float, shape (n_seeds,)
        The differences of the test accuracies under each seed.

    Returns
    -------
    float
        NaN where it is not defined: with fewer than two seeds, or if the differences are all the
        same. Accuracies are whole numbers of texts, so equal differences prove nothing.
    """
    if len(differences) < 2 or (np.ptp(differences) == 0 and differences[0] != 0):
        return float("nan")
    if np.ptp(differences) == 0:
        return 1.0
    return float(stats.ttest_1samp(differences, 0).pvalue)
