"""How marks and lines are drawn: the same in every figure."""

from collections.abc import Iterable, Sequence
from typing import Any

from embedstudy.plot_style import PlotStyle
from embedstudy.report.figures.matplotlib_types import Axes
from embedstudy.report.formatting import clip
from embedstudy.report.palette import light
from embedstudy.wording import printable

# Markers that look smaller than the others at the same size.
_LARGER = {"_": 2.0, "P": 1.5, "*": 2.2, "^": 1.2}

_CHARACTER, _GAP = 6.5, 5.0  # the width of a character of a tick label, and the room between two


def style_mark(look: PlotStyle, size: float = 34, **more: Any) -> dict[str, Any]:
    """Return the keywords of ``scatter`` for a look; `size` is in square points."""
    colour, size = light(look.colour), size * _LARGER.get(look.marker, 1.0)
    if look.is_hollow:
        ring = {"facecolors": "none", "edgecolors": colour, "linewidths": 1.6}
        return {"marker": look.marker, "s": size, "clip_on": False, **ring, **more}
    width = 2.0 if look.marker == "_" else 0.0
    return {"marker": look.marker, "s": size, "color": colour, "linewidths": width,
            "clip_on": False, **more}  # fmt: skip


def style_line(look: PlotStyle, **more: Any) -> dict[str, Any]:
    """Return the keywords of ``plot`` for a look; baselines and untrained spaces are dashed."""
    dashed = look.is_hollow or look.is_baseline
    return {"color": light(look.colour), "ls": (0, (4, 2.5)) if dashed else "-", **more}


def spread(count: int, width: float) -> list[float]:
    """Return small steps around zero, so that equal values do not hide one another."""
    if count == 1:
        return [0.0]
    return [width * (place / (count - 1) - 0.5) for place in range(count)]


def fit_name(text: str, most: int = 32) -> str:
    """Return a name on one line, shortened to fit into a figure."""
    return clip(printable(text), most)


def simplify_axes(axes: Axes) -> None:
    """Give axes a grid, and take their ticks away."""
    axes.grid(visible=True)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)


def choose_tick_labels(
    places: Sequence[float], labels: Sequence[str], order: Iterable[int]
) -> list[str]:
    """Return labels that do not touch; the others are empty.

    Parameters
    ----------
    places : sequence of float
        Where the ticks are, in points.
    labels : sequence of str
    order : iterable of int
        The ticks, those that keep their label rather than others first.

    Examples
    --------
    >>> choose_tick_labels([0, 10, 60], ["0.01", "0.02", "3"], order=[2, 0, 1])
    ['0.01', '', '3']
    """
    chosen = [""] * len(labels)
    for tick in order:
        half = _CHARACTER * len(labels[tick]) / 2
        if all(
            abs(places[tick] - place) >= half + _CHARACTER * len(text) / 2 + _GAP
            for place, text in zip(places, chosen, strict=True)
            if text
        ):
            chosen[tick] = labels[tick]
    return chosen


def label_ticks(
    axes: Axes, values: Sequence[float], labels: Sequence[str], order: Iterable[int]
) -> None:
    """Label values on the axis across with `choose_tick_labels`; both axes have their limits."""
    bottom = axes.get_ylim()[0]
    places = [place for place, _ in to_points(axes, ((value, bottom) for value in values))]
    axes.minorticks_off()
    axes.set_xticks(values, choose_tick_labels(places, labels, order))


def finish_axes(axes: Axes, across: str, up: str) -> None:
    """Simplify axes and name both; the title of the upright one stands level above it."""
    simplify_axes(axes)
    axes.set_xlabel(across)
    axes.annotate(up, (0, 1), (0, 7), xycoords=("figure fraction", "axes fraction"), ha="left",
                  va="bottom", textcoords="offset points", color=light("muted"))  # fmt: skip


def to_points(axes: Axes, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the places of data in points from the lower left corner of axes with set limits."""
    scale = 72 / axes.figure.get_dpi()
    corner = axes.bbox.min
    return [
        (float(x), float(y))
        for x, y in ((axes.transData.transform(point) - corner) * scale for point in points)
    ]


def pad(values: Sequence[float], share: float = 0.06, least: float = 0.5) -> tuple[float, float]:
    """Return limits with room around values, also where all are equal.

    Examples
    --------
    >>> pad([70.0, 80.0], share=0.1)
    (69.0, 81.0)
    """
    low, high = min(values), max(values)
    room = max(share * (high - low), least)
    return low - room, high + room
