"""Where random overtakes another strategy, and what pilots foretold of it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
    rival: str
    pilot: int
    truth: float
    largest: float
    quantiles: np.ndarray

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
