"""The verdict on each data set, as the page shows it.

Names stand in the middle of sentences here. A character in a name that turns the direction of text
is shown, so that it has no effect.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from embedstudy.results.rows import ComparisonRow, CrossoverRow, RunRow, SummaryRow
from embedstudy.statistics.verdict import verdict
from embedstudy.wording import printable


@dataclass(frozen=True)
class ShownVerdict:
    """The verdict on a data set: its headline, and its sentences."""

    headline: str
    sentences: tuple[str, ...]


def list_verdicts(
    summary: Sequence[SummaryRow],
    comparisons: Sequence[ComparisonRow],
    crossovers: Sequence[CrossoverRow],
    runs: Sequence[RunRow],
) -> dict[str, ShownVerdict]:
    """Return the verdict on each data set; none until a study has its tables."""
    return {
        dataset: ShownVerdict("", tuple(_format(s) for s in sentences))
        for dataset in dict.fromkeys(row.dataset for row in summary)
        if (
            sentences := verdict(
                [row for row in summary if row.dataset == dataset], comparisons, crossovers, runs
            )
        )
    }


def _format(sentence: str) -> str:
    return printable(sentence).replace(" %", "\u00a0%")
