"""Tables of the values that were tried in tuning."""

from collections.abc import Sequence

from embedstudy.metrics import Metric
from embedstudy.report.formatting import format_decimal
from embedstudy.report.study.figures.tuning import TuningCurves
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.optimizer_scores import describe_trials, list_optimizer_scores
from embedstudy.results.rows import TuningRow
from embedstudy.statistics.expected_best import compute_search_cost, list_expected_best

_HEADINGS = {"lr": "learning rate", "c": "C"}
# Numbers of values for which the expected best is shown.
_BUDGETS = (1, 2, 4, 8)


def tabulate_tuning(name: str, curves: TuningCurves) -> HtmlTable:
    """Show the dev score of every value that was tried."""
    trials, metric = curves.trials, curves.trials.metric
    values = sorted({x for points in trials.lines.values() for x, _ in points})
    rows = []
    for strategy, points in trials.lines.items():
        scores = dict(points)
        cells = tuple(format_decimal(scores.get(x), metric.digits) or "–" for x in values)
        rows.append(HtmlRow(strategy, cells, find_look(strategy)))
    heading = _HEADINGS.get(trials.column, trials.column)
    unit = f"{metric.unit_in_words.removeprefix(',')}{metric.note}"
    caption = f"Dev {metric.title}{unit} by {heading}, mean over tuning seeds ({curves.label})."
    return HtmlTable(
        name, caption, "Strategy", tuple(f"{value:g}" for value in values), tuple(rows)
    )


def tabulate_optimizers(name: str, study_data: StudyData) -> list[HtmlTable]:
    """Show the best dev score by optimizer: a table for each choice of vectors, encoder.

    A study of one optimizer has none.
    """
    largest, metric, tables = study_data.train_sizes[-1:], study_data.metric, []
    known = [
        scores
        for scores in list_optimizer_scores(study_data.tuning, study_data.runs, metric)
        if [scores.train_size] == largest
    ]
    unit = f"{metric.unit_in_words.removeprefix(',')}{metric.note}"
    places = dict.fromkeys((scores.vectors, scores.encoder) for scores in known)
    for number, place in enumerate(places):
        here = [scores for scores in known if (scores.vectors, scores.encoder) == place]
        optimizers = tuple(dict.fromkeys(name for scores in here for name in scores.best))
        rows = tuple(
            HtmlRow(
                scores.strategy,
                (
                    *(metric.format(scores.best.get(name)) for name in optimizers),
                    scores.describe_chosen(),
                ),
                find_look(scores.strategy),
            )
            for scores in here
        )
        caption = (
            f"Best dev {metric.title}{unit} with each optimizer, mean over tuning seeds "
            f"({format_place(*place)}). {describe_trials(here)}"
        )
        headings = (*optimizers, "Chosen on dev")
        words = frozenset({len(optimizers)})
        tables.append(HtmlTable(f"{name}-{number}", caption, "Strategy", headings, rows, words))
    return tables


def tabulate_budget(name: str, study_data: StudyData) -> list[HtmlTable]:
    """Show the expected best dev accuracy by budget: a table for each choice of vectors, encoder.

    It is that of values of the first round, which all had trainings of the same length.
    """
    largest = study_data.train_sizes[-1:]
    rows = [row for row in study_data.tuning if [row.train_size] == largest and row.encoder]
    metric, tables = study_data.metric, []
    unit = f"{metric.unit_in_words.removeprefix(',')}{metric.note}"
    for number, place in enumerate(dict.fromkeys((row.vectors, row.encoder) for row in rows)):
        here = [row for row in rows if (row.vectors, row.encoder) == place]
        strategies = list(dict.fromkeys(row.strategy for row in here))
        lines = [
            _format_budget(s, [row for row in here if row.strategy == s], metric)
            for s in strategies
        ]
        caption = (
            f"Expected best dev {metric.title}{unit} of so many values from the first "
            f"round (Dodge et al. 2019; {format_place(*place)}). Cost: of the whole search, in "
            "trainings of full length."
        )
        headings = (*(f"{n:,}" for n in _BUDGETS), "All", "Cost")
        tables.append(HtmlTable(f"{name}-{number}", caption, "Strategy", headings, tuple(lines)))
    return tables


def _format_budget(strategy: str, rows: Sequence[TuningRow], metric: Metric) -> HtmlRow:
    cells = [metric.format(score) for score in list_expected_best(rows, metric, _BUDGETS)]
    cost = format_decimal(compute_search_cost(rows), 1)
    return HtmlRow(strategy, (*cells, cost), find_look(strategy))
