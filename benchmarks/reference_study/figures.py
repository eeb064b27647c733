"""The figures of the reference study, as SVG in the colours and markers of the report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.reference import VECTORS
from benchmarks.reference_study.over_datasets import Difference, Ranking, pool
from benchmarks.reference_study.questions import (
    ALL,
    find_crossings,
    find_measure,
    find_place,
    list_differences,
    rank_strategies,
)
from benchmarks.reference_study.tables import PointRow, Tables
from embedstudy.baselines import BASELINES, is_chance
from embedstudy.plot_style import PlotStyle
from embedstudy.report.figures.chart import UNITS_PER_INCH, use_style
from embedstudy.report.figures.markers import pad, simplify_axes, style_line, style_mark
from embedstudy.report.palette import light
from embedstudy.report.styles import find_look, find_space_look
from embedstudy.results.rows import CROSSING
from embedstudy.strategies import USUAL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAIN = VECTORS[0]
RANKED = (*USUAL, *(name for name in BASELINES if not is_chance(name)))
SIZES: Mapping[str, int | None] = {"100 texts": 100, "1,000 texts": 1000, "all texts": ALL}
# How tables of vectors are told apart where a figure shows several.
VECTOR_LOOKS = {
    "glove-6b-50d": PlotStyle("orange", "s", "■"),
    "glove-6b-100d": PlotStyle("orange", "s", "□", is_hollow=True),
    "train:word2vec": PlotStyle("purple", "D", "◆"),
}
_ROW = 30  # points of height for a data set
_LARGEST_TICKS = 40_000


def make_figure(width: int, height: int) -> "Figure":
    """Return an empty figure of so many CSS pixels."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / UNITS_PER_INCH, height / UNITS_PER_INCH), layout="constrained")


def write_figure(figure: "Figure", path: Path) -> None:
    """Write a figure as SVG: the same bytes for the same data. Letters are drawn as shapes."""
    from matplotlib import rcParams

    with use_style():
        rcParams["svg.fonttype"] = "path"  # the docs show it as an image, without a font of theirs
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None},
                       facecolor=light("paper"))  # fmt: skip


def draw_curves(
    tables: Tables, *, columns: int, width: int, encoder: str = "mean", vectors: str = MAIN
) -> "Figure":
    """Draw test accuracy against train size: a small chart for each data set."""
    datasets = tables.list_datasets(encoder)
    n_rows = max(1, -(-len(datasets) // columns))
    with use_style():
        figure = make_figure(width, 62 + 160 * n_rows)
        grid = figure.subplots(n_rows, columns, sharex=True, squeeze=False)
        for axes in grid.flat[len(datasets) :]:
            axes.set_axis_off()
        for axes, dataset in zip(grid.flat, datasets, strict=False):
            _draw_curves_of(axes, tables, dataset, encoder, vectors)
        for place, axes in enumerate(grid.flat[: len(datasets)]):
            is_last = place + columns >= len(datasets)
            _scale_sizes(axes, largest=_find_largest(tables, encoder), labelled=is_last)
        _add_legend(figure, {name: find_look(name) for name in RANKED}, columns)
        figure.supxlabel("training texts", size=11, color=light("muted"))
        figure.supylabel("test accuracy, %", size=11, color=light("muted"))
    return figure


def _draw_curves_of(axes: "Axes", tables: Tables, dataset: str, encoder: str, vectors: str) -> None:
    from matplotlib.ticker import MaxNLocator

    study = tables.find_study(encoder, dataset)
    lines: dict[str, list[PointRow]] = {}
    for row in tables.curves:
        is_here = (row.encoder, row.dataset) == (encoder, dataset)
        if is_here and row.vectors in ("", vectors) and row.mean is not None:
            lines.setdefault(row.strategy, []).append(row)
    ends: list[float] = []
    for name in (*USUAL, study.baseline):
        points = sorted(lines.get(name, ()), key=lambda row: row.train_size)
        look = find_look(name)
        sizes = [row.train_size for row in points]
        means = [100 * (row.mean or 0) for row in points]
        ends += means
        if not look.is_baseline:
            axes.fill_between(
                sizes, [100 * (row.ci_low or 0) for row in points],
                [100 * (row.ci_high or 0) for row in points],
                color=light(look.colour), alpha=0.1, lw=0,
            )  # fmt: skip
        axes.plot(sizes, means, **style_line(look, lw=1.2 if look.is_baseline else 1.7))
        axes.scatter(sizes, means, zorder=3, **style_mark(look, 16))
    axes.set_ylim(*pad(ends, 0.08))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    axes.set_title(dataset, loc="left", size=11, color=light("ink"))
    axes.tick_params(labelsize=10)
    _mark_crossing(axes, tables, dataset, encoder, vectors)
    simplify_axes(axes)


def _mark_crossing(axes: "Axes", tables: Tables, dataset: str, encoder: str, vectors: str) -> None:
    """Draw a line where random overtakes frozen for good, and write the size next to it."""
    crossings = find_crossings(tables, "frozen", vectors=vectors, encoder=encoder)
    row = crossings.rows.get(dataset) if crossings else None
    if row is not None and row.status == CROSSING:
        axes.axvline(row.train_size, color=light("grey"), lw=1, ls=(0, (1, 2)), zorder=1)
        axes.annotate(f"{row.train_size:,}", (row.train_size, 0), (3, 4), size=9.5,
                      xycoords=("data", "axes fraction"), textcoords="offset points",
                      color=light("muted"))  # fmt: skip


def _find_largest(tables: Tables, encoder: str) -> int:
    sizes = [row.train or 0 for row in tables.studies if row.encoder == encoder]
    return max(sizes, default=0) or _LARGEST_TICKS


def _scale_sizes(axes: "Axes", *, largest: float, labelled: bool = True) -> None:
    """Make the horizontal axis one of train sizes, from just below 100."""
    axes.set_xscale("log")
    axes.set_xlim(80, 1.25 * largest)
    axes.minorticks_off()
    ticks = {100: "100", 1000: "1,000", 10_000: "10,000"}
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.tick_params(labelbottom=labelled, labelsize=10)


def _add_legend(
    figure: "Figure", looks: Mapping[str, PlotStyle], columns: int, title: str | None = None
) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], label=name, marker=look.marker, ms=6, **_list_edges(look),
               **style_line(replace(look, is_hollow=False), lw=1.6))
        for name, look in looks.items()
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside upper left", ncols=columns, frameon=False,
                  fontsize=10, borderpad=0, title=title)  # fmt: skip


def _list_edges(look: PlotStyle) -> dict[str, Any]:
    return {"mfc": "none"} if look.is_hollow else {}


def draw_crossings(tables: Tables) -> "Figure":
    """Draw the size at which random overtakes frozen: in texts, and below in running words."""
    datasets = tables.list_datasets("mean")
    with use_style():
        figure = make_figure(460, 90 + 2 * (40 + _ROW * len(datasets)))
        panels = figure.subplots(2, 1)
        for axes, unit in zip(panels, ("training texts", "running words"), strict=True):
            for number, vectors in enumerate(VECTORS):
                shift = 0.22 * (number - 1)
                _draw_crossings_of(axes, tables, vectors, unit, shift)
            _name_rows(axes, datasets)
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
            axes.set_xlabel(f"{unit} from which random is ahead of frozen", size=11)
            simplify_axes(axes)
        _add_legend(figure, VECTOR_LOOKS, 3)
    return figure


def _draw_crossings_of(axes: "Axes", tables: Tables, vectors: str, unit: str, shift: float) -> None:
    crossings = find_crossings(tables, "frozen", vectors=vectors)
    look = VECTOR_LOOKS[vectors]
    datasets = tables.list_datasets("mean")
    for dataset, row in crossings.rows.items() if crossings else ():
        study = tables.find_study("mean", dataset)
        factor = 1 if unit == "training texts" else study.tokens_per_text
        height = len(datasets) - 1 - datasets.index(dataset) - shift
        smallest, largest = 100 * factor, (study.train or 0) * factor
        place = find_place(row)
        low = factor * row.low if row.low else smallest
        high = factor * row.high if row.high else largest
        style = {"color": light(look.colour), "lw": 1.4}
        if row.status == CROSSING:
            axes.plot([low, high], [height, height], zorder=2, **style)
            axes.scatter([factor * place], [height], zorder=3,
                         **style_mark(look, 26, facecolors=light("paper"))
                         if look.is_hollow else style_mark(look, 26))  # fmt: skip
            arrows = [(low, "<")] * (row.low is None) + [(high, ">")] * (row.high is None)
        else:
            arrows = [(smallest, "<") if place < 0 else (largest, ">")]
        for at, marker in arrows:
            axes.scatter([at], [height], marker=marker, s=30, zorder=3, color=style["color"])


def _name_rows(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names) - 1, -1, -1), names)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.tick_params(labelsize=10)


def draw_differences(tables: Tables, a: str, b: str, vectors: str = MAIN) -> "Figure":
    """Draw a difference on each data set, and pooled, at three sizes: a forest plot."""
    datasets = tables.list_datasets("mean")
    names = [*datasets, "mean"]
    with use_style():
        figure = make_figure(460, 64 + _ROW * len(names))
        panels = figure.subplots(1, len(SIZES), sharey=True)
        for axes, (title, size) in zip(panels, SIZES.items(), strict=True):
            differences = list_differences(tables, a, b, vectors=vectors, size=size)
            _draw_forest(axes, names, differences, find_look(a))
            axes.set_title(title, loc="left", size=11)
            _name_rows(axes, names)
            simplify_axes(axes)
        figure.supxlabel("difference in points of accuracy", size=11, color=light("muted"))
    return figure


def _draw_forest(
    axes: "Axes", names: Sequence[str], differences: Sequence[Difference], look: PlotStyle
) -> None:
    axes.axvline(0, color=light("muted"), lw=1)
    pooled = pool(differences)
    rows = [(row.dataset, row.value, row.ci_low, row.ci_high) for row in differences]
    rows += [("mean", pooled.mean, pooled.ci_low, pooled.ci_high)] if pooled else []
    for name, value, low, high in rows:
        height = len(names) - 1 - names.index(name)
        colour = light("ink") if name == "mean" else light(look.colour)
        axes.plot([100 * low, 100 * high], [height, height], color=colour, lw=1.6)
        shape = (
            {"marker": "D", "s": 34, "color": colour} if name == "mean" else style_mark(look, 24)
        )
        axes.scatter([100 * value], [height], zorder=3, **shape)


def draw_ranks(tables: Tables, vectors: str = MAIN) -> "Figure | None":
    """Draw mean ranks at three sizes: bars join what is not shown to differ (Demsar 2006)."""
    rankings = {
        title: ranking
        for title, size in SIZES.items()
        if (ranking := rank_strategies(tables, RANKED, vectors=vectors, size=size)) is not None
    }
    if not rankings:
        return None
    with use_style():
        figure = make_figure(460, 132 * len(rankings))
        panels = figure.subplots(len(rankings), 1, squeeze=False)[:, 0]
        for axes, (title, ranking) in zip(panels, rankings.items(), strict=True):
            _draw_ranks_of(axes, ranking)
            axes.annotate(
                f"{title}, {ranking.n} data sets: critical difference"
                f" {ranking.critical_difference:.1f} ranks",
                (0, 1), (0, 22), xycoords=("figure fraction", "axes fraction"),
                textcoords="offset points", size=11, annotation_clip=False,
            )  # fmt: skip
    return figure


def _draw_ranks_of(axes: "Axes", ranking: Ranking) -> None:
    import pandas as pd
    from scikit_posthocs import critical_difference_diagram

    names = list(ranking.ranks)
    p_values = pd.DataFrame(1.0, index=names, columns=names)
    for (a, b), p in ranking.p_nemenyi.items():
        p_values.loc[a, b] = p_values.loc[b, a] = p
    drawn = critical_difference_diagram(
        ranking.ranks, p_values, ax=axes, label_fmt_left="{label} {rank:.1f} ",
        label_fmt_right=" {label} {rank:.1f}", label_props={"size": 10},
        crossbar_props={"color": light("muted"), "linewidth": 3}, marker_props={"s": 22},
        color_palette={name: light(find_look(name).colour) for name in names},
        elbow_props={"linewidth": 1.2},
    )  # fmt: skip
    for (bar,) in drawn["crossbars"]:
        bar.set_xdata(sorted(bar.get_xdata()))  # its points come from a set, in any order


def draw_alignment(tables: Tables, vectors: str = MAIN) -> "Figure":
    """Draw the task alignment of each kind of space on each data set."""
    datasets = tables.list_datasets("mean")
    kinds = ("random-before", "random", "pretrained", "finetuned")
    with use_style():
        figure = make_figure(460, 84 + _ROW * len(datasets))
        axes = figure.subplots()
        for number, kind in enumerate(kinds):
            look = find_space_look(kind)
            for place, value, low, high in _list_alignments(tables, datasets, kind, vectors):
                height = place - 0.2 * (number - 1.5)
                axes.plot([low, high], [height, height], color=light(look.colour), lw=1.4)
                axes.scatter([value], [height], zorder=3, **style_mark(look, 26))
        _name_rows(axes, datasets)
        axes.set_xlabel("task alignment")
        simplify_axes(axes)
        _add_legend(figure, {kind: find_space_look(kind) for kind in kinds}, 4)
    return figure


def _list_alignments(
    tables: Tables, datasets: Sequence[str], kind: str, vectors: str
) -> Iterator[tuple[int, float, float, float]]:
    for number, dataset in enumerate(reversed(datasets)):
        row = find_measure(tables, dataset, kind, vectors=vectors)
        if row is not None:
            ends = (row.value if end is None else end for end in (row.ci_low, row.ci_high))
            yield number, row.value, *ends


def draw_all(tables: Tables) -> dict[str, "Figure"]:
    """Draw every figure of the pages, by the name of its file."""
    drawn = {
        "curves": draw_curves(tables, columns=3, width=700),
        "curves-narrow": draw_curves(tables, columns=2, width=400),
        "crossings": draw_crossings(tables),
        "finetuned-random": draw_differences(tables, "finetuned", "random"),
        "frozen-random": draw_differences(tables, "frozen", "random"),
        "ranks": draw_ranks(tables),
        "alignment": draw_alignment(tables),
    }
    if tables.list_datasets("cnn"):
        drawn["curves-cnn"] = draw_curves(tables, columns=2, width=460, encoder="cnn")
    return {name: figure for name, figure in drawn.items() if figure is not None}
