"""The figures of the page: functions from summaries to charts."""

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from embedstudy.report.figures import Chart, draw
from embedstudy.report.figures.markers import simplify_axes, spread
from embedstudy.report.initializers.summary import InitializerSummary
from embedstudy.report.palette import light

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# In CSS pixels: a chart with a row for each initializer, and a panel of the losses.
_WIDTH, _ROW = 420, 24
_ABOVE, _BELOW = 26, 48
_PANEL = (190, 128)
# Losses that differ by a larger factor have a linear axis: a logarithmic one would hide the end.
_LOGARITHMIC_TO = 100


def draw_losses(summaries: Sequence[InitializerSummary], classes: int) -> list[Chart]:
    """Draw the loss after each epoch, a panel for each initializer, on equal axes.

    The mean over seeds is heavy, each seed thin, the other initializers grey. A dotted line is the
    loss of giving every class the same probability.
    """
    losses = [loss for s in summaries for row in s.rows for loss in row.losses]
    low, high, chance = min(losses), max(losses), math.log(classes)
    logarithmic = low > 0 and high <= _LOGARITHMIC_TO * low

    def painter(summary: InitializerSummary) -> Callable[["Figure"], None]:
        def paint(figure: "Figure") -> None:
            axes = figure.add_axes((0.18, 0.2, 0.79, 0.74))
            epochs = range(1, len(summary.losses) + 1)
            marker = summary.look.marker if len(epochs) == 1 else ""
            for other in summaries:
                if other is not summary:
                    axes.plot(epochs, other.losses, color=light("context"), lw=0.8)
            axes.axhline(chance, color=light("muted"), lw=1, ls=":")
            colour = light(summary.look.colour)
            for row in summary.rows:
                axes.plot(epochs, row.losses, color=colour, lw=0.8, alpha=0.6)
            axes.plot(epochs, summary.losses, color=colour, lw=2.2, marker=marker, gid="mean")
            if logarithmic:
                axes.set_yscale("log")
                axes.set_ylim(low / 1.15, max(high, chance) * 1.15)
            else:
                axes.set_ylim(0, max(high, chance) * 1.05)
            _label_losses(axes, axes.get_ylim(), logarithmic=logarithmic)
            axes.set_xticks(sorted({1, len(summary.losses)}))
            axes.grid(axis="y")
            axes.tick_params(length=0)

        return paint

    return [
        draw(
            f"loss-{number}", _PANEL, painter(summary),
            title=f"{summary.label}: training loss after each epoch",
            description=", ".join(f"{loss:.3f}" for loss in summary.losses),
        )
        for number, summary in enumerate(summaries)
    ]  # fmt: skip


def _label_losses(axes: "Axes", ends: tuple[float, float], *, logarithmic: bool) -> None:
    """Label a logarithmic axis with numbers a factor of two apart."""
    from matplotlib.ticker import MaxNLocator

    if not logarithmic:
        axes.yaxis.set_major_locator(MaxNLocator(4))
        return
    low, high = (math.log2(end) for end in ends)
    ticks = [2.0**power for power in range(math.ceil(low), math.floor(high) + 1)]
    axes.minorticks_off()
    axes.set_yticks(ticks, [f"{tick:.3g}" for tick in ticks])


def draw_accuracy(summaries: Sequence[InitializerSummary], majority: float) -> Chart:
    """Draw the dev accuracy of every seed, and that of the most frequent class."""

    def paint(figure: "Figure") -> None:
        axes = _add_axes(figure, summaries)
        axes.axvline(100 * majority, color=light("muted"), lw=1.2, ls=(0, (4, 3)))
        for y, summary in enumerate(summaries):
            look = summary.look
            heights = [y + step for step in spread(len(summary.rows), 0.44)]
            axes.scatter(
                summary.accuracies, heights, marker=look.marker, s=38,
                color=light(look.colour), alpha=0.85, linewidths=0, zorder=2, clip_on=False,
                gid=f"seeds-of-{y}",
            )  # fmt: skip
            axes.plot(  # the mean, under the marks
                [summary.accuracy] * 2, [y - 0.36, y + 0.36], color=light("ink"), lw=1.4,
                zorder=1.5,
            )  # fmt: skip
        low, high = axes.get_xlim()
        aligned = "left" if 100 * majority < (low + high) / 2 else "right"
        axes.annotate(
            "most frequent class", (100 * majority, 1), (0, 6), color=light("muted"), size=11,
            xycoords=axes.get_xaxis_transform(), textcoords="offset points", va="bottom",
            ha=aligned,
        )  # fmt: skip
        axes.set_xlabel("dev accuracy, %")

    numbers = "; ".join(
        f"{s.label} {', '.join(f'{value:.1f}' for value in s.accuracies)}" for s in summaries
    )
    return draw(
        "accuracy", _measure_rows(summaries), paint,
        title="Dev accuracy of every seed, by initializer",
        description=f"In percent: {numbers}; the most frequent class {100 * majority:.1f}.",
    )  # fmt: skip


def draw_units(summaries: Sequence[InitializerSummary], total: int) -> Chart:
    """Draw how many of the hidden units differ, before and after training."""
    return _draw_counts(summaries, total, "units", "different hidden units")


def draw_rank(summaries: Sequence[InitializerSummary], total: int) -> Chart:
    """Draw the rank of the embedding table, before and after training."""
    return _draw_counts(summaries, total, "rank", "rank of the embedding table")


def _draw_counts(
    summaries: Sequence[InitializerSummary], total: int, count: str, title: str
) -> Chart:
    """Draw a count of `Start` before and after training; `count` is its name there."""

    def paint(figure: "Figure") -> None:
        axes = _add_axes(figure, summaries)
        for y, summary in enumerate(summaries):
            colour = light(summary.look.colour)
            start = getattr(summary.rows[0], f"{count}_before")
            ends = [getattr(row, f"{count}_after") for row in summary.rows]
            axes.plot([start, *ends], [y] * (1 + len(ends)), color=colour, lw=2, alpha=0.5)
            axes.scatter([start], [y], s=80, marker="o", facecolors="none", edgecolors=colour,
                         linewidths=1.6, clip_on=False)  # fmt: skip
            axes.scatter(ends, [y] * len(ends), s=24, marker="o", color=colour, linewidths=0,
                         clip_on=False)  # fmt: skip
            axes.annotate(
                getattr(summary, count).replace(" to ", "–"), (1, y), (14, 0),
                ha="left", va="center", xycoords=axes.get_yaxis_transform(),
                textcoords="offset points", color=light("muted"), size=11,
            )  # fmt: skip
        axes.set_xlim(-0.04 * total, 1.04 * total)
        axes.set_xlabel(title)

    numbers = "; ".join(f"{s.label} {getattr(s, count)}" for s in summaries)
    return draw(
        count, _measure_rows(summaries), paint,
        title=f"{title.capitalize()} before and after training, by initializer",
        description=f"{numbers}.",
    )  # fmt: skip


def _measure_rows(summaries: Sequence[InitializerSummary]) -> tuple[int, int]:
    return _WIDTH, _ABOVE + _ROW * len(summaries) + _BELOW


def _add_axes(figure: "Figure", summaries: Sequence[InitializerSummary]) -> "Axes":
    """Add axes with a row for each initializer, the first on top; the rows of all charts align."""
    _, height = _measure_rows(summaries)
    axes = figure.add_axes((0.29, _BELOW / height, 0.54, 1 - (_ABOVE + _BELOW) / height))
    axes.set_yticks(range(len(summaries)), [s.label for s in summaries])
    axes.set_ylim(len(summaries) - 0.5, -0.5)
    axes.tick_params(axis="y", labelcolor=light("ink"), labelsize=12, pad=8)
    simplify_axes(axes)
    return axes
