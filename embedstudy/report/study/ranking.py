"""The cells of a data set in the order of their scores, with their differences to random."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from embedstudy.report.study.groups import ResultGroup, StrategyResult
from embedstudy.report.study.study_data import StudyData
from embedstudy.results.rows import ComparisonRow
from embedstudy.statistics.contest import LEVEL

REFERENCE = "random"


@dataclass(frozen=True)
class Difference:
    """How far the score of a cell lies above that of random, as it is shown.

    Attributes
    ----------
    text : str
        With its sign.
    word : str
        ``better``, ``worse`` or ``not shown``, by the p-value that decides; empty without one.
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
        To random with the same vectors and encoder; a baseline to the best random.
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
    """Sort all cells, the best first; those without a finished run stand last."""
    cells = [(group, result) for group in groups for result in group.results]
    sign = study_data.metric.sign
    cells.sort(key=lambda cell: math.inf if cell[1].mean is None else -sign * cell[1].mean)
    best = next((group for group, result in cells if result.strategy == REFERENCE), None)
    columns = [
        {getattr(group, name) for group, _ in cells if getattr(group, name)}
        for name in ("vectors", "encoder")
    ]
    return [
        RankedResult(
            result,
            ", ".join(
                name
                for name, names in zip((group.vectors, group.encoder), columns, strict=True)
                if name and len(names) > 1
            ),
            _find_difference(result.strategy, best if group.is_baselines else group, study_data),
        )
        for group, result in cells
    ]


def _find_difference(
    strategy: str, group: ResultGroup | None, study_data: StudyData
) -> Difference | None:
    if group is None:
        return None
    size = study_data.train_sizes[-1]
    for row in study_data.comparisons:
        place = row.vectors, row.encoder, row.train_size
        if {row.a, row.b} != {strategy, REFERENCE} or row.delta is None:
            continue
        if place == (group.vectors, group.encoder, size):
            delta = row.delta if row.a == strategy else -row.delta
            return Difference(
                study_data.metric.format(delta, "+"), _judge(row, delta, study_data.metric.sign)
            )
    return None


def _judge(row: ComparisonRow, delta: float, sign: int) -> str:
    if row.decisive_p is None:
        return ""
    if row.decisive_p >= LEVEL:
        return "not shown"
    return "better" if sign * delta > 0 else "worse"


def choose_results(ranked: Sequence[RankedResult], most: int) -> list[RankedResult]:
    """Return at most so many cells, in their order: the best of each strategy, then the best."""
    first: dict[str, int] = {}
    for place, entry in enumerate(ranked):
        first.setdefault(entry.result.strategy, place)
    order = [*first.values(), *(i for i in range(len(ranked)) if i not in set(first.values()))]
    return [ranked[place] for place in sorted(order[:most])]
