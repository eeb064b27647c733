"""Learning curves: test score against the number of training texts, and where curves cross."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from embedstudy.baselines import is_chance
from embedstudy.metrics import METRICS, Metric
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.labels import make_placer
from embedstudy.report.figures.markers import (
    finish_axes,
    label_ticks,
    pad,
    style_line,
    style_mark,
    to_points,
)
from embedstudy.report.palette import light
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.results.rows import CROSSING, CrossoverRow, CurveRow

_SIZE = (360, 310)
_RING = 13  # points across a ring, with its line


@dataclass(frozen=True)
class LearningCurves:
    """The learning curves of one choice of vectors and encoder, and of the baselines.

    Attributes
    ----------
    label : str
        Vectors and encoder.
    lines : mapping of str to tuple of CurveRow
        By strategy, the smallest train size first.
    crossings : tuple of CrossoverRow
        Of strategies with an embedding, numbered in the chart from 1.
    others : tuple of CrossoverRow
        The crossings with baselines, which the chart leaves out.
    chart : Chart
    """

    label: str
    lines: Mapping[str, tuple[CurveRow, ...]]
    crossings: tuple[CrossoverRow, ...]
    others: tuple[CrossoverRow, ...]
    chart: Chart


def draw_learning_curves(study_data: StudyData, prefix: str) -> list[LearningCurves]:
    """Draw the curves of a data set: a chart for each choice of vectors and encoder."""
    rows = [row for row in study_data.curve if row.mean is not None]
    baselines = [row for row in rows if not row.encoder]
    places = dict.fromkeys((row.vectors, row.encoder) for row in rows if row.encoder)
    limits = _find_limits(rows, study_data.metric)
    charts = []
    for number, (vectors, encoder) in enumerate(places or {("", ""): None}):
        members = [row for row in rows if (row.vectors, row.encoder) == (vectors, encoder)]
        members += [row for row in baselines if row not in members]
        lines = {
            name: tuple(sorted(group, key=lambda row: row.train_size))
            for name in dict.fromkeys(row.strategy for row in members)
            for group in [[row for row in members if row.strategy == name]]
        }
        crossings = [
            row
            for row in study_data.crossovers
            if row.status == CROSSING
            and row.train_size
            and row.vectors in ("", vectors)
            and row.encoder in ("", encoder)
            and {row.a, row.b} <= lines.keys()
        ]
        crossings.sort(key=lambda row: row.train_size or 0)
        embeddings = {name for name, points in lines.items() if points[0].encoder}
        shown = [row for row in crossings if {row.a, row.b} <= embeddings]
        others = [row for row in crossings if row not in shown]
        if lines:
            chart = _draw(f"{prefix}-{number}", lines, shown, limits)
            label = format_place(vectors, encoder)
            charts.append(LearningCurves(label, lines, tuple(shown), tuple(others), chart))
    return charts


def _find_limits(rows: Sequence[CurveRow], metric: Metric) -> tuple[float, float]:
    """Return the range of scores shown; the most frequent class alone may lie below it."""
    shown = [row for row in rows if not is_chance(row.strategy)] or list(rows)
    ends = [
        metric.factor * value
        for row in shown
        for value in (row.mean, row.ci_low, row.ci_high)
        if value is not None
    ]
    low, high = pad(ends) if ends else (0.0, 100.0)
    return max(low, 0.0), min(high, 100.5) if metric.is_share else high


def _draw(
    name: str,
    lines: Mapping[str, Sequence[CurveRow]],
    crossings: Sequence[CrossoverRow],
    limits: tuple[float, float],
) -> Chart:
    metric = METRICS[next(iter(lines.values()))[0].metric]

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.085, 0.15, 0.885, 0.76))
        axes.set_xscale("log")
        axes.set_ylim(*limits)
        for strategy, rows in lines.items():
            plot_curve(axes, strategy, rows)
        label_sizes(axes, sorted({row.train_size for rows in lines.values() for row in rows}))
        _ring_crossings(axes, lines, crossings)
        finish_axes(axes, "training texts", f"test {metric.axis}")

    numbers = "; ".join(
        f"{strategy} "
        + ", ".join(f"{metric.format(row.mean)} with {row.train_size:,}" for row in rows)
        for strategy, rows in lines.items()
    )
    return draw(
        name, _SIZE, paint,
        title=f"Test {metric.title} against the number of training texts",
        description=f"{'In percent' if metric.is_share else 'Mean'}: {numbers}.",
    )  # fmt: skip


def _ring_crossings(
    axes: Axes, lines: Mapping[str, Sequence[CurveRow]], crossings: Sequence[CrossoverRow]
) -> None:
    """Ring the crossings; rings that touch share a label."""
    curves = [list_points(rows) for rows in lines.values()]
    placer = make_placer(axes, chain.from_iterable(curves), curves)
    clusters: list[list[tuple[int, tuple[float, float]]]] = []
    for number, row in enumerate(crossings, 1):
        size = row.train_size or 1  # a crossing always has one
        point = (size, _find_height(lines[row.a], size))
        axes.plot(*point, marker="o", ms=11, mfc="none", mec=light("ink"), mew=1.3, zorder=5,
                  gid=f"crossing-{number}")  # fmt: skip
        (place,) = to_points(axes, [point])
        if not clusters or math.dist(clusters[-1][-1][1], place) >= _RING:
            clusters.append([])
        clusters[-1].append((number, place))
    for cluster in clusters:
        text = ", ".join(str(number) for number, _ in cluster)
        axes.annotate(text, placer.place(text, [place for _, place in cluster]), size=11, zorder=6,
                      xycoords="axes points", ha="center", va="center")  # fmt: skip


def list_points(rows: Sequence[CurveRow]) -> list[tuple[float, float]]:
    """Return the points of a curve as they are shown."""
    factor = METRICS[rows[0].metric].factor
    return [(row.train_size, factor * (row.mean or 0)) for row in rows]


def plot_curve(axes: Axes, strategy: str, rows: Sequence[CurveRow]) -> None:
    """Draw the measured points of a strategy, with the intervals of one that has an embedding."""
    look = find_look(strategy)
    factor = METRICS[rows[0].metric].factor
    points = list_points(rows)
    with_ends = [row for row in rows if row.ci_low is not None and row.ci_high is not None]
    if not look.is_baseline:
        axes.fill_between(
            [row.train_size for row in with_ends],
            [factor * (row.ci_low or 0) for row in with_ends],
            [factor * (row.ci_high or 0) for row in with_ends],
            color=light(look.colour), alpha=0.1, lw=0,
        )  # fmt: skip
    axes.plot(*zip(*points, strict=True), gid=f"curve-of-{strategy}", zorder=3,
              **style_line(look, lw=1.4 if look.is_baseline else 2))  # fmt: skip
    inside = [(x, y) for x, y in points if y >= axes.get_ylim()[0]]
    if inside:
        axes.scatter(*zip(*inside, strict=True), zorder=4, **style_mark(look, 40))


def label_sizes(axes: Axes, sizes: Sequence[int]) -> None:
    """Label the train sizes; where labels would touch, the larger size keeps its own."""
    if sizes[0] == sizes[-1]:
        axes.set_xlim(sizes[0] / 2, sizes[0] * 2)
    label_ticks(axes, sizes, [f"{size:,}" for size in sizes], reversed(range(len(sizes))))


def _find_height(rows: Sequence[CurveRow], size: int) -> float:
    """Return the score of a curve as it is shown, between the sizes that it has."""
    import numpy as np

    sizes, scores = zip(*list_points(rows), strict=True)
    return float(np.interp(math.log(size), np.log(sizes), scores))
