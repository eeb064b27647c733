"""The output of ``embedstudy initializers``: the answer, a row for each initializer, the page."""

from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

from embedstudy.cli.output.console import find_width, make_text, print_lines, print_prose
from embedstudy.cli.output.tables import PrintedTable, fit_table, make_table
from embedstudy.report.formatting import NO_BREAK
from embedstudy.report.initializers.answer import QUESTION, answer_question
from embedstudy.report.initializers.summary import InitializerSummary, summarize
from embedstudy.results.initializers import FOLDER, Starts

# A terminal has 24 lines, and the prompt takes one. The answer takes up to six, and the page two.
_MOST_ROWS = 15


def print_starts(starts: Starts, page: Path) -> None:
    """Print the answer, a row for each initializer, and where the page is."""
    summaries = summarize(starts)
    answer = answer_question(starts, summaries)
    print_prose(make_text(f"{QUESTION}  {answer.headline}.", "bold"))
    for sentence in answer.sentences:
        print_prose(make_text(sentence.replace(NO_BREAK, " ")))
    for place, part in enumerate(fit_table(_make_table(starts, summaries), find_width())):
        print_lines([Text(), *part] if place else part)
    left_out = len(summaries) - _MOST_ROWS
    if left_out > 0:
        print_lines([make_text(f" and {left_out:,} more in the middle: {FOLDER.table}", "dim")])
    print_lines([Text(), make_text(f"next  report: {page}")])


def _make_table(starts: Starts, summaries: Sequence[InitializerSummary]) -> PrintedTable:
    seeds = f"dev % ({starts.conditions.seeds} seeds)"
    headings = [seeds, "different units", "loss", "seeds agree"]
    table = make_table("", ["initializer"], headings)
    table.is_ruled = False
    for summary in _choose(summaries):
        low, high = min(summary.accuracies), max(summary.accuracies)
        agreement = summary.agreement_in_words
        table.add_row(
            summary.label,
            f"{summary.accuracy:.1f} ({low:.1f}–{high:.1f})",
            summary.units,
            f"{summary.losses[0]:.3f} → {summary.losses[-1]:.3f}",
            agreement if summary.predicts_one_class else f"{agreement} %",
        )
    # Networks that predict one class for every text show its accuracy already.
    if not any(summary.predicts_one_class for summary in summaries):
        table.add_row("majority", f"{100 * starts.majority:.1f}", "", "", "")
    return table


def _choose(summaries: Sequence[InitializerSummary]) -> list[InitializerSummary]:
    """Return the best and the worst of many."""
    if len(summaries) <= _MOST_ROWS:
        return list(summaries)
    best = _MOST_ROWS // 2
    return [*summaries[:best], *summaries[best - _MOST_ROWS :]]
