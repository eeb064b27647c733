"""The study's central picture: how far spaces serve the task, and what words mean at large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from embedstudy.report.figures import Chart, draw
from embedstudy.report.palette import light
from embedstudy.report.study.figures.markers import marks, padded, plain_axes, safe
from embedstudy.report.study.formatting import decimal
from embedstudy.report.study.space_names import Family, families
from embedstudy.report.styles import look_of_space
from embedstudy.results.rows import StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SIZE = (420, 340)
ALIGNMENT, MEANING, OBSERVED = "task_alignment", "general_meaning", "observed"

Point = tuple[float, float]


@dataclass(frozen=True)
class Picture:
    """Spaces by task alignment and general meaning, a point a seed.

    Attributes
    ----------
    family : Family
    pairs : str
        The list of word pairs that meaning is measured on.
    counts : str
        How many of them are in the vocabulary.
    chart : Chart
    """

    family: Family
    pairs: str
    counts: str
    chart: Chart


def pictures(structure: Sequence[StructureRow], prefix: str) -> list[Picture]:
    """Draw a picture for each list of word pairs, and each family of spaces.

    Those of one list have the same axes.
    """
    alignment = {
        (row.space, row.seed): row.value
        for row in structure
        if row.metric == ALIGNMENT and row.of == OBSERVED and row.value is not None
    }
    meaning = [row for row in structure if row.metric == MEANING and row.value is not None]
    points: dict[str, dict[SpaceKey, list[Point]]] = {}
    for row in meaning:
        x, y = alignment.get((row.space, row.seed)), row.value
        if x is not None and y is not None:
            points.setdefault(row.of, {}).setdefault(row.space, []).append((x, y))
    limits = {pairs: _limits(list(of.values())) for pairs, of in points.items()}
    labels = label_spaces(row.space for row in meaning)
    found: list[Picture] = []
    for family in families(space for of in points.values() for space in of):
        for pairs, of in points.items():
            own = {space: of[space] for space in family.spaces if space in of}
            counts = [row.n for row in meaning if row.of == pairs and row.space in own]
            if own:
                said = _said(own, labels)
                chart = _chart(f"{prefix}-{len(found)}", family, pairs, own, limits[pairs], said)
                found.append(Picture(family, pairs, _counted(counts), chart))
    return found


def _limits(points: Sequence[Sequence[Point]]) -> tuple[Point, Point]:
    """Return the ends of both axes, with nought on them and room for names at the right."""
    xs, ys = zip(*(point for own in points for point in own), strict=True)
    left, right = padded([0.0, *xs], 0.1, 0.02)
    return (left, right + 0.2 * (right - left)), padded([0.0, *ys], 0.14, 0.02)


def _counted(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _middles(points: Mapping[SpaceKey, Sequence[Point]]) -> dict[SpaceKey, Point]:
    return {
        space: (fmean(x for x, _ in own), fmean(y for _, y in own)) for space, own in points.items()
    }


def _said(points: Mapping[SpaceKey, Sequence[Point]], labels: Mapping[SpaceKey, str]) -> str:
    return "; ".join(
        f"{labels[space]} {decimal(x, 3)} and {decimal(y, 3)}"
        for space, (x, y) in _middles(points).items()
    )


def _chart(
    name: str,
    family: Family,
    pairs: str,
    points: Mapping[SpaceKey, Sequence[Point]],
    limits: tuple[Point, Point],
    said: str,
) -> Chart:
    middles = _middles(points)

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.13, 0.15, 0.83, 0.82))
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        for draw_nought in (axes.axhline, axes.axvline):
            draw_nought(0, color=light("context"), lw=1)
        for place, (space, own) in enumerate(points.items()):
            before = family.before(space)
            if before in middles:
                arrow = {"arrowstyle": "-|>", "color": light("muted"), "lw": 1.2,
                         "shrinkA": 7, "shrinkB": 7, "mutation_scale": 11}  # fmt: skip
                axes.annotate("", middles[space], middles[before], arrowprops=arrow, zorder=1)
            axes.scatter(*zip(*own, strict=True), zorder=3, alpha=0.9, gid=f"points-of-{place}",
                         **marks(look_of_space(space.kind), 46))  # fmt: skip
            offset = (12, -4) if before in middles else (8, 10)
            axes.annotate(safe(space.kind), middles[space], offset, size=11, zorder=4,
                          textcoords="offset points", ha="left", color=light("ink"))  # fmt: skip
        plain_axes(axes)
        axes.set_xlabel("task alignment →")
        axes.set_ylabel(safe(f"general meaning ({pairs}) →", 40))

    return draw(
        name, _SIZE, paint,
        title=f"Task alignment against general meaning on {pairs}",
        description=f"Task alignment and general meaning, mean over seeds: {said}.",
    )  # fmt: skip
