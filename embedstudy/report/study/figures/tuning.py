"""Tuning: dev score against the values that were tried."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from embedstudy.metrics import Metric
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.markers import (
    finish_axes,
    label_ticks,
    pad,
    style_line,
    style_mark,
)
from embedstudy.report.formatting import format_decimal
from embedstudy.report.palette import light
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.results.rows import RunRow, TuningRow

_SIZE = (340, 260)
# The columns of tuning.csv that are tuned: in words, and whether the axis is logarithmic.
_TUNED = {
    "lr": ("learning rate", True),
    "scale": ("scale of the start", True),
    "dropout": ("dropout", False),
    "epochs": ("epochs", False),
    "c": ("C, the inverse strength of regularization", True),
}
# The chosen value stands in runs.csv for these; `epochs` there are those of the best epoch.
_CHOSEN = ("lr", "scale", "dropout", "c")


@dataclass(frozen=True)
class Trials:
    """The values tried in one column of tuning.csv.

    Attributes
    ----------
    column : str
    lines : dict of str to list of (float, float)
        By strategy, each value with its mean dev score as it is shown, of its longest trainings. It
        is the best score among the values of other columns, if these were tuned too.
    chosen : dict of str to set of float
        By strategy, the values that its runs were trained with.
    failed : int
        The number of trials that diverged.
    metric : Metric
        The one of the study.
    """

    column: str
    lines: dict[str, list[tuple[float, float]]]
    chosen: dict[str, set[float]]
    failed: int
    metric: Metric


@dataclass(frozen=True)
class TuningCurves:
    """The chart of one column that was tuned, for one choice of vectors, encoder, optimizer."""

    label: str
    trials: Trials
    chart: Chart


def draw_tuning(study_data: StudyData, prefix: str) -> list[TuningCurves]:
    """Draw the trials at the largest train size: a chart for each column tuned and each group."""
    largest = study_data.train_sizes[-1:]
    rows = [row for row in study_data.tuning if [row.train_size] == largest]
    runs = [run for run in study_data.runs if [run.train_size] == largest]
    places = dict.fromkeys(map(_find_place, rows))
    charts: list[TuningCurves] = []
    for place in sorted(places, key=lambda place: not place[1]):
        tuned = [row for row in rows if _find_place(row) == place]
        trained = [run for run in runs if _find_place(run) == place]
        for column in _TUNED:
            trials = _collect(column, _take_longest(tuned), trained, study_data.metric)
            if trials is not None:
                chart = _draw(f"{prefix}-{len(charts)}", trials)
                label = ", ".join(filter(None, [format_place(*place[:2]), place[2]]))
                charts.append(TuningCurves(label, trials, chart))
    return charts


def _find_place(row: TuningRow | RunRow) -> tuple[str, str, str]:
    return row.vectors, row.encoder, row.optimizer


def _take_longest(rows: Sequence[TuningRow]) -> list[TuningRow]:
    """Return the trials of each setting that were trained longest.

    Their epochs then differ only where they were tuned: else none are returned.
    """
    last = max((row.rung or 1 for row in rows), default=1)
    full_length = [row for row in rows if (row.rung or 1) >= min(last, 2)]
    are_tuned = len({row.epochs for row in full_length if row.rung == last} - {None}) > 1
    if are_tuned:
        return full_length

    def find_setting(row: TuningRow) -> tuple[object, ...]:
        return row.strategy, row.fold, row.lr, row.scale, row.dropout, row.c

    longest: dict[tuple[object, ...], int] = {}
    for row in rows:
        longest[find_setting(row)] = max(row.epochs or 0, longest.get(find_setting(row), 0))
    return [
        replace(row, epochs=None) for row in rows if (row.epochs or 0) == longest[find_setting(row)]
    ]


def _collect(
    column: str, rows: Sequence[TuningRow], runs: Sequence[RunRow], metric: Metric
) -> Trials | None:
    """Return the trials of a column; None if it has no two values."""
    trials = [row for row in rows if getattr(row, column) is not None]
    if len({getattr(row, column) for row in trials}) < 2:
        return None
    strategies = dict.fromkeys(row.strategy for row in trials)
    lines = {
        strategy: _find_best(column, [row for row in trials if row.strategy == strategy], metric)
        for strategy in strategies
    }
    chosen: dict[str, set[float]] = {strategy: set() for strategy in lines}
    for run in runs:
        value = getattr(run, column) if column in _CHOSEN else None
        if value is not None and run.strategy in chosen:
            chosen[run.strategy].add(value)
    failed = sum(row.dev_accuracy is None for row in trials)
    return Trials(column, lines, chosen, failed, metric)


def _find_best(
    column: str, trials: Sequence[TuningRow], metric: Metric
) -> list[tuple[float, float]]:
    """Return each value of a column with the best mean dev score as it is shown, over seeds."""
    scores: dict[tuple[object, ...], list[float | None]] = {}
    for row in trials:
        setting = tuple(getattr(row, tuned) for tuned in _TUNED)
        scores.setdefault(setting, []).append(row.dev_metric)
    place, best = list(_TUNED).index(column), dict[float, float]()
    for setting, values in scores.items():
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            tried, mean = float(str(setting[place])), metric.sign * metric.factor * fmean(known)
            best[tried] = max(mean, best.get(tried, mean))
    return sorted((tried, metric.sign * mean) for tried, mean in best.items())


def _draw(name: str, trials: Trials) -> Chart:
    (words, is_logarithmic), metric = _TUNED[trials.column], trials.metric

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.1, 0.19, 0.87, 0.7))
        if is_logarithmic:
            axes.set_xscale("log")
        for number, (strategy, points) in enumerate(trials.lines.items()):
            _plot_line(axes, strategy, points)
            chosen = trials.chosen[strategy]
            rings = [p for p in points if any(math.isclose(p[0], x, rel_tol=1e-5) for x in chosen)]
            if rings:
                axes.plot(*zip(*rings, strict=True), ls="", marker="o", ms=10.5, mfc="none",
                          mec=light("ink"), mew=1.3, zorder=4, clip_on=False,
                          gid=f"ring-of-{number}")  # fmt: skip
        heights = [height for points in trials.lines.values() for _, height in points]
        axes.set_ylim(*(pad(heights) if heights else (0, 100)))
        _label_values(axes, sorted({x for points in trials.lines.values() for x, _ in points}))
        finish_axes(axes, words, f"dev {metric.axis}")

    numbers = "; ".join(
        f"{strategy} "
        + (
            ", ".join(f"{format_decimal(y, metric.digits)} at {x:g}" for x, y in points)
            or "diverged"
        )
        for strategy, points in trials.lines.items()
    )
    return draw(
        name, _SIZE, paint,
        title=f"Dev {metric.title} against {words.partition(',')[0]}",
        description=f"{'In percent' if metric.is_share else 'Mean'}: {numbers}.",
    )  # fmt: skip


def _plot_line(axes: Axes, strategy: str, points: Sequence[tuple[float, float]]) -> None:
    if points:
        look = find_look(strategy)
        xs, ys = zip(*points, strict=True)
        axes.plot(xs, ys, **style_line(look, lw=1.6))
        axes.scatter(xs, ys, zorder=3, **style_mark(look, 22))


def _label_values(axes: Axes, values: Sequence[float]) -> None:
    """Label the values; where labels would touch, round numbers keep theirs."""
    labels = [f"{value:.3g}" if value < 1000 else f"{value:g}" for value in values]
    ends = {0, len(values) - 1}
    order = sorted(range(len(values)), key=lambda i: (len(labels[i].strip("0.")), i not in ends))
    label_ticks(axes, values, labels, order)
