"""How long a study will take yet, when its trials and runs differ in length."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from embedstudy.study.plan.config import TUNING_SEEDS
from embedstudy.study.plan.grid import RunSpec


class Workload(NamedTuple):
    """What is expected to take equally long."""

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    train_size: int
    is_trial: bool


def is_trial(spec: RunSpec) -> bool:
    """Tell a trial from a run that is reported."""
    return spec.seed in TUNING_SEEDS


def kind_of(spec: RunSpec) -> Workload:
    """Return the kind of a trial or run."""
    what = (spec.dataset, spec.vectors, spec.strategy, spec.encoder)
    return Workload(*what, spec.train_size, is_trial(spec))


class Pace:
    """The seconds a text of what was made, by how much alike it is."""

    def __init__(self) -> None:
        self._seconds, self._texts = defaultdict[object, float](float), Counter[object]()

    def add(self, kind: Workload, seconds: float) -> None:
        """Count one in."""
        for alike in _from_most_alike(kind):
            self._seconds[alike] += seconds
            self._texts[alike] += kind.train_size

    def of(self, alike: object) -> float | None:
        """Return the pace of those that are alike; None if there are none."""
        texts = self._texts[alike]
        return self._seconds[alike] / texts if texts else None


class TimeLeft:
    """Expects of each kind the seconds a text that the most similar ones took.

    Those are finished ones or, of a kind that is as yet unlike all that are finished, those on
    their way.

    Parameters
    ----------
    to_do : sequence of RunSpec
        All that is to be made; what was there before says nothing of the speed.
    """

    def __init__(self, to_do: Sequence[RunSpec]) -> None:
        self._waiting = Counter(map(kind_of, to_do))
        self._finished, self._busy = Pace(), 0.0

    def finished(self, spec: RunSpec, seconds: float) -> None:
        """Learn from one that is finished."""
        kind = kind_of(spec)
        self._waiting[kind] = max(0, self._waiting[kind] - 1)
        self._finished.add(kind, seconds)
        self._busy += seconds

    def left(self, elapsed: float, running: Mapping[RunSpec, tuple[float, float]]) -> float | None:
        """Return the seconds left; None as long as nothing is known.

        Parameters
        ----------
        elapsed : float
            Seconds since the first began.
        running : mapping of RunSpec to (float, float)
            Of those that are on their way, the seconds so far, and the share that is done.
        """
        on_their_way = Pace()
        for spec, (age, share) in running.items():
            on_their_way.add(kind_of(spec), age / share)
        paces = (self._finished, on_their_way)
        busy = self._busy + sum(age for age, _ in running.values())
        if not any(pace.of(()) for pace in paces) or elapsed <= 0 or not busy:
            return None
        work = sum(n * _expected(kind, paces) for kind, n in self._waiting.items() if n)
        work -= sum(min(age, _expected(kind_of(s), paces)) for s, (age, _) in running.items())
        return max(0.0, work * elapsed / busy)


def _expected(kind: Workload, paces: Sequence[Pace]) -> float:
    found = (pace.of(alike) for alike in _from_most_alike(kind) for pace in paces)
    return next(pace for pace in found if pace is not None) * kind.train_size


def _from_most_alike(kind: Workload) -> Iterator[object]:
    """Give what finished ones are averaged by, from this very kind to all of them."""
    yield kind
    yield kind[:-1]  # trials and runs alike
    yield kind[:-2]  # any train size
    yield kind.dataset, kind.encoder
    yield kind.encoder
    yield ()
