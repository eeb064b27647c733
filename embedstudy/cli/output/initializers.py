"""The output of ``embedstudy initializers``."""

from embedstudy.cli.output.console import make_text, print_note
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.report.initializers.summary import NOTHING, summarize
from embedstudy.results.initializers import Starts


def print_starts(starts: Starts) -> None:
    """Print a row for each initializer: units, rank, loss and accuracy, before and after."""
    units = starts.conditions.units
    table = make_table(
        f"{starts.dataset}: a hidden layer of {units} units, before and after",
        ["initializer"],
        ["units", "rank", "loss", "dev accuracy, %", "two seeds agree"],
    )
    for summary in summarize(starts):
        learned = " (nothing moves)" if summary.outcome == NOTHING else ""
        low, high = min(summary.accuracies), max(summary.accuracies)
        table.add_row(
            make_text(summary.label + learned),
            summary.units,
            summary.rank,
            f"{summary.losses[0]:.3f} → {summary.losses[-1]:.3f}",
            f"{summary.accuracy:.1f} ({low:.1f} to {high:.1f})",
            f"{summary.agreement:.1%}",
        )
    print_table(table)
    print_note(
        "units: different ones; rank: of the embedding; loss: of the first and the last epoch. "
        f"The most frequent class alone gets {starts.majority:.1%} of dev."
    )
