"""Test scores: a row for each strategy and baseline, with every seed and the interval of the mean.

The best stands first, all are on one axis, and the difference to random stands in words.
"""

from collections.abc import Sequence
from typing import Any

from embedstudy.baselines import is_chance, speak_baseline
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.markers import fit_name, pad, simplify_axes, spread, style_mark
from embedstudy.report.formatting import format_decimal
from embedstudy.report.palette import light
from embedstudy.report.study.groups import StrategyResult
from embedstudy.report.study.ranking import RankedResult
from embedstudy.wording import join_names

_WIDTH, _ROW, _ABOVE, _BELOW = 360, 37, 20, 42  # in CSS pixels
_MARGIN = 0.01  # at both sides, as a share of the width
# Where the columns of numbers end, and where that of words begins, as shares of the axis.
_MEANS, _DIFFERENCES, _WORDS = 0.71, 0.835, 0.85
# The room left of the means, and a character of a name and of what follows it in small type.
_ROOM, _NAME_CHARACTER, _SMALL_CHARACTER = 218, 7.0, 6.2  # in CSS pixels
# The axis leaves the most frequent class out if it would be more than this many times as long with
# it, which would squeeze the other marks.
_STRETCH = 1.5


def draw_accuracy(ranked: Sequence[RankedResult], name: str) -> Chart | None:
    """Draw a row for each cell, in the order given; None if none has a score.

    Parameters
    ----------
    ranked : sequence of RankedResult
        Cells of one data set at one train size.
    name : str
        The id of the chart.
    """
    rows = list(ranked)
    if not any(entry.result.scores for entry in rows):
        return None
    metric = rows[0].result.metric
    has_differences = any(entry.difference for entry in rows)
    limits = _find_limits([entry.result for entry in rows])
    height = _ABOVE + _ROW * len(rows) + _BELOW

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (_MARGIN, _BELOW / height, 1 - 2 * _MARGIN, 1 - (_ABOVE + _BELOW) / height)
        )
        axes.set_xlim(*limits)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks([])
        simplify_axes(axes)
        axes.grid(visible=False, axis="y")
        axes.tick_params(axis="x", pad=6)
        axes.set_xlabel(f"test {metric.axis}")
        _write_headings(axes, has_differences=has_differences)
        _mark_reference(axes, rows, limits)
        for y, entry in enumerate(rows):
            # No line of the grid runs through names and numbers.
            axes.axhspan(y - 0.5, y - 0.02, color=light("paper"), lw=0, zorder=0.8)
            _write_row(axes, y, entry, has_differences=has_differences)
            _draw_row(axes, y, entry.result, limits)

    numbers = "; ".join(_describe(entry) for entry in rows)
    strategies = join_names(list(dict.fromkeys(entry.result.strategy for entry in rows)), "and")
    return draw(
        name, (_WIDTH, height), paint,
        title=f"Test {metric.title} of {strategies}: every seed",
        description=f"Mean and 95 % interval{metric.unit_in_words}: {numbers}.",
    )  # fmt: skip


def _find_limits(results: Sequence[StrategyResult]) -> tuple[float, float]:
    limits = pad([value for result in results for value in _list_extent(result)])
    others = [
        v for result in results if not is_chance(result.strategy) for v in _list_extent(result)
    ]
    if not others:
        return limits
    without = pad(others)
    is_far = limits[1] - limits[0] > _STRETCH * (without[1] - without[0])
    low, high = without if is_far else limits
    metric = results[0].metric
    lowest, highest = (metric.factor * end for end in metric.limits)
    return max(low, lowest - 1), min(high, highest + 1)


def _list_extent(result: StrategyResult) -> list[float]:
    return [*result.scores, *(result.interval or ())]


def _write_headings(axes: Axes, *, has_differences: bool) -> None:
    headings = {"mean": _MEANS}
    if has_differences:
        headings["to random"] = _WORDS + 0.08
    for text, x in headings.items():
        axes.annotate(text, (x, 1), (0, 6), xycoords="axes fraction", size=10.5,
                      textcoords="offset points", ha="right", va="bottom",
                      color=light("muted"))  # fmt: skip


def _mark_reference(axes: Axes, rows: Sequence[RankedResult], limits: tuple[float, float]) -> None:
    """Draw the mean of random through all rows, if there is one random."""
    means = [entry.result.mean for entry in rows if entry.is_reference]
    if len(means) == 1 and means[0] is not None and limits[0] <= means[0] <= limits[1]:
        axes.axvline(means[0], color=light("context"), lw=1, ls=(0, (3, 2)), zorder=0.5)


def _write_row(axes: Axes, y: int, entry: RankedResult, *, has_differences: bool) -> None:
    across, result = axes.get_yaxis_transform(), entry.result
    place: dict[str, Any] = {"transform": across, "va": "center_baseline"}
    digits = result.metric.digits
    has_short_name = is_chance(result.strategy)
    spoken = result.strategy if has_short_name else speak_baseline(result.strategy)
    name = fit_name(spoken, int(_ROOM / _NAME_CHARACTER))
    room = int((_ROOM - _NAME_CHARACTER * (len(name) + 1)) / _SMALL_CHARACTER)
    head = axes.text(0, y - 0.24, name, **place)
    if entry.note and room > 3:
        axes.annotate(fit_name(entry.note, room), (1, 0), (5, 0), xycoords=head, size=10.5,
                      textcoords="offset points", va="bottom", color=light("muted"))  # fmt: skip
    axes.text(_MEANS, y - 0.24, format_decimal(result.mean, digits), ha="right", **place)
    small: dict[str, Any] = {"size": 10.5, "color": light("muted"), **place}
    if entry.is_reference and has_differences:
        axes.text(_WORDS, y - 0.24, "reference", **small)
    if entry.difference is not None:
        is_found = entry.difference.word in ("better", "worse")
        small["color"] = light("ink" if is_found else "muted")
        axes.text(_DIFFERENCES, y - 0.24, entry.difference.text, ha="right", **small)
        axes.text(_WORDS, y - 0.24, entry.difference.word, **small)


def _draw_row(axes: Axes, y: int, result: StrategyResult, limits: tuple[float, float]) -> None:
    colour, middle, extent = light(result.look.colour), y + 0.2, _list_extent(result)
    if words := _name_outside(extent, limits):
        axes.text(0, middle, words, transform=axes.get_yaxis_transform(), va="center",
                  color=light("muted"), size=10.5)  # fmt: skip
        return
    if result.interval:
        axes.plot(result.interval, [middle] * 2, color=colour, lw=7, alpha=0.28)
    if result.mean is not None:
        axes.plot([result.mean] * 2, [middle - 0.2, middle + 0.2], color=light("ink"), lw=1.4)
    heights = [middle + step for step in spread(len(result.scores), 0.26)]
    axes.scatter(result.scores, heights, zorder=3, alpha=0.9, gid=f"seeds-of-{y}",
                 **style_mark(result.look, 26))  # fmt: skip


def _name_outside(extent: Sequence[float], limits: tuple[float, float]) -> str:
    if not extent:
        return "no run finished"
    if max(extent) < limits[0]:
        return "◂ far below"
    return "far above ▸" if min(extent) > limits[1] else ""


def _describe(entry: RankedResult) -> str:
    result, digits = entry.result, entry.result.metric.digits
    ends = "" if result.interval is None else " [{}, {}]".format(
        *(format_decimal(end, digits) for end in result.interval)
    )  # fmt: skip
    place = f" ({entry.note})" if entry.note else ""
    if not result.scores:
        return f"{result.strategy}{place} without a finished run"
    seeds = ", ".join(format_decimal(value, digits) for value in result.scores)
    text = f"{result.strategy}{place} {format_decimal(result.mean, digits)}{ends}, seeds {seeds}"
    if entry.difference is None:
        return text
    word = f" ({entry.difference.word})" if entry.difference.word else ""
    return f"{text}, {entry.difference.text} to random{word}"
