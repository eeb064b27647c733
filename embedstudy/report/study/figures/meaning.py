"""The study's central picture: task alignment against general meaning, a point for each space."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean

from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.labels import make_placer
from embedstudy.report.figures.markers import (
    finish_axes,
    fit_name,
    pad,
    style_mark,
    to_points,
)
from embedstudy.report.formatting import format_decimal
from embedstudy.report.palette import light
from embedstudy.report.study.space_families import SpaceFamily, group_spaces
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces

_SIZE = (360, 330)
ALIGNMENT, MEANING, OBSERVED = "task_alignment", "general_meaning", "observed"

Point = tuple[float, float]


@dataclass(frozen=True)
class MeaningPicture:
    """A family of spaces by task alignment and general meaning, a point for each seed.

    Attributes
    ----------
    family : SpaceFamily
    pairs : str
        The list of word pairs that general meaning is measured on.
    counts : str
        The number of these pairs that the vocabulary has.
    chart : Chart
    """

    family: SpaceFamily
    pairs: str
    counts: str
    chart: Chart


def draw_meaning(structure: Sequence[StructureRow], prefix: str) -> list[MeaningPicture]:
    """Draw a picture for each family of spaces and each list of word pairs.

    Pictures of one list have the same axes.
    """
    alignment = {
        (row.space, row.seed): row.value
        for row in structure
        if row.metric == ALIGNMENT and row.of == OBSERVED and row.value is not None
    }
    meaning = [row for row in structure if row.metric == MEANING and row.value is not None]
    points_by_list: dict[str, dict[SpaceKey, list[Point]]] = {}
    for row in meaning:
        x, y = alignment.get((row.space, row.seed)), row.value
        if x is not None and y is not None:
            points_by_list.setdefault(row.of, {}).setdefault(row.space, []).append((x, y))
    limits = {pairs: _find_limits(points) for pairs, points in points_by_list.items()}
    labels = label_spaces(row.space for row in meaning)
    pictures: list[MeaningPicture] = []
    for family in group_spaces(space for points in points_by_list.values() for space in points):
        for pairs, points in points_by_list.items():
            members = {space: points[space] for space in family.spaces if space in points}
            if not members:
                continue
            counts = [row.n for row in meaning if row.of == pairs and row.space in members]
            name = f"{prefix}-{len(pictures)}"
            chart = _draw(name, family, pairs, members, limits[pairs], labels)
            pictures.append(MeaningPicture(family, pairs, _format_counts(counts), chart))
    return pictures


def _find_limits(points: Mapping[SpaceKey, Sequence[Point]]) -> tuple[Point, Point]:
    """Return the ends of both axes, which hold zero and have room for names at the right."""
    xs, ys = zip(*(point for seeds in points.values() for point in seeds), strict=True)
    left, right = pad([0.0, *xs], 0.1, 0.02)
    return (left, right + 0.2 * (right - left)), pad([0.0, *ys], 0.14, 0.02)


def _format_counts(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _draw(
    name: str,
    family: SpaceFamily,
    pairs: str,
    seeds: Mapping[SpaceKey, Sequence[Point]],
    limits: tuple[Point, Point],
    labels: Mapping[SpaceKey, str],
) -> Chart:
    means = {
        space: (fmean(x for x, _ in points), fmean(y for _, y in points))
        for space, points in seeds.items()
    }

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.095, 0.145, 0.885, 0.77))
        axes.set_xlim(*limits[0])
        axes.set_ylim(*limits[1])
        for draw_zero in (axes.axhline, axes.axvline):
            draw_zero(0, color=light("context"), lw=1)
        arrows = []
        for number, (space, points) in enumerate(seeds.items()):
            before = family.find_before(space)
            if before is not None and before in means:
                arrows.append((before, space))
                arrow = {"arrowstyle": "-|>", "color": light("muted"), "lw": 1.2,
                         "shrinkA": 7, "shrinkB": 7, "mutation_scale": 11}  # fmt: skip
                axes.annotate("", means[space], means[before], arrowprops=arrow, zorder=1)
            axes.scatter(*zip(*points, strict=True), zorder=3, alpha=0.9, gid=f"points-of-{number}",
                         **style_mark(find_space_look(space.kind), 46))  # fmt: skip
        _name_spaces(axes, seeds, [(means[before], means[after]) for before, after in arrows])
        finish_axes(axes, "task alignment →", fit_name(f"↑ general meaning ({pairs})", 46))

    numbers = "; ".join(
        f"{labels[space]} {format_decimal(x, 3)} and {format_decimal(y, 3)}"
        for space, (x, y) in means.items()
    )
    return draw(
        name, _SIZE, paint,
        title=f"Task alignment against general meaning on {pairs}",
        description=f"Task alignment and general meaning, mean over seeds: {numbers}.",
    )  # fmt: skip


def _name_spaces(
    axes: Axes,
    seeds: Mapping[SpaceKey, Sequence[Point]],
    arrows: Sequence[tuple[Point, Point]],
) -> None:
    placer = make_placer(axes, chain.from_iterable(seeds.values()), arrows)
    for space, points in seeds.items():
        name = fit_name(space.kind)
        middle = placer.place(name, to_points(axes, points))
        axes.annotate(name, middle, xycoords="axes points", size=11, zorder=4,
                      ha="center", va="center", color=light("ink"))  # fmt: skip
