"""The figure of the page: the passage from rich to lazy learning, over the initial scale."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embedstudy.plot_style import PlotStyle
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.markers import label_ticks, pad
from embedstudy.report.palette import light
from embedstudy.report.scales.summary import (
    DEFAULT_SCALE,
    ScaleSummary,
    choose_styles,
    find_border,
    split_starts,
)
from embedstudy.results.scales import ScaleResults

# In CSS pixels: five panels, one below the other, on one axis.
_WIDTH, _LEFT, _RIGHT = 460, 44, 12
_ABOVE, _TITLE, _PANEL, _BELOW = 34, 28, 74, 66
# Values that the axis of a logarithmic panel begins with at the lowest.
_LOWEST = 1e-3


@dataclass(frozen=True)
class Panel:
    """A panel of the figure.

    Attributes
    ----------
    title : str
        With what the lines are, where there are several.
    columns : tuple of str
        The columns that it shows: the first drawn through, the second dashed, the third dotted.
    unit : float
        The factor on the numbers.
    is_logarithmic : bool
    """

    title: str
    columns: tuple[str, ...]
    unit: float = 1.0
    is_logarithmic: bool = False


PANELS = (
    Panel("accuracy, %: dev (line), test (dashed)", ("dev_accuracy", "test_accuracy"), 100),
    Panel("task alignment of the space", ("task_alignment",)),
    Panel(
        "directions, log axis: of the change (line), of the space (dashed)",
        ("change_rank", "effective_rank"),
        is_logarithmic=True,
    ),
    Panel("movement, log axis: change ÷ start", ("change_norm",), is_logarithmic=True),
    Panel(
        "agreement of two seeds: predictions (line), CKA (dashed), neighbours (dotted)",
        ("agreement", "cka", "overlap"),
    ),
)
_DASHES: tuple[str | tuple[float, tuple[float, ...]], ...] = ("-", (0, (4, 2.5)), (0, (1, 1.8)))


def draw_passage(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> Chart:
    """Draw accuracy, alignment, rank, movement and agreement over the initial scale.

    A hollow mark is a start that exploded or diverged; it stands at the edge of a panel where its
    value lies beyond. Dotted lines mark the movement of 1, where the change is as long as the
    start, and as many directions as the classes need. The ground is grey up to `find_border`. A
    dotted upright line marks the default scale. Tuned rates stand below the scales.
    """
    styles, height = choose_styles(summaries), _ABOVE + len(PANELS) * (_TITLE + _PANEL) + _BELOW

    def paint(figure: Figure) -> None:
        for place, panel in enumerate(PANELS):
            top = _ABOVE + place * (_TITLE + _PANEL) + _TITLE
            axes = figure.add_axes(
                (_LEFT / _WIDTH, 1 - (top + _PANEL) / height,
                 (_WIDTH - _LEFT - _RIGHT) / _WIDTH, (_PANEL - 6) / height)
            )  # fmt: skip
            _paint_panel(axes, panel, summaries, styles)
            _mark_reference(axes, panel, results, summaries)
            is_last = place == len(PANELS) - 1
            _label_scales(axes, summaries, is_last=is_last)
            if is_last and len(results.conditions.learning_rates) > 1:
                _label_rates(axes, summaries)
            _shade_small(axes, summaries, is_first=not place)
            _mark_default(axes, is_first=not place)

    return draw(
        "passage", (_WIDTH, height), paint,
        title="Accuracy, structure and agreement of seeds, by the scale of the start",
        description="; ".join(_describe(summary) for summary in summaries) + ".",
    )  # fmt: skip


def _paint_panel(
    axes: Axes,
    panel: Panel,
    summaries: Sequence[ScaleSummary],
    styles: Mapping[str, PlotStyle],
) -> None:
    low, high = _find_limits(panel, summaries)
    axes.set_xscale("log")
    axes.set_yscale("log" if panel.is_logarithmic else "linear")
    axes.set_ylim(low, high)
    for place, column in enumerate(panel.columns):
        size, alpha = (9, 0.55) if place else (22, 1.0)
        for name, style in styles.items():
            colour = light(style.colour)
            points = [
                (summary, min(max(panel.unit * mean, low), high))
                for summary in summaries
                if summary.initializer == name
                and (mean := summary.average(column)) is not None
                and math.isfinite(mean)
            ]
            sound = [(summary.scale, y) for summary, y in points if summary.is_sound]
            axes.plot(*zip(*sound, strict=True) if sound else ([], []), color=colour,
                      ls=_DASHES[place], lw=1.6, alpha=alpha)  # fmt: skip
            for summary, y in points:
                axes.scatter([summary.scale], [y], s=size, marker=style.marker, edgecolors=colour,
                             facecolors=colour if summary.is_sound else light("paper"),
                             linewidths=1.2, zorder=3, clip_on=False)  # fmt: skip
    axes.annotate(panel.title, (0, 1), (-36, 7), xycoords="axes fraction",
                  textcoords="offset points", color=light("ink"), size=11)  # fmt: skip
    _label_values(axes, panel)
    axes.grid(axis="y")
    axes.tick_params(length=0)


def _find_limits(panel: Panel, summaries: Sequence[ScaleSummary]) -> tuple[float, float]:
    """Return the limits of a panel, by the sound starts if there are any."""
    starts = [summary for summary in summaries if summary.is_sound] or summaries
    values = [
        panel.unit * mean
        for summary in starts
        for column in panel.columns
        if (mean := summary.average(column)) is not None and math.isfinite(mean)
    ]
    if panel.is_logarithmic:
        low, high = (pick([1.0, *(max(v, _LOWEST) for v in values)]) for pick in (min, max))
        # The name of the line at 1 may stand below it.
        return low / (4 if panel.columns[0] == "change_norm" else 1.8), high * 1.8
    return pad(values or [0, panel.unit], share=0.12, least=0.02 * panel.unit)


def _shade_small(axes: Axes, summaries: Sequence[ScaleSummary], *, is_first: bool) -> None:
    """Shade the scales that training outgrows, and name both sides."""
    low, high = axes.get_xlim()
    is_any_small = bool(split_starts(summaries)[0])
    border = find_border(summaries) or (high if is_any_small else low)
    if border > low:
        axes.axvspan(low, border, color=light("wash"), zorder=0, linewidth=0)
    if not is_first:
        return
    for start, end, name in ((low, border, "rich"), (border, high, "lazy")):
        if end > start * 2:
            axes.annotate(name, (math.sqrt(start * end), 1), (0, 24), ha="center", style="italic",
                          xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                          color=light("muted"), size=11)  # fmt: skip


def _mark_default(axes: Axes, *, is_first: bool) -> None:
    """Mark the scale that random embeddings start with by default, if it is in the range."""
    low, high = axes.get_xlim()
    if not low < DEFAULT_SCALE < high:
        return
    axes.axvline(DEFAULT_SCALE, color=light("muted"), lw=1, ls=(0, (1, 2)), zorder=1)
    if is_first:
        share = math.log(DEFAULT_SCALE / low) / math.log(high / low)
        side = "left" if share < 0.15 else "right" if share > 0.85 else "center"
        axes.annotate(f"default {DEFAULT_SCALE:g}", (DEFAULT_SCALE, 1), (0, 38), ha=side,
                      xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                      color=light("muted"), size=11)  # fmt: skip


def _label_values(axes: Axes, panel: Panel) -> None:
    from matplotlib.ticker import MaxNLocator

    if not panel.is_logarithmic:
        axes.yaxis.set_major_locator(MaxNLocator(3))
        return
    low, high = (math.log10(end) for end in axes.get_ylim())
    powers = range(math.ceil(low), math.floor(high) + 1)
    step = max(1, -(-len(powers) // 3))
    ticks = [10.0**power for power in powers if power % step == 0]
    axes.minorticks_off()
    axes.set_yticks(ticks, [f"{tick:,.0f}" if 1 <= tick < 1e5 else f"{tick:g}" for tick in ticks])


def _mark_reference(
    axes: Axes, panel: Panel, results: ScaleResults, summaries: Sequence[ScaleSummary]
) -> None:
    """Draw the line that a panel is read against, with its name."""
    n_directions = results.conditions.classes - 1
    # The name of the start's length stands on the side of its line where the curve is not.
    is_outgrown = bool(split_starts(summaries)[0])
    # Where the label stands: its side, and how many points above the line.
    references: dict[str, tuple[float, str, str, float]] = {
        "dev_accuracy": (100 * results.majority, "most frequent class", "left", 3),
        "change_rank": (
            n_directions, f"classes − 1 = {n_directions}", "right", 3 if n_directions < 3 else -11,
        ),
        "change_norm": (1.0, "as long as the start", "left", -11 if is_outgrown else 3),
    }  # fmt: skip
    if panel.columns[0] not in references:
        return
    value, label, side, above = references[panel.columns[0]]
    low, high = axes.get_ylim()
    if not low <= value <= high:
        return
    axes.axhline(value, color=light("muted"), lw=1, ls=(0, (2, 2)))
    axes.annotate(label, (side == "right", value), (-3 if side == "right" else 3, above),
                  xycoords=axes.get_yaxis_transform(), ha=side, textcoords="offset points",
                  color=light("muted"), size=9.5)  # fmt: skip


def _label_scales(axes: Axes, summaries: Sequence[ScaleSummary], *, is_last: bool) -> None:
    scales = sorted({summary.scale for summary in summaries})
    axes.set_xlim(scales[0] / 1.25, scales[-1] * 1.25)
    if not is_last:
        axes.minorticks_off()
        axes.set_xticks(scales, [""] * len(scales))
        return
    names = [f"{scale:g}" for scale in scales]
    # Powers of ten rather than others.
    order = sorted(range(len(scales)), key=lambda i: math.log10(scales[i]) % 1 > 1e-9)
    label_ticks(axes, scales, names, order)
    axes.set_xlabel("scale of the start", labelpad=19, size=11)
    for place, side, text in ((0, "left", "← zeros"), (1, "right", "a start that stays →")):
        axes.annotate(text, (place, 0), (0, -45), xycoords="axes fraction", ha=side,
                      textcoords="offset points", color=light("muted"), size=11)  # fmt: skip


def _label_rates(axes: Axes, summaries: Sequence[ScaleSummary]) -> None:
    """Write the tuned rate of the first initializer below each scale from which it is another."""
    first = [summary for summary in summaries if summary.initializer == summaries[0].initializer]
    axes.annotate("rate", (0, 0), (-36, -29), xycoords="axes fraction",
                  textcoords="offset points", color=light("muted"), size=9.5)  # fmt: skip
    before = None
    for summary in sorted(first, key=lambda summary: summary.scale):
        if summary.learning_rate != before:
            axes.annotate(f"{summary.learning_rate:.3g}", (summary.scale, 0), (0, -29), ha="center",
                          xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                          color=light("ink"), size=9.5)  # fmt: skip
        before = summary.learning_rate


def _describe(summary: ScaleSummary) -> str:
    """Return the numbers of a start, in the order of the panels."""
    titles = {
        "dev_accuracy": "dev {} %",
        "test_accuracy": "test {} %",
        "task_alignment": "task alignment {}",
        "change_rank": "directions of the change {}",
        "change_norm": "change ÷ start {}",
        "agreement": "equal predictions {} %",
        "cka": "CKA {}",
        "overlap": "neighbours in common {}",
    }
    numbers = {title: summary.format(column) for column, title in titles.items()}
    parts = [title.format(number) for title, number in numbers.items() if number]
    name = f"{summary.initializer} at {summary.scale:g}, rate {summary.learning_rate:g}"
    status = "" if summary.is_sound else f" ({summary.status})"
    return f"{name}{status}: {', '.join(parts) or 'no numbers'}"
