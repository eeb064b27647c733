"""How the spaces of a study take shape, in the output of ``show`` and of ``structure``."""

from collections.abc import Sequence

from embedstudy.cli.output.console import make_text, print_prose
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.space_labels import label_spaces

# Fields of `DynamicsRow` by their headings, with the digits after the point.
_COLUMNS = {
    "train loss": ("train_loss", 3),
    "dev": ("dev_accuracy", 3),
    "alignment": ("task_alignment", 3),
    "rank": ("effective_rank", 1),
    "rank of change": ("change_rank", 1),
    "share in C - 1": ("change_share", 3),
    "size of change": ("change_norm", 3),
    "opposites": ("opposites", 3),
    "WordSim-353": ("general_meaning", 3),
    "overlap before": ("overlap_before", 2),
    "overlap chosen": ("overlap_end", 2),
}
_SHORT = ("alignment", "rank of change", "share in C - 1")


def print_dynamics(rows: Sequence[DynamicsRow], *, every_moment: bool = False) -> None:
    """Print how the spaces of a data set take shape, and which have no snapshots.

    Parameters
    ----------
    rows : sequence of DynamicsRow
    every_moment : bool
        Whether to print all moments with all measures, rather than the start, the end of the first
        epoch and the chosen moment with a few.
    """
    labels = label_spaces(row.space for row in rows)
    measured = [row for row in rows if row.train_loss is not None]
    if not every_moment:
        measured = [row for row in measured if row.epoch in (0.0, 1.0) or row.chosen]
    headings = list(_COLUMNS) if every_moment else list(_SHORT)
    if measured:
        title = f"{rows[0].dataset}: how the spaces take shape"
        table = make_table(title, ["space"], ["epoch", *headings])
        table.caption = (
            "Under the first seed; * marks the epoch that dev chose. Rank of change: the effective "
            "number of directions that training moved words in. Share in C - 1: the part of the "
            "squared change in the first C - 1 of them, of C classes."
        )
        for row in measured:
            cells = (_format(row, *_COLUMNS[heading]) for heading in headings)
            table.add_row(make_text(labels[row.space]), _format_epoch(row), *cells)
        print_table(table)
    for row in rows:
        if row.train_loss is None:
            print_prose(f"{labels[row.space]}: no snapshots of the training: {row.note}")


def _format_epoch(row: DynamicsRow) -> str:
    epoch = f"{row.epoch:.2g}" if row.epoch < 1 else f"{row.epoch:g}"
    return f"{'*' if row.chosen else ''}{epoch}"


def _format(row: DynamicsRow, column: str, digits: int) -> str:
    value = getattr(row, column)
    return "" if value is None else f"{value:z.{digits}f}"
