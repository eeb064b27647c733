"""Searches next to each other, one for each optimizer, and the choice among their best."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from embedstudy.tuning.search import Score, Scores, Search, Trial
from embedstudy.tuning.values import TunedValues


@dataclass(frozen=True)
class JointSearch:
    """A search for each optimizer, with its own rates and its own edges.

    Each costs as much as it would alone, and knows nothing of the others. So each optimizer is
    compared at its best, and every strategy has as many trials as any other.

    Attributes
    ----------
    searches : tuple of Search
        The values of each name its optimizer.
    """

    searches: tuple[Search, ...]

    @classmethod
    def from_searches(cls, searches: Mapping[str, Search]) -> "JointSearch":
        """Join searches.

        Parameters
        ----------
        searches : mapping of str to Search
            By optimizer. The first wins a tie.
        """
        return cls(
            tuple(
                replace(
                    search,
                    candidates=tuple(replace(v, optimizer=name) for v in search.candidates),
                    is_compared=True,
                )
                for name, search in searches.items()
            )
        )

    @property
    def candidates(self) -> tuple[TunedValues, ...]:
        """The first candidates of all searches."""
        return tuple(values for search in self.searches for values in search.candidates)

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to choose from."""
        return True

    def count_trials(self) -> int:
        """Count the trials of all searches."""
        return sum(search.count_trials() for search in self.searches)

    def count_full_runs(self) -> float:
        """Return how many trainings of full length the searches cost."""
        return sum(search.count_full_runs() for search in self.searches)

    def fill_up(self, trials: Sequence[Trial]) -> list[Trial]:
        """Return trials and, in the place of those that are not known yet, others of their rung."""
        filled = list(trials)
        for search in self.searches:
            optimizer = _find_optimizer(search)
            known = [trial for trial in trials if trial.values.optimizer == optimizer]
            filled += search.fill_up(known)[len(known) :]
        return filled

    def list_trials(self, scores: Scores) -> list[Trial]:
        """List the trials that the scores so far lead to, also those that have a score."""
        return [trial for search in self.searches for trial in search.list_trials(scores)]

    def choose(self, scores: Scores) -> TunedValues:
        """Return the best choice of any search: of ties, that of the first one."""
        return self._find_best(scores).choose(scores)

    def describe_edges(self, scores: Scores) -> list[str]:
        """Return a sentence for each axis on which the choice still is at an edge."""
        search = self._find_best(scores)
        name = _find_optimizer(search)
        return [f"{sentence} with {name}" for sentence in search.describe_edges(scores)]

    def describe_extensions(self, scores: Scores) -> list[str]:
        """Return a phrase for each value beyond the first candidates that a search went on to."""
        return [
            f"{phrase} with {_find_optimizer(search)}"
            for search in self.searches
            for phrase in search.describe_extensions(scores)
        ]

    def _find_best(self, scores: Scores) -> Search:
        """Return the first search whose choice is as good as any."""
        bests = [_score_choice(search, scores) for search in self.searches]
        known = [best for best in bests if best is not None]
        if not known:
            return self.searches[0]
        best = max(known)
        return next(
            search
            for search, score in zip(self.searches, bests, strict=True)
            if score is not None
            and score.is_sound == best.is_sound
            and score.value >= best.value - search.margin
        )


AnySearch = Search | JointSearch


def _find_optimizer(search: Search) -> str | None:
    return search.candidates[0].optimizer


def _score_choice(search: Search, scores: Scores) -> Score | None:
    """Return the mean score of the choice of a search; None if all its trials diverged."""
    return search.average_finalists(scores).get(search.choose(scores))
