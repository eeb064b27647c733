"""The verdict on each data set, as the page shows it.

Names stand in the middle of sentences here. A character in a name that turns the direction of text
is shown, so that it has no effect.
"""

from dataclasses import dataclass

from embedstudy.statistics.question import Tables
from embedstudy.statistics.verdict import read_verdicts
from embedstudy.wording import printable


@dataclass(frozen=True)
class ShownVerdict:
    """The verdict on a data set: its headline, and its sentences."""

    headline: str
    sentences: tuple[str, ...]


def list_verdicts(tables: Tables) -> dict[str, ShownVerdict]:
    """Return the verdict on each data set; none until a study has its tables."""
    return {
        verdict.dataset: ShownVerdict(
            _format(verdict.headline), tuple(map(_format, verdict.sentences))
        )
        for verdict in read_verdicts(tables)
    }


def _format(sentence: str) -> str:
    return printable(sentence).replace(" %", "\u00a0%")
