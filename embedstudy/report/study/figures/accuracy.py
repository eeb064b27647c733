"""Test accuracy: a row a strategy, with every seed and the interval of the mean."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedstudy.baselines import is_chance
from embedstudy.report.figures import Chart, draw
from embedstudy.report.palette import light
from embedstudy.report.study.figures.markers import marks, padded, safe, shifts
from embedstudy.report.study.formatting import decimal, listed
from embedstudy.report.study.groups import Entry, Group

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _ROW, _ABOVE, _BELOW = 420, 44, 4, 46
# Where the most frequent class alone is so far off that the rest would be squeezed, it is told in
# numbers: the axis is at most that many times as long for it.
_STRETCH = 1.5


def accuracy_charts(groups: Sequence[Group], prefix: str) -> list[tuple[Group, Chart]]:
    """Draw a chart a group, all on one axis; a single group takes the baselines along.

    Parameters
    ----------
    groups : sequence of Group
        Of one data set at one train size.
    prefix : str
        What the ids of the charts begin with.
    """
    shown = [_finished(group) for group in groups]
    shown = [group for group in shown if group.entries]
    if not shown:
        return []
    limits = _limits([entry for group in shown for entry in group.entries])
    if len(shown) == 2 and shown[1].is_baselines:
        (first, last) = shown
        shown = [Group(first.vectors, first.encoder, (*first.entries, *last.entries))]
    return [
        (group, _chart(f"{prefix}-{place}", group, limits)) for place, group in enumerate(shown)
    ]


def _finished(group: Group) -> Group:
    entries = tuple(entry for entry in group.entries if entry.accuracies)
    return Group(group.vectors, group.encoder, entries)


def _limits(entries: Sequence[Entry]) -> tuple[float, float]:
    every = padded([value for entry in entries for value in _extent(entry)])
    others = [v for entry in entries if not is_chance(entry.strategy) for v in _extent(entry)]
    if not others:
        return every
    without = padded(others)
    is_far = every[1] - every[0] > _STRETCH * (without[1] - without[0])
    low, high = without if is_far else every
    return max(low, -1.0), min(high, 101.0)


def _extent(entry: Entry) -> list[float]:
    return [*entry.accuracies, *(entry.interval or ())]


def _chart(name: str, group: Group, limits: tuple[float, float]) -> Chart:
    height = _ABOVE + _ROW * len(group.entries) + _BELOW

    def paint(figure: "Figure") -> None:
        axes = figure.add_axes((0.02, _BELOW / height, 0.96, 1 - (_ABOVE + _BELOW) / height))
        axes.set_xlim(*limits)
        axes.set_ylim(len(group.entries) - 0.5, -0.5)
        across = axes.get_yaxis_transform()
        for y, entry in enumerate(group.entries):
            colour, middle = light(entry.look.colour), y + 0.2
            axes.text(0, y - 0.22, safe(entry.strategy), transform=across, va="center")
            axes.text(1, y - 0.22, _said(entry), transform=across, va="center", ha="right",
                      color=light("muted"), size=11)  # fmt: skip
            if max(_extent(entry)) < limits[0]:
                axes.text(0, middle, "◂ far below", transform=across, va="center",
                          color=light("muted"), size=11)  # fmt: skip
                continue
            if entry.interval:
                axes.plot(entry.interval, [middle] * 2, color=colour, lw=7, alpha=0.28)
            if entry.mean is not None:
                axes.plot(
                    [entry.mean] * 2, [middle - 0.2, middle + 0.2], color=light("ink"), lw=1.4
                )
            heights = [middle + each for each in shifts(len(entry.accuracies), 0.26)]
            axes.scatter(entry.accuracies, heights, zorder=3, alpha=0.9, gid=f"seeds-of-{y}",
                         **marks(entry.look))  # fmt: skip
        axes.set_yticks([])
        axes.grid(axis="x")
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("test accuracy, %")

    said = "; ".join(
        f"{entry.strategy} {_said(entry)}, seeds "
        f"{', '.join(decimal(value, 1) for value in entry.accuracies)}"
        for entry in group.entries
    )
    return draw(
        name, (_WIDTH, height), paint,
        title=f"Test accuracy of {listed([e.strategy for e in group.entries])}: every seed",
        description=f"Mean and 95 % interval, in percent: {said}.",
    )  # fmt: skip


def _said(entry: Entry) -> str:
    ends = "" if entry.interval is None else " [{}, {}]".format(
        *(decimal(end, 1) for end in entry.interval)
    )  # fmt: skip
    return f"{decimal(entry.mean, 1)}{ends}"
