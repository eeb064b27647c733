"""Drift: how far training moved words, by how often the training texts have them."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from embedstudy.report.figures import Chart, draw
from embedstudy.report.study.figures.markers import line, marks, padded, plain_axes, safe, shifts
from embedstudy.report.study.formatting import decimal
from embedstudy.report.study.space_names import Family, families
from embedstudy.report.styles import look_of_space
from embedstudy.results.rows import StructureRow
from embedstudy.results.space_labels import label_spaces

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (420, 290)
DRIFT = "drift"
# From rare to frequent; others after them, as they come.
_BANDS = ("1-9", "10-99", "100-999", "1000+")


@dataclass(frozen=True)
class Drift:
    """The drift of a family of spaces."""

    family: Family
    chart: Chart


def bands_of(rows: Sequence[StructureRow]) -> list[str]:
    """List the bands of frequency, rare words first."""
    found = dict.fromkeys(row.of for row in rows if row.metric == DRIFT)
    return sorted(found, key=lambda band: _BANDS.index(band) if band in _BANDS else len(_BANDS))


def drifts(structure: Sequence[StructureRow], prefix: str) -> list[Drift]:
    """Draw a chart for each family of spaces."""
    rows = [row for row in structure if row.metric == DRIFT and row.value is not None]
    return [
        Drift(family, _chart(f"{prefix}-{number}", family, rows))
        for number, family in enumerate(families(row.space for row in rows))
    ]


def _chart(name: str, family: Family, rows: Sequence[StructureRow]) -> Chart:
    own = [row for row in rows if row.space in family.spaces]
    bands = bands_of(own)
    values = {
        space: {
            band: [r.value for r in own if (r.space, r.of) == (space, band) and r.value is not None]
            for band in bands
        }
        for space in family.spaces
    }
    means = {
        space: [(bands.index(band), fmean(found)) for band, found in by_band.items() if found]
        for space, by_band in values.items()
    }

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.1, 0.17, 0.87, 0.79))
        steps = shifts(len(means), 0.16 if len(means) > 1 else 0)
        for (space, points), step in zip(means.items(), steps, strict=True):
            look = look_of_space(space.kind)
            axes.plot([x + step for x, _ in points], [y for _, y in points], zorder=2,
                      **line(look, lw=1.8))  # fmt: skip
            for x, band in enumerate(bands):
                heights = values[space][band]
                axes.scatter([x + step] * len(heights), heights, zorder=3, alpha=0.85,
                             **marks(look, 30))  # fmt: skip
        axes.set_xlim(-0.35, len(bands) - 0.65)
        every = [row.value for row in rows if row.value is not None]  # of other families too
        axes.set_ylim(*padded([1.0, *every], 0.06, 0.01))
        axes.set_xticks(range(len(bands)), [safe(band, 14) for band in bands])
        plain_axes(axes)
        axes.set_xlabel("how often the training texts have a word")

    labels = label_spaces(row.space for row in rows)
    said = "; ".join(
        f"{labels[space]} {', '.join(f'{decimal(y)} for {bands[x]}' for x, y in points)}"
        for space, points in means.items()
    )
    return draw(
        name, _SIZE, paint,
        title="Cosine between a word before and after training, by its frequency",
        description=f"Mean over words and seeds: {said}.",
    )  # fmt: skip
