"""The output of ``embedstudy initializers --scales``: the answer, a row a start, the page."""

from collections.abc import Sequence
from pathlib import Path

from embedstudy.cli.output.start_report import print_start_report
from embedstudy.cli.output.tables import PrintedTable, make_table
from embedstudy.report.formatting import format_decimal
from embedstudy.report.initializers.summary import make_labels
from embedstudy.report.scales import REPORT
from embedstudy.report.scales.summary import ScaleSummary, format_movement
from embedstudy.results.rows import OK
from embedstudy.results.scales import ScaleResults

# A terminal has 24 lines; the answer takes up to eight, and the page and a note three.
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
    headings = (
        "rate", "dev %", "test %", "align- ment", "direc- tions", "change ÷ start",
        "seeds agree %", "CKA",
    )  # fmt: skip
    table = make_table("", words, headings)
    table.is_ruled, table.repeated, table.caption = False, len(words), _EXPLANATION
    labels = make_labels(list(dict.fromkeys(summary.initializer for summary in summaries)))
    for summary in summaries[:_MOST_ROWS]:
        name = [labels[summary.initializer]] if has_several else []
        mark = "" if summary.status == OK else f" ({summary.status})"
        movement = summary.average("change_norm")
        table.add_row(
            *name,
            f"{summary.scale:g}{mark}",
            f"{summary.learning_rate:g}",
            _write(summary, "dev_accuracy", 1, 100),
            _write(summary, "test_accuracy", 1, 100),
            _write(summary, "task_alignment", 2),
            _write(summary, "change_rank", 1),
            "" if movement is None else format_movement(movement),
            _write(summary, "agreement", 1, 100),
            _write(summary, "cka", 2),
        )
    blanks = [""] * (len(headings) - 2)
    table.add_row("majority", *words[1:] and [""], "", f"{100 * results.majority:.1f}", *blanks)
    n_left_out = len(summaries) - _MOST_ROWS
    line = f"and {n_left_out:,} more: {REPORT.folder.table}"
    return table, line if n_left_out > 0 else ""


def _write(summary: ScaleSummary, name: str, digits: int, unit: float = 1.0) -> str:
    mean = summary.average(name)
    return "" if mean is None else format_decimal(unit * mean, digits)
