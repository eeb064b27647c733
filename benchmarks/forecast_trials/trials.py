"""Pilots: what the first sizes of a curve foretell of its other sizes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np
from scipy.optimize import least_squares
from scipy.special import logit

from benchmarks.forecast_trials.known_curves import Known, average, group_by_dataset
from embedstudy.forecast.crossovers import QUANTILES
from embedstudy.forecast.curve_families import CURVE_FAMILIES
from embedstudy.forecast.estimate_prior import estimate_families
from embedstudy.forecast.observed_curve import MIN_SIZES, ObservedCurve
from embedstudy.forecast.posterior import FamilyPrior, Posterior, Prior, find_posterior
from embedstudy.forecast.study_curves import describe_lack

PILOTS = (300, 1000, 3000)
EQUAL = dict.fromkeys(CURVE_FAMILIES, 1 / len(CURVE_FAMILIES))
# The 10 % and 90 % quantiles of a normal distribution lie so many standard deviations apart.
_APART = 2.563
# A prior needs the curves of so many data sets.
MIN_DATASETS = 3
# No few data sets shall change intervals by more.
_WIDTHS = (0.5, 2.0)


@dataclass(frozen=True)
class Trial:
    """A pilot of a curve, what came after it, and what was foretold."""

    known: Known
    pilot: int
    sizes: np.ndarray
    truth: np.ndarray
    now: float
    means: np.ndarray
    quantiles: np.ndarray
    power_law: np.ndarray
    posterior: Posterior


class Priors:
    """The families of each kind of curve, without one data set, each estimated once."""

    def __init__(self, curves: Sequence[Known]) -> None:
        self.by_kind: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for known in curves:
            self.by_kind[known.kind].append(known)
        self._families: dict[tuple[object, ...], dict[str, FamilyPrior]] = {}

    def find(
        self, kind: tuple[str, str], without: str, misfit: float, drift: float,
        weights: Mapping[str, float],
    ) -> Prior:  # fmt: skip
        key = kind, without, misfit
        if key not in self._families:
            groups = group_by_dataset(self.by_kind[kind], without)
            self._families[key] = estimate_families(groups, misfit)
        families = {
            name: replace(family, weight=weights[name])
            for name, family in self._families[key].items()
        }
        return Prior(families, misfit, drift)


def try_pilot(known: Known, pilot: int, prior: Prior) -> Trial | str | None:
    """Return what a pilot foretells, why it may not, or None where nothing comes after it."""
    curve, part = known.curve, known.curve.up_to(pilot)
    later = curve.sizes > pilot
    if len(part.sizes) < MIN_SIZES or not later.any():
        return None
    reason = describe_lack(part)
    if reason:
        return reason
    sizes = curve.sizes[later]
    posterior = find_posterior(part, prior, np.random.default_rng([19, pilot]))
    errors = posterior.draw_errors(sizes, np.random.default_rng([20, pilot]))
    return Trial(
        known, pilot, sizes, curve.errors[later], float(part.errors[-1]), errors.mean(axis=0),
        np.quantile(errors, QUANTILES, axis=0), fit_power_law(part)(sizes), posterior,
    )  # fmt: skip


def rescale(trial: Trial, width: float) -> Trial:
    """Return a trial whose intervals are so many times as wide."""
    prior = replace(trial.posterior.prior, width=width)
    return replace(
        trial,
        quantiles=trial.means + width * (trial.quantiles - trial.means),
        posterior=replace(trial.posterior, prior=prior),
    )


def find_width(trials: Sequence[Trial], without: str = "") -> float:
    """Return how many times as wide 80 % intervals must be to hold 80 % of the truths.

    As in split conformal prediction: the 80 % quantile of distances, each in units of its own
    interval on that side. Pilots weigh the same, and within a pilot all data sets do.
    """
    distances, weights = [], []
    counts: Counter[tuple[int, str]] = Counter()
    some = [trial for trial in trials if trial.known.dataset != without]
    for trial in some:
        counts[trial.pilot, trial.known.dataset] += len(trial.truth)
    n_datasets = Counter(pilot for pilot, _ in counts)
    for trial in some:
        is_above = trial.truth > trial.means
        reach = np.where(
            is_above, trial.quantiles[3] - trial.means, trial.means - trial.quantiles[1]
        )
        distances += (np.abs(trial.truth - trial.means) / reach).tolist()
        place = trial.pilot, trial.known.dataset
        weights += [1 / counts[place] / n_datasets[trial.pilot]] * len(trial.truth)
    order = np.argsort(distances)
    shares = np.cumsum(np.array(weights)[order]) / sum(weights)
    return float(np.clip(np.array(distances)[order][np.searchsorted(shares, 0.8)], *_WIDTHS))


def fit_power_law(curve: ObservedCurve) -> Callable[[np.ndarray], np.ndarray]:
    """Return e + b n^-c, fitted to the pilot alone."""

    def compute(p: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        return p[0] + p[1] * (sizes / curve.sizes[0]) ** -p[2]

    fit = least_squares(
        lambda p: (compute(p, curve.sizes) - curve.errors) / curve.standard_errors,
        [curve.errors[-1] / 2, curve.errors[0] / 2, 0.5],
        bounds=([0, 0, 0], [1, 1, 5]),
    )
    return lambda sizes: compute(fit.x, sizes)


def compute_interval_scores(trial: Trial) -> np.ndarray:
    """Return the interval score of the 80 % and the 95 % interval together; less is better.

    That is the width, and what a truth outside costs: 2 / (1 - level) times its distance (Gneiting
    and Raftery 2007, "Strictly proper scoring rules"). On the logit scale of relative errors, data
    sets that are easy and hard count alike.

    Returns
    -------
    ndarray of float, shape (n_sizes,)
    """
    relative = np.vstack([trial.quantiles, trial.truth]) / trial.known.curve.chance
    *quantiles, truth = logit(np.clip(relative, 1e-3, 1 - 1e-3))
    total = np.zeros(len(truth))
    for level, low, high in ((0.8, quantiles[1], quantiles[3]), (0.95, quantiles[0], quantiles[4])):
        outside = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
        total += high - low + 2 / (1 - level) * outside
    return total


def compute_log_scores(trial: Trial) -> np.ndarray:
    """Return the log density of the truth at each size, as the forecast has it (Gaussian)."""
    low, high = trial.quantiles[1], trial.quantiles[3]
    spread = np.maximum((high - low) / _APART, 1e-4)
    z = (trial.truth - trial.quantiles[2]) / spread
    # A few curves that no forecast could foretell shall not decide alone.
    return np.maximum(-0.5 * z**2, -8) - np.log(spread)


def run_trials(
    priors: Priors, misfit: float, drift: float, weights: Mapping[str, float],
    dataset: str | None = None,
) -> tuple[list[Trial], int]:  # fmt: skip
    """Return the trials of all data sets, or of one, and how many pilots allowed none."""
    trials, n_lacks = [], 0
    for kind, curves in priors.by_kind.items():
        if len({known.dataset for known in curves}) < MIN_DATASETS:
            continue
        for known, pilot in product(curves, PILOTS):
            if dataset is None or known.dataset == dataset:
                prior = priors.find(kind, known.dataset, misfit, drift, weights)
                trial = try_pilot(known, pilot, prior)
                n_lacks += isinstance(trial, str)
                if isinstance(trial, Trial):
                    trials.append(trial)
    return trials, n_lacks


def score_by_dataset(trials: Sequence[Trial]) -> dict[str, float]:
    """Return the mean interval score of each data set."""
    scores = defaultdict(list)
    for trial in trials:
        scores[trial.known.dataset] += compute_interval_scores(trial).tolist()
    return {name: float(np.mean(values)) for name, values in scores.items()}


def estimate_correlation(trials: Sequence[Trial]) -> float:
    """Return how far the errors of two forecasts of one data set go together."""
    z: dict[tuple[object, ...], dict[str, float]] = defaultdict(dict)
    for trial in trials:
        spread = (trial.quantiles[3] - trial.quantiles[1]) / _APART
        for size, value in zip(trial.sizes, (trial.truth - trial.means) / spread, strict=True):
            known = trial.known
            place = known.dataset, known.vectors, known.curve.encoder, trial.pilot, size
            z[place][known.curve.strategy] = float(np.clip(value, -3, 3))
    products = defaultdict(list)
    squares = defaultdict(list)
    for place, values in z.items():
        for a, b in combinations(values.values(), 2):
            products[place[0]].append(a * b)
            squares[place[0]].append((a * a + b * b) / 2)
    return float(np.clip(average(products) / average(squares), 0.0, 0.9))
