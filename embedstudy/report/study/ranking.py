"""The cells of a data set in the order of their scores, with their differences to random."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedstudy.report.study.groups import ResultGroup, StrategyResult
from embedstudy.report.study.study_data import StudyData
from embedstudy.strategies import REFERENCE
from embedstudy.verdict.contest import Lead
from embedstudy.verdict.question import StudyTables, list_questions
from embedstudy.verdict.ranked_cells import RankedCell, rank_cells


@dataclass(frozen=True)
class Difference:
    """How far the score of a cell lies above that of random, as it is shown.

    Attributes
    ----------
    text : str
        With its sign.
    word : str
        ``better``, ``worse`` or ``not shown``, as the verdict judges; empty without a p-value.
    """

    text: str
    word: str


@dataclass(frozen=True)
class RankedResult:
    """A cell, and its difference to random.

    Attributes
    ----------
    result : StrategyResult
    place : str
        The vectors and the encoder, as far as they tell the cell from others.
    difference : Difference or None
    """

    result: StrategyResult
    place: str
    difference: Difference | None

    @property
    def note(self) -> str:
        """The place, and how many seeds finished if some did not."""
        finished, planned = len(self.result.scores), len({run.seed for run in self.result.runs})
        seeds = f"{finished} of {planned} seeds" if finished < planned else ""
        return ", ".join(part for part in (self.place, seeds) if part)

    @property
    def is_reference(self) -> bool:
        """Whether this is random itself."""
        return self.result.strategy == REFERENCE


def rank_results(study_data: StudyData, groups: Sequence[ResultGroup]) -> list[RankedResult]:
    """Sort all cells, the best first; those without a finished run stand last.

    Random that is the same with all vectors stands there once, without their name.
    """
    cells = {
        (group.vectors, group.encoder, result.strategy): result
        for group in groups
        for result in group.results
    }
    columns = [{key[part] for key in cells if key[part]} for part in (0, 1)]

    def name_place(vectors: str, encoder: str) -> str:
        places = zip((vectors, encoder), columns, strict=True)
        return ", ".join(name for name, names in places if name and len(names) > 1)

    compared = _rank_cells(study_data) if cells else []
    if not compared:  # a study that is not finished has no summary
        sign = study_data.metric.sign
        ordered = sorted(cells.items(), key=lambda cell: _find_order(cell[1], sign))
        return [RankedResult(result, name_place(*key[:2]), None) for key, result in ordered]
    ranked = [
        RankedResult(
            result, name_place(it.cell.vectors, it.cell.encoder), _describe_lead(it, study_data)
        )
        for it in compared
        if (result := _find_result(cells, it)) is not None
    ]
    failed = [(key, result) for key, result in cells.items() if result.mean is None]
    return [
        *ranked,
        *(RankedResult(result, name_place(*key[:2]), None) for key, result in failed),
    ]


def _find_order(result: StrategyResult, sign: int) -> float:
    return math.inf if result.mean is None else -sign * result.mean


def _rank_cells(study_data: StudyData) -> list[RankedCell]:
    tables = StudyTables(
        Path(),
        study_data.meta,
        study_data.runs,
        study_data.summary,
        study_data.comparisons,
        study_data.crossovers,
    )
    for question in list_questions(tables):
        contest = question.contests.get(study_data.train_sizes[-1])
        return [] if contest is None else rank_cells(contest, has_folds=question.has_folds)
    return []


def _find_result(
    cells: dict[tuple[str, str, str], StrategyResult], ranked: RankedCell
) -> StrategyResult | None:
    """Return the runs of a cell; one without the name of vectors has those of any."""
    vectors, encoder, strategy = ranked.cell.vectors, ranked.cell.encoder, ranked.cell.strategy
    for key, result in cells.items():
        if key[1:] == (encoder, strategy) and (not vectors or key[0] == vectors):
            return result
    return None


def _describe_lead(ranked: RankedCell, study_data: StudyData) -> Difference | None:
    lead: Lead | None = ranked.lead
    if lead is None:
        return None
    return Difference(study_data.metric.format(lead.delta, "+"), ranked.word)


def choose_results(ranked: Sequence[RankedResult], most: int) -> list[RankedResult]:
    """Return at most so many cells, in their order: the best of each strategy, then the best."""
    first: dict[str, int] = {}
    for place, entry in enumerate(ranked):
        first.setdefault(entry.result.strategy, place)
    order = [*first.values(), *(i for i in range(len(ranked)) if i not in set(first.values()))]
    return [ranked[place] for place in sorted(order[:most])]
