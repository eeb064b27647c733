"""The output of ``embedstudy initializers``."""

from statistics import fmean

from embedstudy.cli.output.console import make_table, make_text, print_note, print_whole
from embedstudy.results.initializers import Starts


def print_starts(starts: Starts) -> None:
    """Print a row for each initializer: units, rank, loss and accuracy, before and after."""
    units = starts.conditions.units
    table = make_table(
        f"{starts.dataset}: a hidden layer of {units} units, before and after",
        ["initializer"],
        ["units", "rank", "loss", "dev accuracy, %", "two seeds agree"],
    )
    for name, agreement in starts.agreement.items():
        rows = [row for row in starts.rows if row.initializer == name]
        first, accuracies = rows[0], [100 * row.dev_accuracy for row in rows]
        losses = [fmean(row.losses[place] for row in rows) for place in (0, -1)]
        learned = "" if any(row.moved for row in rows) else " (nothing moves)"
        table.add_row(
            make_text(name.partition("(")[0] + learned),
            f"{first.units_before} → {max(row.units_after for row in rows)}",
            f"{first.rank_before} → {max(row.rank_after for row in rows)}",
            f"{losses[0]:.3f} → {losses[1]:.3f}",
            f"{fmean(accuracies):.1f} ({min(accuracies):.1f} to {max(accuracies):.1f})",
            f"{agreement:.1%}",
        )
    print_whole(table)
    print_note(
        "units: different ones; rank: of the embedding; loss: of the first and the last epoch. "
        f"The most frequent class alone gets {starts.majority:.1%} of dev."
    )
