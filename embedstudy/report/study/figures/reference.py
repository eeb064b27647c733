"""The learning curves of a data set over those of the reference study."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from embedstudy.forecast.reference import (
    RelativeCurve,
    find_match,
    list_relative_curves,
    load_reference_curves,
)
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.labels import make_placer
from embedstudy.report.figures.markers import (
    finish_axes,
    fit_name,
    label_ticks,
    pad,
    style_line,
    style_mark,
    to_points,
)
from embedstudy.report.palette import light
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.strategies import speak_strategy, uses_vectors

_SIZE = (300, 250)


@dataclass(frozen=True)
class ReferenceChart:
    """The curve of one strategy over those of the reference data sets."""

    label: str
    chart: Chart


def draw_reference(study_data: StudyData, prefix: str) -> list[ReferenceChart]:
    """Draw each strategy with the first vectors, for each encoder of the reference study."""
    references = load_reference_curves()
    nearest = _find_nearest(study_data)
    curves = {
        (curve.encoder, curve.strategy): curve
        for curve in reversed(list_relative_curves(study_data.summary, study_data.look_up("data")))
    }
    charts: list[ReferenceChart] = []
    for curve in reversed(curves.values()):
        others = _match(curve, references)
        if not others:
            continue
        vectors = curve.vectors if uses_vectors(curve.strategy) else ""
        label = f"{speak_strategy(curve.strategy, vectors)}, {curve.encoder}"
        name = f"{prefix}-{len(charts)}"
        charts.append(
            ReferenceChart(label, _draw(name, curve, others, nearest.get(curve.encoder, "")))
        )
    return charts


def _find_nearest(study_data: StudyData) -> dict[str, str]:
    """Return the nearest reference data set by encoder."""
    return {
        row.encoder: row.reference
        for row in reversed(study_data.reference)
        if row.distance is not None
    }


def _match(curve: RelativeCurve, references: Sequence[RelativeCurve]) -> list[RelativeCurve]:
    """Return the curve of each other data set that a curve is compared with."""
    names = dict.fromkeys(other.dataset for other in references if other.dataset != curve.dataset)
    groups = ([other for other in references if other.dataset == name] for name in names)
    return [match for group in groups if (match := find_match(curve, group)) is not None]


def _draw(name: str, curve: RelativeCurve, others: Sequence[RelativeCurve], nearest: str) -> Chart:
    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.1, 0.18, 0.87, 0.7))
        axes.set_xscale("log")
        errors = [error for shown in (curve, *others) for error in shown.errors]
        axes.set_ylim(*pad([100 * error for error in errors]))
        for other in sorted(others, key=lambda other: other.dataset == nearest):
            _plot_reference(axes, other, is_nearest=other.dataset == nearest)
        look = find_look(curve.strategy)
        points = list(zip(*_list_points(curve), strict=True))
        axes.plot(*points, gid="own", zorder=4, **style_line(look, lw=2.2))
        axes.scatter(*points, zorder=5, **style_mark(look, 36))
        _label_sizes(axes)
        for other in others:
            if other.dataset == nearest:
                _name_nearest(axes, other, [curve, *others])
        finish_axes(axes, "training texts", "errors, % of those of the most frequent class")

    numbers = ", ".join(
        f"{100 * error:.0f} with {size:,}"
        for size, error in zip(curve.sizes, curve.errors, strict=True)
    )
    ends = [100 * other.errors[-1] for other in others]
    return draw(
        name, _SIZE, paint,
        title=f"Errors of {curve.strategy} against the number of training texts, over those on "
        f"{len(others)} reference data sets",
        description=f"In percent of the errors of the most frequent class: {numbers}. With all "
        f"their texts the reference data sets have {min(ends):.0f} to {max(ends):.0f}"
        f"{f'; the nearest is {nearest}' if nearest else ''}.",
    )  # fmt: skip


def _plot_reference(axes: Axes, curve: RelativeCurve, *, is_nearest: bool) -> None:
    colour = light("ink" if is_nearest else "context")
    axes.plot(*zip(*_list_points(curve), strict=True), color=colour, zorder=2,
              lw=1.3 if is_nearest else 1, gid=f"reference-{curve.dataset}")  # fmt: skip


def _name_nearest(axes: Axes, nearest: RelativeCurve, curves: Sequence[RelativeCurve]) -> None:
    """Write the name of the nearest data set at the end of its curve, where it covers least."""
    lines = [_list_points(curve) for curve in curves]
    placer = make_placer(axes, chain.from_iterable(lines), lines)
    name, end = fit_name(nearest.dataset, 20), to_points(axes, _list_points(nearest)[-1:])
    axes.annotate(name, placer.place(name, end), size=10, zorder=6, xycoords="axes points",
                  ha="center", va="center")  # fmt: skip


def _list_points(curve: RelativeCurve) -> list[tuple[float, float]]:
    return [(size, 100 * error) for size, error in zip(curve.sizes, curve.errors, strict=True)]


def _label_sizes(axes: Axes) -> None:
    """Label the powers of ten."""
    low, high = axes.get_xlim()
    sizes = [10**power for power in range(8) if low <= 10**power <= high]
    axes.set_xlim(low, high)
    label_ticks(axes, sizes, [f"{size:,}" for size in sizes], range(len(sizes)))
