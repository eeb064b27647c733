"""Dynamics: how loss, accuracy and spaces change while they are trained."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
from embedstudy.report.study.space_families import SpaceFamily, group_spaces
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import DynamicsRow
from embedstudy.results.space_labels import SpaceKey, label_spaces

_SIZE = (340, 230)
# The part of the axis that the first epoch takes, where there are others. It is logarithmic from
# here to its end, and the start stands at the left.
_FIRST_EPOCH, _FEWEST_EPOCHS = 0.5, 10**-2.5
_SOON = (0.01, 0.1, 1.0)
# Fields of `DynamicsRow` by the name of the figure, with the title of their axis and the factor.
MEASURES = {
    "loss": ("train_loss", "train loss", 1),
    "accuracy": ("dev_accuracy", "dev accuracy, %", 100),
    "alignment": ("task_alignment", "task alignment", 1),
    "rank": ("change_rank", "rank of change", 1),
}


@dataclass(frozen=True)
class DynamicsCharts:
    """The charts of a family of spaces, one a measure."""

    family: SpaceFamily
    charts: tuple[Chart, ...]


def draw_dynamics(rows: Sequence[DynamicsRow], prefix: str) -> list[DynamicsCharts]:
    """Draw every measure over the epochs, for each family of spaces."""
    measured = [row for row in rows if row.train_loss is not None]
    drawn = []
    for number, family in enumerate(group_spaces(row.space for row in measured)):
        charts = [
            _draw(f"{prefix}-{number}-{name}", name, family, measured)
            for name, (column, *_) in MEASURES.items()
            if any(getattr(row, column) is not None for row in measured)
        ]
        drawn.append(DynamicsCharts(family, tuple(charts)))
    return drawn


def place_epoch(epoch: float, last: float) -> float:
    """Return where a moment stands on the axis, from 0 at the start to 1 at the last epoch.

    Examples
    --------
    >>> [round(place_epoch(epoch, 10.0), 2) for epoch in (0.0, 0.01, 0.1, 1.0, 5.5, 10.0)]
    [0.0, 0.1, 0.3, 0.5, 0.75, 1.0]
    """
    first = 1.0 if last <= 1 else _FIRST_EPOCH
    if epoch > 1:
        return first + (1 - first) * (epoch - 1) / (last - 1)
    if epoch <= _FEWEST_EPOCHS:
        return 0.0
    return first * (1 - math.log10(epoch) / math.log10(_FEWEST_EPOCHS))


def _draw(name: str, measure: str, family: SpaceFamily, rows: Sequence[DynamicsRow]) -> Chart:
    column, heading, factor = MEASURES[measure]
    last = max(row.epoch for row in rows)
    heights = [factor * value for row in rows if (value := getattr(row, column)) is not None]
    moments = {
        space: [
            (row, factor * value)
            for row in rows
            if row.space == space and (value := getattr(row, column)) is not None
        ]
        for space in family.spaces
    }

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.12, 0.2, 0.84, 0.66))
        for space, points in moments.items():
            look = find_space_look(space.kind)
            places = [place_epoch(row.epoch, last) for row, _ in points]
            values = [value for _, value in points]
            axes.plot(places, values, zorder=2, **style_line(look, lw=1.8))
            for is_chosen, size in ((False, 12), (True, 44)):
                marks = [i for i, (row, _) in enumerate(points) if row.chosen == is_chosen]
                axes.scatter(
                    [places[i] for i in marks], [values[i] for i in marks], zorder=3,
                    **style_mark(look, size),
                )  # fmt: skip
        axes.set_xlim(-0.02, 1.02)
        # The limits hold the other families too, so that all charts have one axis.
        axes.set_ylim(*pad(heights, 0.06, 1e-3))
        if last > 1:
            axes.axvline(_FIRST_EPOCH, color=light("line"), lw=1, zorder=1)
        _label_epochs(axes, last)
        finish_axes(axes, "epochs (the first one is stretched)", heading)

    return draw(
        name, _SIZE, paint,
        title=f"{heading[0].upper()}{heading[1:]} over the epochs",
        description=f"{_describe(moments)}.",
    )  # fmt: skip


def _label_epochs(axes: Axes, last: float) -> None:
    epochs = [0.0, *(epoch for epoch in _SOON if epoch <= last)]
    epochs += [last] if last > 1 else []
    ticks = [place_epoch(epoch, last) for epoch in epochs]
    labels = [f"{epoch:g}" for epoch in epochs]
    order = sorted(range(len(epochs)), key=lambda tick: epochs[tick] not in (0.0, 1.0, last))
    label_ticks(axes, ticks, labels, order)


def _describe(moments: dict[SpaceKey, list[tuple[DynamicsRow, float]]]) -> str:
    """Say the values at the start, after the first epoch, and at the chosen one."""
    labels = label_spaces(moments)
    parts = []
    for space, points in moments.items():
        values = {
            "at the start": next((v for row, v in points if row.epoch == 0), None),
            "after one epoch": next((v for row, v in points if row.epoch == 1), None),
            "at the chosen epoch": next((v for row, v in points if row.chosen), None),
        }
        numbers = [f"{format_decimal(v)} {when}" for when, v in values.items() if v is not None]
        parts.append(f"{labels[space]} {', '.join(numbers)}")
    return "; ".join(parts)
