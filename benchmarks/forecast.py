"""How well forecasts foretell: estimates the prior in the package, and tries it out.

    python benchmarks/forecast.py --studies runs/reference            (prints the tables)
    python benchmarks/forecast.py --studies runs/reference --write    (writes the prior too)

The studies are those of benchmarks/reference.py. Each data set is left out in turn: the prior comes
from the others; so do the spread of true curves about the best ones and the weights of families.
Pilots of up to 300, 1,000 and 3,000 texts then foretell the accuracy at all larger sizes of the
data set, and the size at which random overtakes the others. All data sets weigh the same.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import least_squares, minimize

from embedstudy.forecast.crossovers import QUANTILES, couple_draws, find_overtaking
from embedstudy.forecast.curve_families import CURVE_FAMILIES
from embedstudy.forecast.estimate_prior import estimate_families
from embedstudy.forecast.forecast import FARTHEST
from embedstudy.forecast.observed_curve import MIN_SIZES, ObservedCurve
from embedstudy.forecast.posterior import Posterior, Prior, find_posterior
from embedstudy.forecast.prior import ReferencePriors, format_priors
from embedstudy.forecast.study_curves import describe_lack, list_curves
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.status import FINISHED
from embedstudy.statistics.crossovers import find_last_turns
from embedstudy.strategies import REFERENCE

PILOTS = (300, 1000, 3000)
MISFITS, DRIFTS = (0.02, 0.035, 0.05, 0.07, 0.1), (0.0, 0.1)
EQUAL = dict.fromkeys(CURVE_FAMILIES, 1 / len(CURVE_FAMILIES))
PRIOR = Path(__file__).parent.parent / "embedstudy" / "forecast" / "prior.json"


@dataclass(frozen=True)
class Known:
    """A whole curve of the reference study."""

    dataset: str
    vectors: str
    curve: ObservedCurve

    @property
    def kind(self) -> tuple[str, str]:
        return self.curve.encoder, self.curve.strategy


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


def read_curves(studies: Path) -> list[Known]:
    curves = []
    for path in sorted(studies.glob("*/*/study.json")):
        study = StudyDirectory(path.parent)
        if study.meta.get("status") not in FINISHED:
            continue
        for dataset in study.meta["data"]:
            rows = [row for row in study.summary if row.dataset == dataset]
            observed = list_curves(rows, study.meta["data"][dataset], check=False).observed
            curves += [Known(dataset, key[1], curve) for key, curve in observed.items()]
    return curves


def group_by_dataset(curves: Sequence[Known], without: str = "") -> dict[str, list[ObservedCurve]]:
    groups = defaultdict(list)
    for known in curves:
        if known.dataset != without:
            groups[known.dataset].append(known.curve)
    return groups


class Priors:
    """The families of each kind of curve, without one data set, each estimated once."""

    def __init__(self, curves: Sequence[Known]) -> None:
        self.by_kind: dict[tuple[str, str], list[Known]] = defaultdict(list)
        for known in curves:
            self.by_kind[known.kind].append(known)
        self._families: dict[Any, Any] = {}

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


def fit_power_law(curve: ObservedCurve) -> Any:
    """Return e + b n^-c, fitted to the pilot alone."""

    def compute(p: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        return p[0] + p[1] * (sizes / curve.sizes[0]) ** -p[2]

    fit = least_squares(
        lambda p: (compute(p, curve.sizes) - curve.errors) / curve.standard_errors,
        [curve.errors[-1] / 2, curve.errors[0] / 2, 0.5],
        bounds=([0, 0, 0], [1, 1, 5]),
    )
    return lambda sizes: compute(fit.x, sizes)


def compute_log_scores(trial: Trial) -> np.ndarray:
    """Return the log density of the truth at each size, as the forecast has it (Gaussian)."""
    low, high = trial.quantiles[1], trial.quantiles[3]
    spread = np.maximum((high - low) / 2.563, 1e-4)
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
        if len({known.dataset for known in curves}) < 3:
            continue
        for known, pilot in product(curves, PILOTS):
            if dataset is None or known.dataset == dataset:
                prior = priors.find(kind, known.dataset, misfit, drift, weights)
                trial = try_pilot(known, pilot, prior)
                n_lacks += isinstance(trial, str)
                if isinstance(trial, Trial):
                    trials.append(trial)
    return trials, n_lacks


def average(values: Mapping[str, Sequence[float]]) -> float:
    """Return the mean over data sets of their means."""
    return float(np.mean([np.mean(items) for items in values.values()])) if values else float("nan")


def score_by_dataset(trials: Sequence[Trial]) -> dict[str, float]:
    scores = defaultdict(list)
    for trial in trials:
        scores[trial.known.dataset] += compute_log_scores(trial).tolist()
    return {name: float(np.mean(values)) for name, values in scores.items()}


@dataclass(frozen=True)
class Tuned:
    """What is chosen by how well it foretells other data sets."""

    misfit: float
    drift: float
    weights: Mapping[str, float]


class Chooser:
    """Chooses misfit, drift and weights, without one data set."""

    def __init__(self, priors: Priors) -> None:
        self.scores = {
            setting: score_by_dataset(run_trials(priors, *setting, EQUAL)[0])
            for setting in product(MISFITS, DRIFTS)
        }
        self.priors = priors
        self._by_family: dict[float, Any] = {}

    def choose(self, without: str = "") -> Tuned:
        totals = {
            setting: np.mean([score for name, score in scores.items() if name != without])
            for setting, scores in self.scores.items()
        }
        misfit, drift = max(totals, key=lambda setting: totals[setting])
        return Tuned(misfit, drift, self._stack(misfit, drift, without))

    def _stack(self, misfit: float, drift: float, without: str) -> dict[str, float]:
        """Weigh the families by how well each foretells alone (stacking of log scores)."""
        if (misfit, drift) not in self._by_family:
            alone = {}
            for name in CURVE_FAMILIES:
                weights = dict.fromkeys(CURVE_FAMILIES, 1e-09) | {name: 1.0}
                trials = run_trials(self.priors, misfit, drift, weights)[0]
                alone[name] = {
                    (t.known.dataset, t.known.vectors, t.known.kind, t.pilot): compute_log_scores(t)
                    for t in trials
                }
            self._by_family[misfit, drift] = alone
        alone = self._by_family[misfit, drift]
        keys = [key for key in alone[next(iter(alone))] if key[0] != without]
        count = {
            d: sum(len(alone["power"][k]) for k in keys if k[0] == d) for d in {k[0] for k in keys}
        }
        table = np.array([np.concatenate([alone[name][key] for key in keys]) for name in alone])
        share = np.concatenate([
            np.full(len(alone["power"][key]), 1 / count[key[0]]) for key in keys
        ])  # fmt: skip

        def lose(logits: np.ndarray) -> float:
            log_weights = logits - np.logaddexp.reduce(logits)
            # As if one more data set had every family alike, so that none is ruled out by chance.
            mixed = np.logaddexp.reduce(log_weights[:, None] + table, axis=0)
            return float(-(share * mixed).sum() - log_weights.mean())

        best = minimize(lose, np.zeros(len(table)), method="BFGS").x
        weights = np.exp(best - np.logaddexp.reduce(best))
        return dict(zip(alone, weights.tolist(), strict=True))


def list_errors(trials: Sequence[Trial], pilot: int, strategy: str) -> dict[str, dict[str, float]]:
    """Return mean absolute errors and shares within intervals, of one pilot and strategy."""
    columns: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for trial in trials:
        if trial.pilot != pilot or not trial.known.curve.strategy.startswith(strategy):
            continue
        low_95, low_80, _, high_80, high_95 = trial.quantiles
        inside_80 = (low_80 <= trial.truth) & (trial.truth <= high_80)
        inside_95 = (low_95 <= trial.truth) & (trial.truth <= high_95)
        for name, values in {
            "forecast": np.abs(trial.means - trial.truth),
            "power law": np.abs(trial.power_law - trial.truth),
            "as it is now": np.abs(trial.now - trial.truth),
            "within 80 %": inside_80.astype(float),
            "within 95 %": inside_95.astype(float),
            "width 80 %": high_80 - low_80,
        }.items():
            columns[name][trial.known.dataset] += values.tolist()
    return columns


def estimate_correlation(trials: Sequence[Trial]) -> float:
    """Return how far the errors of two forecasts of one data set go together."""
    z: dict[Any, dict[str, float]] = defaultdict(dict)
    for trial in trials:
        spread = (trial.quantiles[3] - trial.quantiles[1]) / 2.563
        for size, value in zip(trial.sizes, (trial.truth - trial.means) / spread, strict=True):
            place = trial.known.dataset, trial.known.vectors, trial.pilot, size
            z[place][trial.known.curve.strategy] = float(np.clip(value, -3, 3))
    products = defaultdict(list)
    squares = defaultdict(list)
    for place, values in z.items():
        for a, b in combinations(values.values(), 2):
            products[place[0]].append(a * b)
            squares[place[0]].append((a * a + b * b) / 2)
    return float(np.clip(average(products) / average(squares), 0.0, 0.9))


@dataclass(frozen=True)
class CrossingTrial:
    """Where random overtakes another strategy, and what a pilot foretold."""

    dataset: str
    vectors: str
    rival: str
    pilot: int
    truth: float
    largest: float
    quantiles: np.ndarray

    @property
    def is_open(self) -> bool:
        return not 0 < self.truth < np.inf

    def is_inside(self, low: int, high: int) -> bool:
        low_end, high_end = self.quantiles[[low, high]]
        if np.isinf(self.truth):  # it lies beyond the largest size
            return bool(high_end >= self.largest)
        if self.truth == 0:  # it lies within the pilot
            return bool(low_end == 0)
        return bool(low_end <= self.truth <= high_end)


def list_crossings(trials: Sequence[Trial], correlation: float) -> Iterator[CrossingTrial]:
    by_place = defaultdict(dict)
    for trial in trials:
        places = [trial.known.vectors]
        if not trial.known.vectors:  # a baseline meets random of every table
            peers = [t.known for t in trials if t.known.dataset == trial.known.dataset]
            places = sorted({known.vectors for known in peers if known.vectors})
        for vectors in places:
            by_place[trial.known.dataset, vectors, trial.pilot][trial.known.curve.strategy] = trial
    for (dataset, vectors, pilot), by_strategy in by_place.items():
        if REFERENCE not in by_strategy:
            continue
        start = by_strategy[REFERENCE].posterior.largest
        sizes = np.geomspace(start, FARTHEST * start, 41)
        draws = {
            name: trial.posterior.draw_errors(sizes, np.random.default_rng([21, i]))
            for i, (name, trial) in enumerate(by_strategy.items())
        }
        coupled = couple_draws(draws, correlation, np.random.default_rng(22))
        whole = by_strategy[REFERENCE].known.curve
        for name, trial in by_strategy.items():
            if name == REFERENCE:
                continue
            rival = trial.known.curve
            lead = (rival.errors - whole.errors)[None]
            truth = float(np.exp(find_last_turns(lead, np.log(whole.sizes))[0]))
            overtaking = find_overtaking(coupled[REFERENCE], coupled[name], sizes.tolist())
            yield CrossingTrial(
                dataset, vectors, name, pilot, 0.0 if truth <= pilot else truth,
                float(whole.sizes[-1]), overtaking.quantiles,
            )  # fmt: skip


def tabulate(trials: Sequence[Trial], lacks: int) -> Table:
    table = Table(title=f"accuracy, {lacks} pilots without a forecast")
    for heading in ("pilot", "strategy", "data sets", "sizes", "forecast", "power law",
                    "as it is now", "within 80 %", "within 95 %", "width 80 %"):  # fmt: skip
        table.add_column(heading)
    for pilot, strategy in product(PILOTS, ("random", "frozen", "finetuned", "tfidf", "")):
        columns = list_errors(trials, pilot, strategy)
        if columns:
            first = columns["forecast"]
            n_sizes = sum(map(len, first.values()))
            table.add_row(
                f"{pilot:,}", strategy or "all", str(len(first)), str(n_sizes),
                *(f"{100 * average(values):.2f}" for values in columns.values()),
            )  # fmt: skip
    return table


def tabulate_crossings(crossings: Sequence[CrossingTrial]) -> Table:
    table = Table(title="the size at which random overtakes another")
    for heading in ("pilot", "of", "pairs", "finite", "median factor", "worst factor",
                    "within 80 %", "within 95 %"):  # fmt: skip
        table.add_column(heading)
    for pilot, rival in product(PILOTS, ("frozen", "finetuned", "tfidf", "")):
        some = [c for c in crossings if c.pilot == pilot and c.rival.startswith(rival)]
        if not some:
            continue
        inside = [defaultdict(list), defaultdict(list)]
        for crossing in some:
            inside[0][crossing.dataset].append(crossing.is_inside(1, 3))
            inside[1][crossing.dataset].append(crossing.is_inside(0, 4))
        factors = [
            float(np.exp(abs(np.log(c.quantiles[2] / c.truth))))
            for c in some
            if not c.is_open and 0 < c.quantiles[2] < np.inf
        ]
        table.add_row(
            f"{pilot:,}", rival or "all", str(len(some)), str(len(factors)),
            *(f"{pick(factors):.2f}" if factors else "" for pick in (np.median, max)),
            *(f"{100 * average(part):.1f}" for part in inside),
        )  # fmt: skip
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    curves = read_curves(args.studies)
    names = sorted({known.dataset for known in curves})
    priors = Priors(curves)
    chooser = Chooser(priors)
    trials, lacks = [], 0
    for name in names:
        tuned = chooser.choose(without=name)
        print(f"without {name}: {tuned}", file=sys.stderr)
        some, n_lacks = run_trials(priors, tuned.misfit, tuned.drift, tuned.weights, name)
        trials += some
        lacks += n_lacks
    tuned = chooser.choose()
    correlation = estimate_correlation(trials)
    console = Console(width=120)
    console.print(f"{len(curves)} curves of {len(names)} data sets; {tuned}; {correlation=:.2f}")
    console.print(tabulate(trials, lacks))
    console.print(tabulate_crossings(list(list_crossings(trials, correlation))))
    if args.write:
        write_prior(priors, tuned, correlation, names)


def write_prior(priors: Priors, tuned: Tuned, correlation: float, names: Sequence[str]) -> None:
    settings = (tuned.misfit, tuned.drift, tuned.weights)
    by_curve = {
        kind: priors.find(kind, "", *settings)
        for kind, curves in sorted(priors.by_kind.items())
        if len({known.dataset for known in curves}) >= 3
    }
    embeddings = [k for kind, curves in priors.by_kind.items() if kind[0] for k in curves]
    pooled = Prior(
        estimate_families(group_by_dataset(embeddings), tuned.misfit, tuned.weights),
        tuned.misfit,
        tuned.drift,
    )
    document = format_priors(ReferencePriors(by_curve, pooled, round(correlation, 3), tuple(names)))
    PRIOR.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
