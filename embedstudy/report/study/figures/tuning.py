"""Tuning: dev accuracy against what was tried."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from embedstudy.report.figures import Chart, draw
from embedstudy.report.palette import light
from embedstudy.report.study.figures.markers import line, marks, padded, plain_axes
from embedstudy.report.study.formatting import percent
from embedstudy.report.study.study_data import Contents
from embedstudy.report.styles import look_of
from embedstudy.results.rows import RunRow, TuningRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE = (340, 250)
# What can be tuned: the column, in words, and whether its axis is logarithmic.
_TUNED = {
    "lr": ("learning rate", True),
    "dropout": ("dropout", False),
    "epochs": ("epochs", False),
    "c": ("C, the inverse strength of regularization", True),
}
# Those whose choice stands in runs.csv; `epochs` there are those of the best epoch.
_CHOSEN = ("lr", "dropout", "c")
_TICKS = 5


@dataclass(frozen=True)
class Tried:
    """What was tried of one thing: for each strategy, value and mean dev accuracy in percent.

    Where other things were tuned with it, the accuracy is the best of what they were tried with.
    `failed` counts trials that diverged.
    """

    what: str
    lines: dict[str, list[tuple[float, float]]]
    chosen: dict[str, set[float]]
    failed: int


@dataclass(frozen=True)
class TuningCurves:
    """The chart of one thing that was tuned, of one choice of vectors and encoder."""

    label: str
    tried: Tried
    chart: Chart


def tuning_curves(contents: Contents, prefix: str) -> list[TuningCurves]:
    """Draw what was tried at the largest train size: a chart a thing tuned, and a group."""
    largest = contents.train_sizes[-1:]
    rows = [row for row in contents.tuning if [row.train_size] == largest]
    runs = [run for run in contents.runs if [run.train_size] == largest]
    places = dict.fromkeys((row.vectors, row.encoder) for row in rows)
    found: list[TuningCurves] = []
    for vectors, encoder in sorted(places, key=lambda place: not place[1]):
        of = [row for row in rows if (row.vectors, row.encoder) == (vectors, encoder)]
        own = [run for run in runs if (run.vectors, run.encoder) == (vectors, encoder)]
        label = ", ".join(name for name in (vectors, encoder) if name) or "no embedding"
        for what in _TUNED:
            tried = _tried(what, of, own)
            if tried is not None:
                chart = _chart(f"{prefix}-{len(found)}", tried)
                found.append(TuningCurves(label, tried, chart))
    return found


def _tried(what: str, rows: Sequence[TuningRow], runs: Sequence[RunRow]) -> Tried | None:
    trials = [row for row in rows if getattr(row, what) is not None]
    if len({getattr(row, what) for row in trials}) < 2:
        return None
    lines: dict[str, list[tuple[float, float]]] = {}
    for strategy in dict.fromkeys(row.strategy for row in trials):
        best: dict[float, float] = {}
        settings: dict[tuple[object, ...], list[float | None]] = {}
        for row in trials:
            if row.strategy == strategy:
                setting = tuple(getattr(row, each) for each in _TUNED)
                settings.setdefault(setting, []).append(row.dev_accuracy)
        at = list(_TUNED).index(what)
        for setting, accuracies in settings.items():
            known = [value for value in accuracies if value is not None]
            if len(known) == len(accuracies):
                value, mean = float(str(setting[at])), 100 * fmean(known)
                best[value] = max(mean, best.get(value, mean))
        lines[strategy] = sorted(best.items())
    chosen: dict[str, set[float]] = {strategy: set() for strategy in lines}
    for run in runs:
        picked = getattr(run, what) if what in _CHOSEN else None
        if picked is not None and run.strategy in chosen:
            chosen[run.strategy].add(picked)
    failed = sum(row.dev_accuracy is None for row in trials)
    return Tried(what, lines, chosen, failed)


def _chart(name: str, tried: Tried) -> Chart:
    words, logarithmic = _TUNED[tried.what]

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.12, 0.2, 0.84, 0.77))
        if logarithmic:
            axes.set_xscale("log")
        for place, (strategy, points) in enumerate(tried.lines.items()):
            _line(axes, strategy, points)
            rings = [point for point in points if _is_chosen(point[0], tried.chosen[strategy])]
            if rings:
                axes.plot(*zip(*rings, strict=True), ls="", marker="o", ms=10.5, mfc="none",
                          mec=light("ink"), mew=1.3, zorder=4, clip_on=False,
                          gid=f"ring-of-{place}")  # fmt: skip
        heights = [height for points in tried.lines.values() for _, height in points]
        axes.set_ylim(*(padded(heights) if heights else (0, 100)))
        _ticks(axes, sorted({x for points in tried.lines.values() for x, _ in points}))
        plain_axes(axes)
        axes.set_xlabel(words)

    said = "; ".join(
        f"{strategy} {', '.join(f'{percent(y / 100)} at {x:g}' for x, y in points) or 'diverged'}"
        for strategy, points in tried.lines.items()
    )
    return draw(
        name, _SIZE, paint,
        title=f"Dev accuracy against {words.partition(',')[0]}",
        description=f"In percent: {said}.",
    )  # fmt: skip


def _line(axes: "Axes", strategy: str, points: Sequence[tuple[float, float]]) -> None:
    if points:
        look = look_of(strategy)
        xs, ys = zip(*points, strict=True)
        axes.plot(xs, ys, **line(look, lw=1.6))
        axes.scatter(xs, ys, zorder=3, **marks(look, 22))


def _is_chosen(value: float, chosen: Collection[float]) -> bool:
    return any(math.isclose(value, each, rel_tol=1e-5) for each in chosen)


def _ticks(axes: "Axes", values: Sequence[float]) -> None:
    """Label some of the values that were tried."""
    from matplotlib.ticker import NullFormatter, NullLocator

    step = -(-len(values) // _TICKS) or 1
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(values, [f"{v:g}" if i % step == 0 else "" for i, v in enumerate(values)])
