"""The time left of a study whose trials and runs differ in length."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.study.plan.grid import RunSpec


class Workload(NamedTuple):
    """Trials or runs that are expected to take equally long; `epochs` is 0 of a baseline."""

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    is_trial: bool
    epochs: int

    @property
    def n_texts(self) -> int:
        """The texts to train on, in all epochs."""
        return self.train_size * max(self.epochs, 1)

    def list_group_keys(self) -> Iterator[object]:
        """Return the keys to average workloads by, from the most similar to all of them."""
        yield self[:-1]
        yield self[:-2]  # trials and runs together
        yield self[:-3]  # any train size
        yield self.dataset, self.encoder
        yield self.encoder
        yield ()


def is_trial(spec: RunSpec) -> bool:
    """Tell a trial from a run that is reported."""
    return spec.seed in TUNING_SEEDS


def make_workload(spec: RunSpec) -> Workload:
    """Return the workload of a trial or run."""
    names = (spec.dataset, spec.vectors, spec.strategy, spec.encoder)
    return Workload(*names, spec.train_size, is_trial(spec), spec.epochs or 0)


class Pace:
    """The mean seconds a text, averaged over similar workloads."""

    def __init__(self) -> None:
        self._seconds, self._texts = defaultdict[object, float](float), Counter[object]()

    def add(self, workload: Workload, seconds: float) -> None:
        """Count a trial or run."""
        for key in workload.list_group_keys():
            self._seconds[key] += seconds
            self._texts[key] += workload.n_texts

    def average_seconds(self, key: object) -> float | None:
        """Return the mean of the workloads of a key; None if there are none."""
        return self._seconds[key] / self._texts[key] if self._texts[key] else None


class TimeLeft:
    """Expect for each workload the seconds a text that the most similar one took.

    The paces are those of finished trials and runs. If none is similar, they are those of trials
    and runs on their way.

    Parameters
    ----------
    to_do : sequence of RunSpec
        All that is still to be made.
    """

    def __init__(self, to_do: Sequence[RunSpec]) -> None:
        self._waiting = Counter(map(make_workload, to_do))
        self._finished, self._busy = Pace(), 0.0

    def add(self, spec: RunSpec, seconds: float) -> None:
        """Learn from a trial or run that is finished."""
        workload = make_workload(spec)
        self._waiting[workload] = max(0, self._waiting[workload] - 1)
        self._finished.add(workload, seconds)
        self._busy += seconds

    def expect(self, specs: Sequence[RunSpec]) -> None:
        """Count more trials or runs that are to be made."""
        self._waiting.update(map(make_workload, specs))

    def drop_trials(self) -> None:
        """Expect no more trials, once tuning has nothing left to try."""
        self._waiting = Counter({work: n for work, n in self._waiting.items() if not work.is_trial})

    def estimate(
        self, elapsed: float, running: Mapping[RunSpec, tuple[float, float]]
    ) -> float | None:
        """Return the seconds left; None as long as nothing is known.

        Parameters
        ----------
        elapsed : float
            Seconds since the first began.
        running : mapping of RunSpec to (float, float)
            The seconds so far and the share that is done of each that is on its way.
        """
        on_their_way = Pace()
        for spec, (age, share) in running.items():
            on_their_way.add(make_workload(spec), age / share)
        paces = (self._finished, on_their_way)
        busy = self._busy + sum(age for age, _ in running.values())
        if not any(pace.average_seconds(()) for pace in paces) or elapsed <= 0 or not busy:
            return None
        work = sum(n * _estimate(workload, paces) for workload, n in self._waiting.items() if n)
        for spec, (age, _) in running.items():
            work -= min(age, _estimate(make_workload(spec), paces))
        return max(0.0, work * elapsed / busy)


def _estimate(workload: Workload, paces: Sequence[Pace]) -> float:
    known = (pace.average_seconds(key) for key in workload.list_group_keys() for pace in paces)
    return next(seconds for seconds in known if seconds is not None) * workload.n_texts
