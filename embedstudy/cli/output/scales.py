"""The output of ``embedstudy initializers --scales``: the answer, a row a start, the page."""

from collections.abc import Sequence
from pathlib import Path

from embedstudy.cli.output.start_report import print_start_report
from embedstudy.cli.output.tables import PrintedTable, make_table
from embedstudy.report.initializers.summary import make_labels
from embedstudy.report.scales import REPORT
from embedstudy.report.scales.summary import ScaleSummary
from embedstudy.results.rows import OK
from embedstudy.results.scales import ScaleResults

# What the table shows of a start, with the heading.
_COLUMNS = {
    "dev_accuracy": "dev %",
    "test_accuracy": "test %",
    "task_alignment": "align- ment",
    "change_rank": "direc- tions",
    "change_norm": "change ÷ start",
    "agreement": "seeds agree %",
    "cka": "CKA",
}
# A power of ten more than the eleven starts of 1e-4:10.
_MOST_ROWS = 12
_EXPLANATION = (
    "alignment: whether neighbours speak for the same class. directions: the effective rank of the "
    "change. seeds agree: equal predictions on dev. CKA: 1 where two seeds have equal structure."
)


def print_scales(results: ScaleResults, page: Path) -> None:
    """Print the answer, a row for each start, and where the page is."""
    print_start_report(REPORT, results, page, _make_table, results.notes)


def _make_table(
    results: ScaleResults, summaries: Sequence[ScaleSummary]
) -> tuple[PrintedTable, str]:
    has_several = len({summary.initializer for summary in summaries}) > 1
    words = ["initializer", "scale"] if has_several else ["scale"]
    headings = ("rate", *_COLUMNS.values())
    table = make_table("", words, headings)
    table.is_ruled, table.repeated, table.caption = False, len(words), _EXPLANATION
    labels = make_labels(list(dict.fromkeys(summary.initializer for summary in summaries)))
    for summary in summaries[:_MOST_ROWS]:
        name = [labels[summary.initializer]] if has_several else []
        mark = "" if summary.status == OK else f" ({summary.status})"
        scale, rate = f"{summary.scale:g}{mark}", f"{summary.learning_rate:g}"
        table.add_row(*name, scale, rate, *map(summary.format, _COLUMNS))
    blanks = [""] * (len(headings) - 2)
    table.add_row("majority", *words[1:] and [""], "", f"{100 * results.majority:.1f}", *blanks)
    n_left_out = len(summaries) - _MOST_ROWS
    line = f"and {n_left_out:,} more: {REPORT.folder.table}"
    return table, line if n_left_out > 0 else ""
