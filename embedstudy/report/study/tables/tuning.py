"""Tables of the values that were tried in tuning."""

from collections.abc import Sequence

from embedstudy.report.formatting import format_decimal, format_percent
from embedstudy.report.study.figures.tuning import TuningCurves
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.rows import TuningRow
from embedstudy.statistics.expected_best import compute_expected_best

_HEADINGS = {"lr": "learning rate", "c": "C"}
# Numbers of values for which the expected best is shown.
_BUDGETS = (1, 2, 4, 8)


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


def tabulate_budget(name: str, study_data: StudyData) -> list[HtmlTable]:
    """Show the expected best dev accuracy by budget: a table for each choice of vectors, encoder.

    It is that of values of the first round, which all had trainings of the same length.
    """
    largest = study_data.train_sizes[-1:]
    rows = [row for row in study_data.tuning if [row.train_size] == largest and row.encoder]
    tables = []
    for number, place in enumerate(dict.fromkeys((row.vectors, row.encoder) for row in rows)):
        here = [row for row in rows if (row.vectors, row.encoder) == place]
        strategies = list(dict.fromkeys(row.strategy for row in here))
        lines = [_format_budget(s, [row for row in here if row.strategy == s]) for s in strategies]
        caption = (
            "Expected best dev accuracy in percent of so many values from the first "
            f"round (Dodge et al. 2019; {format_place(*place)}). Cost: of the whole search, in "
            "trainings of full length."
        )
        headings = (*(f"{n:,}" for n in _BUDGETS), "All", "Cost")
        tables.append(HtmlTable(f"{name}-{number}", caption, "Strategy", headings, tuple(lines)))
    return tables


def _format_budget(strategy: str, rows: Sequence[TuningRow]) -> HtmlRow:
    first = [row.dev_accuracy for row in rows if (row.rung or 1) == 1 and row.seed == rows[0].seed]
    scores = [accuracy or 0.0 for accuracy in first]
    cells = [format_percent(compute_expected_best(scores, n)) for n in (*_BUDGETS, len(scores))]
    longest = max((row.epochs or 1 for row in rows), default=1)
    cost = sum((row.epochs or longest) / longest for row in rows)
    return HtmlRow(strategy, (*cells, format_decimal(cost, 1)), find_look(strategy))
