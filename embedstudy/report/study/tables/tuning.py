"""Tables of the values that were tried in tuning."""

from embedstudy.report.formatting import format_decimal
from embedstudy.report.study.figures.tuning import TuningCurves
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look

_HEADINGS = {"lr": "learning rate", "c": "C"}


def tabulate_tuning(name: str, curves: TuningCurves) -> HtmlTable:
    """Show the dev accuracy of every value that was tried."""
    trials = curves.trials
    values = sorted({x for points in trials.lines.values() for x, _ in points})
    rows = []
    for strategy, points in trials.lines.items():
        accuracies = dict(points)
        cells = tuple(format_decimal(accuracies.get(value), 1) or "–" for value in values)
        rows.append(HtmlRow(strategy, cells, find_look(strategy)))
    heading = _HEADINGS.get(trials.column, trials.column)
    caption = f"Dev accuracy in percent by {heading}, mean over tuning seeds ({curves.label})."
    return HtmlTable(
        name, caption, "Strategy", tuple(f"{value:g}" for value in values), tuple(rows)
    )
