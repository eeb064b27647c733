"""Statistics that take data sets as the sample (Demsar 2006, JMLR 7)."""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from scipy.stats import binom, friedmanchisquare, norm, t, wilcoxon
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

LEVEL = 0.05
POWER = 0.8


@dataclass(frozen=True)
class Difference:
    """A difference on one data set, with its 95 % interval over seeds and texts."""

    dataset: str
    value: float
    ci_low: float
    ci_high: float

    @property
    def standard_error(self) -> float:
        return (self.ci_high - self.ci_low) / 2 / float(norm.ppf(1 - LEVEL / 2))

    @property
    def is_shown_above(self) -> bool:
        return self.ci_low > 0

    @property
    def is_shown_below(self) -> bool:
        return self.ci_high < 0


@dataclass(frozen=True)
class Pooled:
    """What differences on several data sets say of new data sets.

    Attributes
    ----------
    n, n_above : int
        Data sets; those on which the difference is positive.
    n_shown_above, n_shown_below : int
        Those on which the interval leaves out zero.
    mean, ci_low, ci_high : float
        The mean over data sets by a random-effects model, with its 95 % interval (Hartung-Knapp).
    tau : float
        The standard deviation of true differences between data sets.
    new_low, new_high : float or None
        Where the true difference on a new data set lies, with 95 %. None with two data sets.
    p_wilcoxon, smallest_p : float
        Of Wilcoxon's signed-rank test over data sets, and the smallest that so many allow.
    detectable : float
        The mean difference that a t-test over so many data sets finds with a power of 80 %.
    """

    n: int
    n_above: int
    n_shown_above: int
    n_shown_below: int
    mean: float
    ci_low: float
    ci_high: float
    tau: float
    new_low: float | None
    new_high: float | None
    p_wilcoxon: float
    smallest_p: float
    detectable: float


def pool(differences: Sequence[Difference]) -> Pooled | None:
    """Pool differences over data sets; None with fewer than two.

    The interval is that of Hartung and Knapp (2001), which uses the t distribution, as DerSimonian
    and Laird's is too narrow with few data sets. It is never narrower than with a scale of 1.
    """
    n = len(differences)
    if n < 2:
        return None
    values = np.array([difference.value for difference in differences])
    variances = np.array([difference.standard_error**2 for difference in differences])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the intervals of single data sets are normal
        model = combine_effects(values, variances, method_re="iterated", use_t=True)
    mean, scale = float(model.mean_effect_re), max(1.0, float(model.scale_hksj_re))
    error = float(model.sd_eff_w_re) * math.sqrt(scale)
    reach = float(t.ppf(1 - LEVEL / 2, n - 1)) * error
    tau = math.sqrt(max(0.0, float(model.tau2)))
    new = float(t.ppf(1 - LEVEL / 2, n - 2)) * math.hypot(tau, error) if n > 2 else None
    return Pooled(
        n=n,
        n_above=int((values > 0).sum()),
        n_shown_above=sum(difference.is_shown_above for difference in differences),
        n_shown_below=sum(difference.is_shown_below for difference in differences),
        mean=mean,
        ci_low=mean - reach,
        ci_high=mean + reach,
        tau=tau,
        new_low=None if new is None else mean - new,
        new_high=None if new is None else mean + new,
        p_wilcoxon=compute_wilcoxon_p(values),
        smallest_p=2.0 ** (1 - n),
        detectable=find_detectable(values),
    )


def compute_wilcoxon_p(values: Sequence[float] | np.ndarray) -> float:
    """Return the p-value of Wilcoxon's signed-rank test, exact where no values are tied."""
    values = np.asarray(values)
    if not values.any():
        return 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that ties are approximated
        return float(wilcoxon(values).pvalue)


def find_detectable(values: Sequence[float] | np.ndarray) -> float:
    """Return the mean that a t-test over as many values, as far apart, finds four times in five."""
    values = np.asarray(values)
    effect = TTestPower().solve_power(nobs=len(values), alpha=LEVEL, power=POWER)
    return float(effect * values.std(ddof=1))


def adjust(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values by Holm's method."""
    return [float(p) for p in multipletests(p_values, method="holm")[1]] if p_values else []


def average_families(
    differences: Sequence[Difference], families: Mapping[str, str]
) -> list[Difference]:
    """Take the data sets of one family as one: the mean of their differences.

    Parameters
    ----------
    differences : sequence of Difference
    families : mapping of str to str
        From data sets to a name that they share; the others are a family of their own.
    """
    by_family: dict[str, list[Difference]] = {}
    for difference in differences:
        name = families.get(difference.dataset, difference.dataset)
        by_family.setdefault(name, []).append(difference)
    averaged = []
    for name, members in by_family.items():
        value = fmean(member.value for member in members)
        error = math.sqrt(sum(member.standard_error**2 for member in members)) / len(members)
        reach = error * float(norm.ppf(1 - LEVEL / 2))
        averaged.append(Difference(name, value, value - reach, value + reach))
    return averaged


@dataclass(frozen=True)
class Ranking:
    """Mean ranks over data sets, 1 the best, and which of them differ.

    Attributes
    ----------
    ranks : mapping of str to float
    p_friedman : float
        Of Friedman's test that all are equal.
    p_nemenyi : mapping of (str, str) to float
        Of every two, adjusted for all pairs.
    critical_difference : float
        Mean ranks that are closer are not shown to differ.
    n : int
        Data sets.
    """

    ranks: Mapping[str, float]
    p_friedman: float
    p_nemenyi: Mapping[tuple[str, str], float]
    critical_difference: float
    n: int


def rank(scores: Mapping[str, Sequence[float]]) -> Ranking | None:
    """Rank treatments over data sets by Friedman's test and Nemenyi's; None with fewer than three.

    Parameters
    ----------
    scores : mapping of str to sequence of float
        The score of each treatment on each data set, in one order of data sets; more is better.
    """
    import pandas as pd
    from scikit_posthocs import posthoc_nemenyi_friedman
    from scipy.stats import studentized_range

    names = list(scores)
    table = pd.DataFrame(scores)
    n, k = table.shape
    if n < 3 or k < 3:
        return None
    ranks = table.rank(axis=1, ascending=False).mean()
    p_values = posthoc_nemenyi_friedman(table)
    width = float(studentized_range.ppf(1 - LEVEL, k, np.inf)) / math.sqrt(2)
    return Ranking(
        ranks={name: float(ranks[name]) for name in names},
        p_friedman=float(friedmanchisquare(*(table[name] for name in names)).pvalue),
        p_nemenyi={
            (a, b): float(p_values.loc[a, b])
            for i, a in enumerate(names)
            for b in names[i + 1 :]
        },
        critical_difference=width * math.sqrt(k * (k + 1) / (6 * n)),
        n=n,
    )  # fmt: skip


@dataclass(frozen=True)
class CensoredMedian:
    """The median of sizes, some of which lie below or above all that were measured.

    Attributes
    ----------
    value : float
        The smallest size that at least half of the values do not exceed.
    low, high : float
        An interval with 95 % or more, by order statistics. An end is infinite where it is a value
        below or above all sizes, or where the values are too few for an interval.
    n : int
    """

    value: float
    low: float
    high: float
    n: int


def find_median(sizes: Sequence[float]) -> CensoredMedian:
    """Return the median of sizes; ``-inf`` and ``inf`` stand for those below and above all."""
    ordered = sorted(sizes)
    n = len(ordered)
    outside = int(binom.ppf(LEVEL / 2, n, 0.5))  # on either side: 0 with fewer than six values
    low, high = (ordered[outside - 1], ordered[n - outside]) if outside else (-math.inf, math.inf)
    return CensoredMedian(ordered[(n - 1) // 2], low, high, n)
