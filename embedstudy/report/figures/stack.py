"""Charts as one figure of Matplotlib, to be shown, changed or saved."""

import io
from collections.abc import Sequence
from typing import Any, BinaryIO

from matplotlib.figure import Figure

from embedstudy.plot_style import PlotStyle
from embedstudy.report.figures.chart import UNITS_PER_INCH, Chart, use_style
from embedstudy.report.figures.markers import style_line

_SCREEN = 144  # dots per inch
# Heights in CSS pixels: of the title of a chart, where there are several; of a row of the legend.
_GAP, _LEGEND = 26, 22
_COLUMNS = 3  # of the legend


class StudyFigure(Figure):
    """A figure that a notebook shows without any backend of pyplot."""

    def _repr_png_(self) -> bytes:
        return make_png(self)


def make_png(figure: Figure) -> bytes:
    """Return a figure as PNG, for a screen of high resolution."""
    file = io.BytesIO()
    save_figure(figure, file, "png", dpi=_SCREEN)
    return file.getvalue()


def save_figure(figure: Figure, file: BinaryIO, kind: str, dpi: int = 300) -> None:
    """Write a figure as ``svg``, ``pdf`` or ``png``: the same bytes for the same data."""
    without_dates = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
        "png": {"Software": None},
    }
    with use_style():
        figure.savefig(file, format=kind, dpi=dpi, metadata=without_dates[kind])


def stack_charts(
    charts: Sequence[Chart],
    titles: Sequence[str] = (),
    looks: Sequence[tuple[str, PlotStyle]] = (),
) -> Figure:
    """Draw charts one below the other.

    Parameters
    ----------
    charts : sequence of Chart
        At least one.
    titles : sequence of str
        A line above each; none by default.
    looks : sequence of (str, PlotStyle)
        The legend at the top: what has which colour and mark; none by default.
    """
    heights = [_LEGEND * -(-len(looks) // _COLUMNS)] if looks else []
    for number, chart in enumerate(charts):
        heights += [_GAP, chart.height] if number < len(titles) else [chart.height]
    size = max(chart.width for chart in charts), sum(heights)
    with use_style():
        figure = StudyFigure(figsize=(size[0] / UNITS_PER_INCH, size[1] / UNITS_PER_INCH))
        rows = iter(figure.subfigures(len(heights), squeeze=False, height_ratios=heights)[:, 0])
        if looks:
            _draw_legend(next(rows), looks)
        for number, chart in enumerate(charts):
            if number < len(titles):
                next(rows).text(0.02, 0.2, titles[number], fontsize=12, fontweight="bold")
            chart.paint(next(rows))
    return figure


def _draw_legend(place: Any, looks: Sequence[tuple[str, PlotStyle]]) -> None:
    axes = place.add_axes((0.02, 0, 0.96, 1), frameon=False)
    axes.set_axis_off()
    for label, look in looks:
        mark = {"mfc": "none"} if look.is_hollow else {}
        axes.plot([], [], label=label, marker=look.marker, ms=6, **mark, **style_line(look, lw=1.6))
    axes.legend(
        loc="center left", ncols=min(_COLUMNS, len(looks)), frameon=False, fontsize=10, borderpad=0
    )
