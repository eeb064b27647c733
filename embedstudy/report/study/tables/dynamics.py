"""The table of how spaces take shape."""

from collections.abc import Sequence

from embedstudy.report.dynamics_measures import (
    COLUMNS,
    EXPLANATION,
    format_epoch,
    format_measure,
)
from embedstudy.report.formatting import NO_BREAK, NO_BREAK_HYPHEN
from embedstudy.report.study.space_families import sort_spaces
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.space_labels import label_spaces


def tabulate_dynamics(name: str, rows: Sequence[DynamicsRow]) -> HtmlTable | None:
    """Show every moment of each space; None if there is none."""
    measured = [row for row in rows if row.train_loss is not None]
    order = sort_spaces(row.space for row in measured)
    labels = label_spaces(order)
    if not measured:
        return None
    return HtmlTable(
        name,
        f"Every moment of the training of each space, under its first seed. {EXPLANATION}",
        "Space",
        ("Epoch", *map(_format_heading, COLUMNS)),
        tuple(
            HtmlRow(
                labels[row.space],
                (format_epoch(row), *(format_measure(row, measure) for measure in COLUMNS)),
                find_space_look(row.kind),
                small="chosen on dev" if row.chosen else "",
            )
            for row in sorted(measured, key=lambda row: order.index(row.space))
        ),
    )


def _format_heading(name: str) -> str:
    text = name[0].upper() + name[1:]
    for breakable in ("C − 1", "accuracy, %"):
        text = text.replace(breakable, breakable.replace(" ", NO_BREAK))
    return text.replace("-", NO_BREAK_HYPHEN)
