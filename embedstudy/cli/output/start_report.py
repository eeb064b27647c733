"""The output of ``embedstudy initializers``: the answer, a row for each start, the page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.text import Text

from embedstudy.cli.output.console import (
    find_width,
    make_text,
    print_lines,
    print_note,
    print_prose,
)
from embedstudy.cli.output.tables import PrintedTable, fit_table
from embedstudy.report.formatting import NO_BREAK
from embedstudy.report.start_report import Results, StartReport

Summary = TypeVar("Summary")


def print_start_report(
    report: StartReport[Results, Summary],
    results: Results,
    page: Path,
    make_table: Callable[[Results, Sequence[Summary]], tuple[PrintedTable, str]],
    notes: Sequence[str] = (),
) -> None:
    """Print the answer, a table, and where the page is.

    Parameters
    ----------
    report : StartReport
    results : StartResults
    page : Path
    make_table : callable
        Returns the table of results and their summaries, and a line on the rows that it leaves
        out; empty if there are none. The caption of the table stands below both.
    notes : sequence of str
    """
    summaries = report.summarize(results)
    answer = report.answer(results, summaries)
    print_prose(make_text(f"{report.question}  {answer.headline}.", "bold"))
    for sentence in answer.sentences:
        print_prose(_make_sentence(sentence))
    table, left_out = make_table(results, summaries)
    for part in fit_table(table, find_width()):
        print_lines([Text(), *part])
    if left_out:
        print_lines([make_text(f" {left_out}", "dim")])
    if table.caption:
        print_lines([Text()])
        print_note(table.caption)
    for note in notes:
        print_prose(make_text(f"note: {note}"))
    print_lines([Text(), make_text(f"next  report: {page}")])


def _make_sentence(sentence: str) -> Text:
    """Return a sentence in which no line ends at a blank that holds its neighbours together."""
    return Text(NO_BREAK.join(make_text(part).plain for part in sentence.split(NO_BREAK)))
