"""The table of how spaces take shape."""

from collections.abc import Sequence

from embedstudy.report.formatting import format_decimal
from embedstudy.report.study.space_families import sort_spaces
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.space_labels import label_spaces

# Fields of `DynamicsRow` by their headings, with the digits after the point.
COLUMNS = {
    "Train loss": ("train_loss", 3),
    "Dev accuracy": ("dev_accuracy", 3),
    "Alignment": ("task_alignment", 2),
    "Effective rank": ("effective_rank", 1),
    "Rank of change": ("change_rank", 1),
    "Share in C − 1": ("change_share", 2),
    "Size of change": ("change_norm", 2),
    "Opposites": ("opposites", 2),
    "WordSim-353": ("general_meaning", 2),
    "Overlap before": ("overlap_before", 2),
    "Overlap chosen": ("overlap_end", 2),
}


def tabulate_dynamics(name: str, rows: Sequence[DynamicsRow]) -> HtmlTable | None:
    """Show every moment of each space; None if there is none."""
    measured = [row for row in rows if row.train_loss is not None]
    order = sort_spaces(row.space for row in measured)
    labels = label_spaces(order)
    if not measured:
        return None
    return HtmlTable(
        name,
        "Every moment of the training of each space, under its first seed. Size of change is how "
        "far the space is from its start, by the length of that. Share in C − 1 is the part of the "
        "squared change in its first C − 1 directions, of C classes. Overlap is the share of a "
        "word's ten nearest neighbours in common, with the moment before and with the chosen one.",
        "Space",
        ("Epoch", *COLUMNS),
        tuple(
            HtmlRow(
                labels[row.space],
                (format_epoch(row), *(_format(row, *column) for column in COLUMNS.values())),
                find_space_look(row.kind),
                small="chosen on dev" if row.chosen else "",
            )
            for row in sorted(measured, key=lambda row: order.index(row.space))
        ),
    )


def format_epoch(row: DynamicsRow) -> str:
    """Return how many epochs were over, as short as it can be told from others."""
    return f"{row.epoch:.2g}" if row.epoch < 1 else f"{row.epoch:g}"


def _format(row: DynamicsRow, column: str, digits: int) -> str:
    value = getattr(row, column)
    return "" if value is None else format_decimal(value, digits)
