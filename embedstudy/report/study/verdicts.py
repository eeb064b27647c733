"""The verdict on each data set, as the page shows it.

Names stand in the middle of sentences here. A character in a name that turns the direction of text
is shown, so that it has no effect.
"""

from dataclasses import dataclass

from embedstudy.report.formatting import keep_units_together
from embedstudy.verdict import Verdict, read_verdicts
from embedstudy.verdict.question import Tables
from embedstudy.wording import printable


@dataclass(frozen=True)
class ShownVerdict:
    """The verdict on a data set.

    Attributes
    ----------
    headline : str
    sentences : tuple of str
        The evidence; the last one says what to do next.
    command : str
        The command with which the last sentence ends, if any; the sentence is without it here.
    """

    headline: str
    sentences: tuple[str, ...]
    command: str = ""


def list_verdicts(tables: Tables) -> dict[str, ShownVerdict]:
    """Return the verdict on each data set; none until a study has its tables."""
    return {verdict.dataset: _show(verdict) for verdict in read_verdicts(tables)}


def _show(verdict: Verdict) -> ShownVerdict:
    *others, last = verdict.sentences
    command = str(verdict.evidence.get("command", ""))
    if command and last.endswith(command):
        last = last.removesuffix(command).rstrip()
    else:
        command = ""
    sentences = [*others, *([last] if last else [])]
    return ShownVerdict(
        _format(verdict.headline), tuple(map(_format, sentences)), printable(command)
    )


def _format(sentence: str) -> str:
    return keep_units_together(printable(sentence))
