"""The output of ``embedstudy initializers``: the answer, a row for each initializer, the page."""

from collections.abc import Sequence
from pathlib import Path

from embedstudy.cli.output.start_report import print_start_report
from embedstudy.cli.output.tables import PrintedTable, make_table
from embedstudy.report.initializers import REPORT
from embedstudy.report.initializers.summary import InitializerSummary
from embedstudy.results.initializers import Starts

# A terminal has 24 lines, and the prompt takes one. As a rule the answer takes four, the head
# of the table two, and the page two. All initializers of the package have a row.
_MOST_ROWS = 15


def print_starts(starts: Starts, page: Path) -> None:
    """Print the answer, a row for each initializer, and where the page is."""
    print_start_report(REPORT, starts, page, _make_table)


def _make_table(
    starts: Starts, summaries: Sequence[InitializerSummary]
) -> tuple[PrintedTable, str]:
    seeds = f"dev % ({starts.conditions.seeds} seeds)"
    headings = [seeds, "different units", "loss", "seeds agree"]
    table = make_table("", ["initializer"], headings)
    table.is_ruled = False
    shown = _choose(summaries)
    for summary in shown:
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
    n_left_out = len(summaries) - len(shown)
    line = f"and {n_left_out:,} more in the middle: {REPORT.folder.table}"
    return table, line if n_left_out > 0 else ""


def _choose(summaries: Sequence[InitializerSummary]) -> list[InitializerSummary]:
    """Return the best and the worst of many; the line on the others takes the place of a row."""
    if len(summaries) <= _MOST_ROWS:
        return list(summaries)
    half = (_MOST_ROWS - 1) // 2
    return [*summaries[:half], *summaries[-half:]]
