"""How the spaces of a study take shape, in the output of ``show`` and of ``structure``."""

from collections.abc import Sequence

from embedstudy.cli.output.console import make_text, print_prose
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.report.dynamics_measures import (
    COLUMNS,
    EXPLANATION,
    format_epoch,
    format_measure,
)
from embedstudy.report.formatting import MINUS
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.space_labels import label_spaces

_SHORT = ("alignment", "rank of change", "share in C − 1")
_SHORT_EXPLANATION = (
    "Alignment: Moran's I, how much the neighbours of a word speak for its class. Rank of change: "
    "the effective number of directions that training moved words in. Share in C − 1: the part of "
    "the squared change in its first C − 1 directions, of C classes."
)


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
    headings = list(COLUMNS) if every_moment else list(_SHORT)
    if measured:
        title = f"{rows[0].dataset}: how the spaces take shape"
        table = make_table(title, ["space"], ["epoch", *map(_spell, headings)])
        table.repeated = 2  # a row is a moment of a space
        explanation = EXPLANATION if every_moment else _SHORT_EXPLANATION
        table.caption = _spell(
            f"Under the first seed; * marks the epoch that dev chose. {explanation}"
        )
        for row in measured:
            cells = (_spell(format_measure(row, heading)) for heading in headings)
            epoch = f"{'*' if row.chosen else ''}{format_epoch(row)}"
            table.add_row(make_text(labels[row.space]), epoch, *cells)
        print_table(table)
    for row in rows:
        if row.train_loss is None:
            print_prose(f"{labels[row.space]}: no snapshots of the training: {row.note}")


def _spell(text: str) -> str:
    return text.replace(MINUS, "-")
