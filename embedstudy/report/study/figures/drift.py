"""Drift: how far training moved words, by how often the training texts have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.report.figures import Chart, Figure, draw
from embedstudy.report.figures.markers import (
    finish_axes,
    fit_name,
    pad,
    spread,
    style_line,
    style_mark,
)
from embedstudy.report.formatting import format_decimal
from embedstudy.report.study.space_families import SpaceFamily, group_spaces
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import StructureRow
from embedstudy.results.space_labels import label_spaces

_SIZE = (360, 280)
DRIFT = "drift"
# The bands of frequency, rare words first; other bands come after them.
_BANDS = ("1-9", "10-99", "100-999", "1000+")


@dataclass(frozen=True)
class DriftChart:
    """The drift of a family of spaces."""

    family: SpaceFamily
    chart: Chart


def list_bands(rows: Sequence[StructureRow]) -> list[str]:
    """List the bands of frequency, rare words first."""
    bands = dict.fromkeys(row.of for row in rows if row.metric == DRIFT)
    return sorted(bands, key=lambda band: _BANDS.index(band) if band in _BANDS else len(_BANDS))


def draw_drift(structure: Sequence[StructureRow], prefix: str) -> list[DriftChart]:
    """Draw a chart for each family of spaces."""
    rows = [row for row in structure if row.metric == DRIFT and row.value is not None]
    return [
        DriftChart(family, _draw(f"{prefix}-{number}", family, rows))
        for number, family in enumerate(group_spaces(row.space for row in rows))
    ]


def _draw(name: str, family: SpaceFamily, rows: Sequence[StructureRow]) -> Chart:
    members = [row for row in rows if row.space in family.spaces]
    bands = list_bands(members)
    values = {space: {band: list[float]() for band in bands} for space in family.spaces}
    for row in members:
        if row.value is not None:
            values[row.space][row.of].append(row.value)
    means = {
        space: [(bands.index(band), fmean(cosines)) for band, cosines in by_band.items() if cosines]
        for space, by_band in values.items()
    }

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.09, 0.17, 0.89, 0.72))
        steps = spread(len(means), 0.16 if len(means) > 1 else 0)
        for (space, points), step in zip(means.items(), steps, strict=True):
            look = find_space_look(space.kind)
            axes.plot([x + step for x, _ in points], [y for _, y in points], zorder=2,
                      **style_line(look, lw=1.8))  # fmt: skip
            for x, band in enumerate(bands):
                heights = values[space][band]
                axes.scatter([x + step] * len(heights), heights, zorder=3, alpha=0.85,
                             **style_mark(look, 30))  # fmt: skip
        axes.set_xlim(-0.35, len(bands) - 0.65)
        # The limits hold the other families too, so that all charts have one axis.
        axes.set_ylim(
            *pad([1.0, *(row.value for row in rows if row.value is not None)], 0.06, 0.01)
        )
        axes.set_xticks(range(len(bands)), [fit_name(band, 14) for band in bands])
        finish_axes(axes, "how often the training texts have a word", "cosine before and after")

    labels = label_spaces(row.space for row in rows)
    numbers = "; ".join(
        f"{labels[space]} {', '.join(f'{format_decimal(y)} for {bands[x]}' for x, y in points)}"
        for space, points in means.items()
    )
    return draw(
        name, _SIZE, paint,
        title="Cosine between a word before and after training, by its frequency",
        description=f"Mean over words and seeds: {numbers}.",
    )  # fmt: skip
