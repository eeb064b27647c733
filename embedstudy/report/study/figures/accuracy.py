"""Test scores: a row for each strategy, with every seed and the interval of the mean."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from embedstudy.baselines import is_chance
from embedstudy.report.figures import Chart, draw
from embedstudy.report.figures.markers import fit_name, pad, simplify_axes, spread, style_mark
from embedstudy.report.formatting import format_decimal
from embedstudy.report.palette import light
from embedstudy.report.study.groups import ResultGroup, StrategyResult
from embedstudy.wording import join_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _ROW, _ABOVE, _BELOW = 420, 44, 4, 46  # in CSS pixels
# The axis leaves the most frequent class out if it would be more than this many times as long with
# it, which would squeeze the other marks.
_STRETCH = 1.5


def draw_accuracy(groups: Sequence[ResultGroup], prefix: str) -> list[tuple[ResultGroup, Chart]]:
    """Draw a chart for each group, all on one axis; a single group takes the baselines along.

    Parameters
    ----------
    groups : sequence of ResultGroup
        The groups of one data set at one train size.
    prefix : str
        The beginning of the ids of the charts.
    """
    shown = [
        replace(group, results=finished)
        for group in groups
        if (finished := tuple(result for result in group.results if result.scores))
    ]
    if not shown:
        return []
    limits = _find_limits([result for group in shown for result in group.results])
    if len(shown) == 2 and shown[1].is_baselines:
        first, last = shown
        shown = [replace(first, results=(*first.results, *last.results))]
    return [
        (group, _draw(f"{prefix}-{number}", group, limits)) for number, group in enumerate(shown)
    ]


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


def _draw(name: str, group: ResultGroup, limits: tuple[float, float]) -> Chart:
    metric = group.results[0].metric
    height = _ABOVE + _ROW * len(group.results) + _BELOW

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.02, _BELOW / height, 0.96, 1 - (_ABOVE + _BELOW) / height))
        axes.set_xlim(*limits)
        axes.set_ylim(len(group.results) - 0.5, -0.5)
        across = axes.get_yaxis_transform()
        for y, result in enumerate(group.results):
            colour, middle = light(result.look.colour), y + 0.2
            axes.text(0, y - 0.22, fit_name(result.strategy), transform=across, va="center")
            axes.text(1, y - 0.22, _format_mean(result), transform=across, va="center", ha="right",
                      color=light("muted"), size=11)  # fmt: skip
            extent = _list_extent(result)
            if max(extent) < limits[0] or min(extent) > limits[1]:
                words = "◂ far below" if max(extent) < limits[0] else "far above ▸"
                axes.text(0, middle, words, transform=across, va="center",
                          color=light("muted"), size=11)  # fmt: skip
                continue
            if result.interval:
                axes.plot(result.interval, [middle] * 2, color=colour, lw=7, alpha=0.28)
            if result.mean is not None:
                axes.plot(
                    [result.mean] * 2, [middle - 0.2, middle + 0.2], color=light("ink"), lw=1.4
                )
            heights = [middle + step for step in spread(len(result.scores), 0.26)]
            axes.scatter(result.scores, heights, zorder=3, alpha=0.9, gid=f"seeds-of-{y}",
                         **style_mark(result.look))  # fmt: skip
        axes.set_yticks([])
        simplify_axes(axes)
        axes.set_xlabel(f"test {metric.axis}")

    numbers = "; ".join(
        f"{result.strategy} {_format_mean(result)}, seeds "
        f"{', '.join(format_decimal(value, metric.digits) for value in result.scores)}"
        for result in group.results
    )
    strategies = join_names([result.strategy for result in group.results], "and")
    return draw(
        name, (_WIDTH, height), paint,
        title=f"Test {metric.title} of {strategies}: every seed",
        description=f"Mean and 95 % interval{metric.unit_in_words}: {numbers}.",
    )  # fmt: skip


def _format_mean(result: StrategyResult) -> str:
    digits = result.metric.digits
    ends = "" if result.interval is None else " [{}, {}]".format(
        *(format_decimal(end, digits) for end in result.interval)
    )  # fmt: skip
    return f"{format_decimal(result.mean, digits)}{ends}"
