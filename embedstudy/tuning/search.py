"""The search for the best values: which trials are next, and what they choose.

A search is a pure function of the scores so far. So it goes on after an interruption as if there
had been none, and the order in which trials finish changes nothing.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import NamedTuple

from embedstudy.tuning.neighborhood import AXES, find_edges, list_midpoints, with_value
from embedstudy.tuning.values import TunedValues


class Score(NamedTuple):
    """The score of a trial on dev; higher is better, and one that is unstable is last."""

    is_sound: bool
    value: float


@dataclass(frozen=True)
class Trial:
    """A training that a search asks for.

    Attributes
    ----------
    values : TunedValues
        With the epochs of this training.
    rung : int
        The round of the search, from 1.
    seed : int
        The place of its seed among those of tuning.
    """

    values: TunedValues
    rung: int
    seed: int = 0

    @property
    def key(self) -> "TrialKey":
        """What tells the training from others, also after it was on disk.

        A later rung does not repeat a training of the same length under the same seed.
        """
        return self.values.key, self.seed


TrialKey = tuple[tuple[str, ...], int]
# The scores of the trials that are finished, by their keys; None of those that diverged.
Scores = Mapping[TrialKey, Score | None]


@dataclass(frozen=True)
class Rung:
    """A round of a search: how long its trials are, and how many candidates go on to the next.

    Attributes
    ----------
    share : float
        The share of the epochs of a whole training.
    n_seeds : int
    keep : int
        The candidates that go on; of the last rung, all may be chosen.
    """

    share: float
    n_seeds: int
    keep: int = 0


@dataclass(frozen=True)
class Search:
    """A search by successive halving; with one rung, every candidate is tried in full.

    The first rung has all candidates and few epochs, and each further one the best of the rung
    before, with more epochs. Each trial has a whole schedule of its own. After the last rung, a
    reserve of further candidates goes beyond an edge where the best choice is at one, and between
    the best choice and its neighbours where it is not.

    Attributes
    ----------
    candidates : tuple of TunedValues
        The gentlest first.
    epochs : int, optional
        Of a whole training where they are not tuned; None where there are none.
    rungs : tuple of Rung
    reserve : int
        The candidates that follow the last rung.
    margin : float
        Scores that lie within it are a tie, and the gentlest of a tie is chosen.
    refines : bool
        Whether the reserve is spent where the best choice is at no edge.
    is_compared : bool
        Whether its best score is compared with that of other searches. Then even one candidate
        is tried.

    References
    ----------
    Jamieson and Talwalkar (2016), Non-stochastic best arm identification and hyperparameter
    optimization.
    """

    candidates: tuple[TunedValues, ...]
    epochs: int | None
    rungs: tuple[Rung, ...]
    reserve: int = 0
    margin: float = 0.0
    refines: bool = True
    is_compared: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose from."""
        return self.is_compared or len(self.candidates) > 1

    def count_trials(self) -> int:
        """Count the trials of the whole search."""
        return len(self._list_planned())

    def count_full_runs(self) -> float:
        """Return how many trainings of full length the search costs."""
        return sum(self.rungs[trial.rung - 1].share for trial in self._list_planned())

    def fill_up(self, trials: Sequence[Trial]) -> list[Trial]:
        """Return trials and, in the place of those that are not known yet, others of their rung."""
        return [*trials, *self._list_planned()[len(trials) :]]

    def list_trials(self, scores: Scores) -> list[Trial]:
        """List the trials that the scores so far lead to, also those that have a score."""
        return self._follow(scores)[0]

    def _follow(self, scores: Scores) -> tuple[list[Trial], list[TunedValues]]:
        """Return the trials so far, and the candidates of the latest rung that is finished."""
        trials, survivors = dict[TrialKey, Trial](), list(self.candidates)
        if not self.is_needed:
            return [], survivors

        def is_finished(candidates: Iterable[TunedValues], number: int) -> bool:
            more = self._make_trials(candidates, number)
            for trial in more:
                trials.setdefault(trial.key, trial)
            return all(trial.key in scores for trial in more)

        for number, rung in enumerate(self.rungs, start=1):
            if not is_finished(survivors, number):
                return list(trials.values()), survivors
            if number < len(self.rungs):
                survivors = self._rank(survivors, number, scores)[: rung.keep]
        for _ in range(self.reserve):
            proposal = self._propose(survivors, scores)
            if proposal is None or not is_finished([proposal], len(self.rungs)):
                break
            survivors.append(proposal)
        return list(trials.values()), survivors

    def choose(self, scores: Scores) -> TunedValues:
        """Return the choice that the last rung leads to: of ties, the gentlest.

        A choice with which a trial diverged is passed over, and one with which a trial was unstable
        if another is sound. The first candidate is returned if all diverged.
        """
        return self._choose(self._follow(scores)[1], scores)

    def average_finalists(self, scores: Scores) -> dict[TunedValues, Score]:
        """Return the mean score of each choice of the last rung with which no trial diverged."""
        finalists = self._follow(scores)[1]
        return self._average(finalists, len(self.rungs), scores)

    def describe_edges(self, scores: Scores) -> list[str]:
        """Return a sentence for each axis on which the choice still is at an edge."""
        finalists = self._follow(scores)[1]
        chosen = self._choose(finalists, scores)
        edges = self._find_edges(chosen, finalists, scores)
        return [
            f"the best {AXES[name].words}, {getattr(chosen, name):g}, is the {which} that was tried"
            for name, (_, which) in edges.items()
        ]

    def describe_extensions(self, scores: Scores) -> list[str]:
        """Return a phrase for each value beyond the first candidates that the search went on to."""
        phrases = []
        finalists = self._follow(scores)[1]
        for values in finalists:
            for name, axis in AXES.items():
                value = getattr(values, name)
                first = [v for c in self.candidates if (v := getattr(c, name)) is not None]
                if value is not None and not min(first) <= value <= max(first):
                    phrases.append(f"{axis.words} {value:g}")
        return list(dict.fromkeys(phrases))

    def _list_planned(self) -> list[Trial]:
        """List trials as if the first candidates were the best."""
        if not self.is_needed:
            return []
        trials, survivors = dict[TrialKey, Trial](), list(self.candidates)
        for number, rung in enumerate(self.rungs, start=1):
            for trial in self._make_trials(survivors, number):
                trials.setdefault(trial.key, trial)
            survivors = survivors[: rung.keep] if number < len(self.rungs) else survivors
        last = self._make_trials(self.candidates[:1], len(self.rungs))
        return [*trials.values(), *last * self.reserve]

    def _make_trials(self, candidates: Iterable[TunedValues], number: int) -> list[Trial]:
        rung = self.rungs[number - 1]
        return [
            Trial(values, number, seed)
            for values in (
                replace(candidate, epochs=self._count_epochs(candidate, rung))
                for candidate in candidates
            )
            for seed in range(rung.n_seeds)
        ]

    def _count_epochs(self, values: TunedValues, rung: Rung) -> int | None:
        epochs = values.epochs or self.epochs
        return None if epochs is None else max(1, round(epochs * rung.share))

    def _average(
        self, candidates: Iterable[TunedValues], number: int, scores: Scores
    ) -> dict[TunedValues, Score]:
        means = {}
        for values in candidates:
            results = [scores.get(trial.key) for trial in self._make_trials([values], number)]
            known = [result for result in results if result is not None]
            if known and len(known) == len(results):
                # Rounded far below one dev text, so that a tie is a tie whatever the sums round to.
                mean = round(fmean(result.value for result in known), 5)
                means[values] = Score(all(result.is_sound for result in known), mean)
        return means

    def _rank(
        self, candidates: Sequence[TunedValues], number: int, scores: Scores
    ) -> list[TunedValues]:
        """Return candidates, the best first; those with which a trial diverged come last."""
        means = self._average(candidates, number, scores)
        worst = Score(False, -math.inf)
        return sorted(candidates, key=lambda values: means.get(values, worst), reverse=True)

    def _choose(self, finalists: Collection[TunedValues], scores: Scores) -> TunedValues:
        means = self._average(finalists, len(self.rungs), scores)
        if not means:
            return self.candidates[0]
        return min(self._list_tied(means), key=_measure_gentleness)

    def _list_tied(self, means: Mapping[TunedValues, Score]) -> list[TunedValues]:
        best = max(means.values())
        return [
            values
            for values, score in means.items()
            if score.is_sound == best.is_sound and score.value >= best.value - self.margin
        ]

    def _find_edges(
        self, chosen: TunedValues, finalists: Collection[TunedValues], scores: Scores
    ) -> dict[str, tuple[float, str]]:
        """Return the edges that a choice is at, if none that is as good lies further in."""
        means = self._average(finalists, len(self.rungs), scores)
        tied = self._list_tied(means) if means else []
        tried = {*self.candidates, *finalists}
        return {
            name: edge
            for name, edge in find_edges(chosen, tried).items()
            if all(getattr(values, name) == getattr(chosen, name) for values in tied)
        }

    def _propose(self, finalists: Collection[TunedValues], scores: Scores) -> TunedValues | None:
        chosen, tried = self._choose(finalists, scores), {*self.candidates, *finalists}
        for name, (beyond, _) in self._find_edges(chosen, finalists, scores).items():
            return with_value(chosen, name, beyond)
        return next(list_midpoints(chosen, tried), None) if self.refines else None


def _measure_gentleness(values: TunedValues) -> tuple[float, ...]:
    """Return what is least of the gentlest: the lowest rate, then a start nearest to its own."""
    return (
        values.learning_rate or 0.0,
        values.c or 0.0,
        abs(math.log(values.scale or 1.0)),
        values.dropout or 0.0,
        values.epochs or 0,
    )
