"""Where random overtakes another strategy, and what pilots foretold of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.forecast_trials.trials import Trial
from embedstudy.forecast.crossovers import couple_draws, find_overtaking
from embedstudy.forecast.forecast import FARTHEST
from embedstudy.statistics.crossovers import find_last_turns
from embedstudy.strategies import REFERENCE


@dataclass(frozen=True)
class CrossingTrial:
    """Where random overtakes another strategy, and what a pilot foretold."""

    dataset: str
    vectors: str
    encoder: str
    rival: str
    pilot: int
    truth: float
    largest: float
    quantiles: np.ndarray
    ranks: tuple[float, float]
    """The probabilities that the truth was given: to lie below it, and to lie no higher."""

    @property
    def is_open(self) -> bool:
        return not 0 < self.truth < np.inf

    @property
    def factor(self) -> float | None:
        """How many times too large or too small the median was; None where one is not finite."""
        median = self.quantiles[2]
        if self.is_open or not 0 < median < np.inf:
            return None
        return float(np.exp(abs(np.log(median / self.truth))))

    def count_inside(self, level: float) -> float:
        """Return the share of the truth that the central interval of some level holds.

        A crossing within the pilot, or beyond all texts, is no one size: it holds the whole
        probability of that side, which is spread evenly (the non-randomized form of Czado, Gneiting
        and Held 2009, "Predictive model assessment for count data"). Where forecasts are right,
        this is the level on average.
        """
        low, high = self.ranks
        tail = (1 - level) / 2
        if high <= low:
            return float(tail <= low <= 1 - tail)
        return max(0.0, min(high, 1 - tail) - max(low, tail)) / (high - low)

    def is_inside(self, low: int, high: int) -> bool:
        low_end, high_end = self.quantiles[[low, high]]
        if np.isinf(self.truth):  # it lies beyond the largest size
            return bool(high_end >= self.largest)
        if self.truth == 0:  # it lies within the pilot
            return bool(low_end == 0)
        return bool(low_end <= self.truth <= high_end)


def list_crossings(trials: Sequence[Trial], correlation: float) -> Iterator[CrossingTrial]:
    by_place = defaultdict(dict)
    cells = {_find_cell(trial) for trial in trials if trial.known.vectors}
    for trial in trials:
        known = trial.known
        places = [_find_cell(trial)]
        if not known.vectors:  # a baseline meets random of every table and encoder
            places = sorted(cell for cell in cells if cell[0] == known.dataset)
        for cell in places:
            by_place[cell, trial.pilot][known.curve.strategy] = trial
    for (cell, pilot), by_strategy in by_place.items():
        if REFERENCE in by_strategy:
            yield from _meet_rivals(cell, pilot, by_strategy, correlation)


def _find_cell(trial: Trial) -> tuple[str, str, str]:
    """Return the data set, the vectors and the encoder of a trial."""
    return trial.known.dataset, trial.known.vectors, trial.known.curve.encoder


def _meet_rivals(
    cell: tuple[str, str, str], pilot: int, by_strategy: Mapping[str, Trial], correlation: float
) -> Iterator[CrossingTrial]:
    start = by_strategy[REFERENCE].posterior.largest
    sizes = np.geomspace(start, FARTHEST * start, 41)
    draws = {
        name: trial.posterior.draw_errors(sizes, np.random.default_rng([21, i]))
        for i, (name, trial) in enumerate(by_strategy.items())
    }
    coupled = couple_draws(draws, correlation, np.random.default_rng(22))
    whole = by_strategy[REFERENCE].known.curve
    largest = float(whole.sizes[-1])
    for name, trial in by_strategy.items():
        if name == REFERENCE:
            continue
        lead = (trial.known.curve.errors - whole.errors)[None]
        truth = float(np.exp(find_last_turns(lead, np.log(whole.sizes))[0]))
        truth = 0.0 if truth <= pilot else truth
        lead = coupled[name] - coupled[REFERENCE]
        foretold = np.exp(find_last_turns(lead, np.log(sizes)))
        yield CrossingTrial(
            *cell, name, pilot, truth, largest,
            find_overtaking(coupled[REFERENCE], coupled[name], sizes.tolist()).quantiles,
            _rank(truth, foretold, largest),
        )  # fmt: skip


def _rank(truth: float, foretold: np.ndarray, largest: float) -> tuple[float, float]:
    if np.isinf(truth):  # somewhere beyond the largest size
        return float((foretold <= largest).mean()), 1.0
    return float((foretold < truth).mean()), float((foretold <= truth).mean())
