"""The figures of the page: functions from summaries to charts."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.markers import fit_name, pad, simplify_axes, spread, style_mark
from embedstudy.report.initializers.summary import InitializerSummary
from embedstudy.report.palette import light

# In CSS pixels: a chart with a row for each initializer, and a panel of the losses.
_WIDTH, _ROW = 420, 24
# The scores: where the axis begins and ends, and where the numbers of mean and units end.
_SCORES_WIDTH, _SCORES_LEFT, _SCORES_RIGHT, _SCORES_MEAN, _SCORES_UNITS = 360, 112, 254, 296, 358
_SCORES_ABOVE, _SCORES_BELOW = 34, 38
# A name has so many characters at most. The size of its type times its characters fits the room.
_NAME, _NAMES_ROOM = 22, 12 * 16
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

    def painter(summary: InitializerSummary) -> Callable[[Figure], None]:
        def paint(figure: Figure) -> None:
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


def _label_losses(axes: Axes, ends: tuple[float, float], *, logarithmic: bool) -> None:
    """Label a logarithmic axis with numbers a factor of two apart."""
    from matplotlib.ticker import MaxNLocator

    if not logarithmic:
        axes.yaxis.set_major_locator(MaxNLocator(4))
        return
    low, high = (math.log2(end) for end in ends)
    ticks = [2.0**power for power in range(math.ceil(low), math.floor(high) + 1)]
    axes.minorticks_off()
    axes.set_yticks(ticks, [f"{tick:.3g}" for tick in ticks])


def draw_scores(summaries: Sequence[InitializerSummary], majority: float) -> Chart:
    """Draw the dev accuracy of every seed, with the different units before and after training."""
    width, height = _SCORES_WIDTH, _SCORES_ABOVE + _ROW * len(summaries) + _SCORES_BELOW

    def paint(figure: Figure) -> None:
        axes = figure.add_axes(
            (_SCORES_LEFT / width, _SCORES_BELOW / height, (_SCORES_RIGHT - _SCORES_LEFT) / width,
             _ROW * len(summaries) / height)
        )  # fmt: skip
        _label_rows(axes, summaries)
        axes.axvline(100 * majority, color=light("muted"), lw=1.2, ls=(0, (4, 3)))
        for y, summary in enumerate(summaries):
            heights = [y + step for step in spread(len(summary.rows), 0.34)]
            mark = style_mark(summary.look, 26, alpha=0.85, zorder=2, gid=f"seeds-of-{y}")
            axes.scatter(summary.accuracies, heights, **mark)
            axes.plot(  # the mean, under the marks
                [summary.accuracy] * 2, [y - 0.34, y + 0.34], color=light("ink"), lw=1.4,
                zorder=1.5,
            )  # fmt: skip
            _write_at(axes, y, _SCORES_MEAN, f"{summary.accuracy:.1f}", color=light("ink"), size=12)
            _write_at(axes, y, _SCORES_UNITS, summary.units.replace(" to ", "–"), size=11)
        _write_at(axes, -0.7, _SCORES_MEAN, "mean", size=10.5, va="bottom")
        _write_at(axes, -0.7, _SCORES_UNITS, "different\nunits", size=10.5, va="bottom")
        axes.set_xlim(
            *pad([100 * majority, *(a for s in summaries for a in s.accuracies)], least=1)
        )
        axes.set_xlabel("dev accuracy, %")

    numbers = "; ".join(
        f"{s.label} {s.accuracy:.1f}, seeds {', '.join(f'{a:.1f}' for a in s.accuracies)}, "
        f"different units {s.units}"
        for s in summaries
    )
    return draw(
        "scores", (width, height), paint,
        title="Dev accuracy of every seed and different hidden units, by initializer",
        description=f"In percent: {numbers}; the most frequent class {100 * majority:.1f}.",
    )  # fmt: skip


def _write_at(axes: Axes, y: float, right: float, text: str, **style: Any) -> None:
    """Write a text that ends at `right`, in CSS pixels from the left of the scores."""
    style = {"color": light("muted"), "va": "center_baseline", **style}
    axes.annotate(text, (right / _SCORES_WIDTH, y), xycoords=("figure fraction", "data"),
                  ha="right", annotation_clip=False, **style)  # fmt: skip


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

    def paint(figure: Figure) -> None:
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


def _add_axes(figure: Figure, summaries: Sequence[InitializerSummary]) -> Axes:
    """Add axes with a row for each initializer, the first on top; the rows of all charts align."""
    _, height = _measure_rows(summaries)
    axes = figure.add_axes((0.29, _BELOW / height, 0.54, 1 - (_ABOVE + _BELOW) / height))
    _label_rows(axes, summaries)
    return axes


def _label_rows(axes: Axes, summaries: Sequence[InitializerSummary]) -> None:
    labels = [fit_name(summary.label, _NAME) for summary in summaries]
    axes.set_yticks(range(len(summaries)), labels)
    axes.set_ylim(len(summaries) - 0.5, -0.5)
    simplify_axes(axes)
    size = min(12.0, _NAMES_ROOM / max(map(len, labels)))
    axes.tick_params(axis="y", labelcolor=light("ink"), labelsize=size, pad=8)
