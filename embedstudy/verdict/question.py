"""The question of a study for one data set, with all that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from embedstudy.options.study import StudyOptions
from embedstudy.results.rows import (
    CROSSING,
    ComparisonRow,
    CrossoverRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    RunRow,
    SummaryRow,
)
from embedstudy.strategies import REFERENCE
from embedstudy.verdict.contest import Contest, make_contest
from embedstudy.verdict.decision import IMBALANCE, Decision, Learning, decide, find_learning


class Tables(Protocol):
    """A study as a verdict reads it: `StudyDirectory`, or what holds the same tables."""

    @property
    def path(self) -> Path:
        """The directory."""

    @property
    def meta(self) -> Mapping[str, Any]:
        """The content of study.json."""

    @property
    def runs(self) -> Sequence[RunRow]:
        """The rows of runs.csv."""

    @property
    def summary(self) -> Sequence[SummaryRow]:
        """The rows of summary.csv."""

    @property
    def comparisons(self) -> Sequence[ComparisonRow]:
        """The rows of comparisons.csv."""

    @property
    def crossovers(self) -> Sequence[CrossoverRow]:
        """The rows of crossovers.csv."""

    @property
    def forecast_crossovers(self) -> Sequence[ForecastCrossoverRow]:
        """The rows of forecast_crossovers.csv."""

    @property
    def forecast_gains(self) -> Sequence[ForecastGainRow]:
        """The rows of forecast_gains.csv."""


@dataclass(frozen=True)
class StudyTables:
    """The same, read already."""

    path: Path
    meta: Mapping[str, Any]
    runs: Sequence[RunRow]
    summary: Sequence[SummaryRow]
    comparisons: Sequence[ComparisonRow]
    crossovers: Sequence[CrossoverRow]
    forecast_crossovers: Sequence[ForecastCrossoverRow] = ()
    forecast_gains: Sequence[ForecastGainRow] = ()


@dataclass(frozen=True)
class Question:
    """A data set of a study, and what its tables say of it.

    Attributes
    ----------
    dataset : str
    path : Path
        The directory of the study.
    meta : mapping
        The content of study.json.
    margin : float
        The smallest gain that counts, in points.
    runs : tuple of RunRow
    cells : tuple of SummaryRow
        At the largest train size, finished or not.
    contests : mapping of int to Contest
        By train size, the smallest first; sizes at which no run finished are left out.
    crossovers : tuple of CrossoverRow
    overtakings : tuple of ForecastCrossoverRow
        Where random is expected to overtake others with more texts.
    gains : tuple of ForecastGainRow
        What more texts are expected to give.
    """

    dataset: str
    path: Path
    meta: Mapping[str, Any]
    margin: float
    runs: tuple[RunRow, ...]
    cells: tuple[SummaryRow, ...]
    contests: Mapping[int, Contest]
    crossovers: tuple[CrossoverRow, ...]
    overtakings: tuple[ForecastCrossoverRow, ...] = ()
    gains: tuple[ForecastGainRow, ...] = ()

    @property
    def sizes(self) -> list[int]:
        """The train sizes, the smallest first."""
        return list(self.contests)

    @property
    def contest(self) -> Contest:
        """The contest at the largest train size."""
        return self.contests[self.sizes[-1]]

    @property
    def difference(self) -> float:
        """The margin as a difference of scores: a point is a hundredth, of a loss too."""
        return self.margin / 100

    @property
    def has_folds(self) -> bool:
        """Whether the study is a cross-validation."""
        return any(run.fold is not None for run in self.runs)

    @property
    def majority_share(self) -> float | None:
        """The share of texts in the largest class, where it is known."""
        counts = self.meta.get("data", {}).get(self.dataset, {}).get("class_counts", {})
        for part in ("test", "train"):
            if sum(counts.get(part, ())):
                return float(max(counts[part]) / sum(counts[part]))
        majority = self.contest.majority
        is_accuracy = majority is not None and majority.metric == "accuracy"
        return majority.mean if majority is not None and is_accuracy else None

    @property
    def is_imbalanced(self) -> bool:
        """Whether one class holds so many texts that accuracy says little."""
        return (self.majority_share or 0.0) > IMBALANCE

    @cached_property
    def decision(self) -> Decision:
        """The decision at the largest train size.

        Where one class holds nearly all texts, accuracies are close whatever the others miss: then
        they rule out no gain.
        """
        decision = decide(self.contest, self.difference, has_folds=self.has_folds)
        if decision.answer == "no" and self.hides_classes:
            return replace(decision, answer="not shown")
        return decision

    @property
    def hides_classes(self) -> bool:
        """Whether the study is by accuracy, and one class holds nearly all texts."""
        return self.contest.cells[0].metric == "accuracy" and self.is_imbalanced

    @cached_property
    def learning(self) -> Learning | None:
        """Whether anything was learned, at the largest train size."""
        return find_learning(self.contest, is_imbalanced=self.is_imbalanced)

    @cached_property
    def smaller(self) -> dict[int, Decision]:
        """The decisions at smaller train sizes in which a pretrained choice is better."""
        sizes = self.sizes[:-1]
        decisions = {
            size: decide(
                self.contests[size],
                self.difference,
                has_folds=self.has_folds,
                n_sizes=len(sizes),
            )
            for size in sizes
        }
        return {size: decision for size, decision in decisions.items() if decision.answer == "yes"}

    def find_crossing(self) -> int | None:
        """Return the train size at which random overtakes the last choice that was better."""
        sizes = []
        for decision in self.smaller.values():
            choice = decision.choice
            crossings = [
                row.train_size
                for row in self.crossovers
                if choice is not None
                and row.status == CROSSING
                and (row.a, row.b) == (REFERENCE, choice.cell.strategy)
                and (row.vectors, row.encoder) == (choice.cell.vectors, choice.cell.encoder)
            ]
            sizes += [size for size in crossings[:1] if size is not None]
        return max(sizes) if sizes else None


def list_questions(study: Tables, folder: Path | None = None) -> list[Question]:
    """Return the question for each data set of a study, in the order of its tables.

    `folder` is what commands call the study; its own path by default.
    """
    margin = study.meta.get("margin", StudyOptions().margin)
    if not isinstance(margin, float | int):
        raise TypeError(f"margin is {margin!r}")
    summary, comparisons, runs = study.summary, study.comparisons, study.runs
    questions = []
    for dataset in dict.fromkeys(row.dataset for row in summary):
        cells = [row for row in summary if row.dataset == dataset]
        questions.append(
            Question(
                dataset=dataset,
                path=folder or study.path,
                meta=study.meta,
                margin=margin,
                runs=tuple(run for run in runs if run.dataset == dataset),
                cells=tuple(_keep_largest(cells)),
                contests={
                    size: contest
                    for size in sorted({row.train_size for row in cells})
                    if (
                        contest := make_contest(
                            [row for row in cells if row.train_size == size],
                            [
                                row
                                for row in comparisons
                                if row.dataset == dataset and row.train_size == size
                            ],
                            [run for run in runs if run.dataset == dataset],
                        )
                    )
                },
                crossovers=tuple(row for row in study.crossovers if row.dataset == dataset),
                overtakings=tuple(
                    row for row in study.forecast_crossovers if row.dataset == dataset
                ),
                gains=tuple(row for row in study.forecast_gains if row.dataset == dataset),
            )
        )
    return questions


def _keep_largest(cells: Sequence[SummaryRow]) -> list[SummaryRow]:
    largest = max(row.train_size for row in cells)
    return [row for row in cells if row.train_size == largest]
