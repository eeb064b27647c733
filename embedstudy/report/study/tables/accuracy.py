"""Tables of accuracy: cells, their seeds, and every pair of cells."""

from collections.abc import Sequence

from embedstudy.baselines import is_chance
from embedstudy.report.formatting import format_decimal, format_p_value, format_percent
from embedstudy.report.study.groups import ResultGroup, StrategyResult, format_place, label_group
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.rows import ComparisonRow
from embedstudy.wording import counted

# The columns that a table of seeds has at most; runs.csv has all seeds.
_SEEDS = 10
# The pairs that one table has at most.
_PAIRS = 15


def tabulate_accuracy(name: str, groups: Sequence[ResultGroup]) -> HtmlTable:
    """Show the summary of every cell."""
    return HtmlTable(
        name,
        "Test accuracy and macro F1 in percent. The interval holds for new seeds and new texts; "
        "± is the standard deviation over seeds.",
        "Strategy",
        ("Learning rate", "Mean ± std", "95 % interval", "Median", "Macro F1", "Seeds"),
        tuple(
            HtmlRow(result.strategy, _format_cells(result), result.look, label_group(group, groups))
            for group in groups
            for result in group.results
        ),
    )


def _format_cells(result: StrategyResult) -> tuple[str, ...]:
    row, finished = result.summary, len(result.accuracies)
    planned = len({run.seed for run in result.runs})
    seeds = f"{finished} of {planned}" if finished < planned else f"{finished}"
    if row is None:
        return ("", format_decimal(result.mean, 1), "", "", "", seeds)
    rate = "" if row.lr is None else f"{row.lr:g}"
    std = f" ± {format_percent(row.std)}" if row.std is not None else ""
    ends = ""
    if result.interval is not None:
        ends = f"{format_percent(row.ci_low)} to {format_percent(row.ci_high)}"
    mean = f"{format_percent(row.mean)}{std}" if row.mean is not None else "none finished"
    return (rate, mean, ends, format_percent(row.median), format_percent(row.macro_f1), seeds)


def tabulate_seeds(name: str, groups: Sequence[ResultGroup]) -> HtmlTable:
    """Show the test accuracy of every seed."""
    results = [(group, result) for group in groups for result in group.results]
    seeds = sorted({run.seed for _, result in results for run in result.runs})
    shown = seeds[:_SEEDS]
    scope = (
        f" (the first {_SEEDS} of {len(seeds)}; all are in runs.csv)" if len(seeds) > _SEEDS else ""
    )
    return HtmlTable(
        name,
        f"Test accuracy of every seed, in percent{scope}.",
        "Strategy",
        tuple(f"seed {seed}" for seed in shown),
        tuple(
            HtmlRow(
                result.strategy,
                tuple(format_decimal(result.accuracy_by_seed.get(seed), 1) for seed in shown),
                result.look,
                label_group(group, groups),
            )
            for group, result in results
        ),
    )


def tabulate_pairs(name: str, study_data: StudyData) -> list[HtmlTable]:
    """Show the difference of every pair at the largest train size.

    Many pairs stand in two tables: the second holds those with baselines.
    """
    sizes = study_data.train_sizes
    rows = [row for row in study_data.comparisons if row.train_size in sizes[-1:]]
    baselines = {run.strategy for run in study_data.runs if not run.encoder}
    rows.sort(
        key=lambda row: (is_chance(row.a) or is_chance(row.b), len(baselines & {row.a, row.b}))
    )
    more = len(study_data.comparisons) - len(rows)
    others = f" {counted(more, 'more pair')} at smaller sizes: see comparisons.csv." if more else ""
    has_several_places = len({(row.vectors, row.encoder) for row in rows if row.encoder}) > 1
    embeddings = [row for row in rows if not baselines & {row.a, row.b}]
    if len(rows) <= _PAIRS or not embeddings:
        parts = [(f"{_CAPTION}{others}", rows)]
    else:
        with_baselines = [row for row in rows if baselines & {row.a, row.b}]
        parts = [(f"{_CAPTION}{others}", embeddings), ("The same, with baselines.", with_baselines)]
    return [
        HtmlTable(
            f"{name}-{number}",
            caption,
            "Pair",
            ("Difference", "95 % interval", "p", "p Holm", "p seeds", "Won", "Least"),
            tuple(_make_pair(row, show_place=has_several_places) for row in members),
        )
        for number, (caption, members) in enumerate(parts)
        if members
    ]


_CAPTION = (
    "Paired differences of test accuracy, in points. p counts chance in seeds and in texts. "
    "p Holm is adjusted for all pairs of the study. p seeds counts chance in seeds alone, on these "
    "test texts. Won is the seeds under which the first did better. Least is the smallest "
    "difference that this study would detect (80 % power)."
)


def _make_pair(row: ComparisonRow, *, show_place: bool) -> HtmlRow:
    label = format_place(row.vectors, row.encoder) if show_place and row.encoder else ""
    ends = ""
    if row.ci_low is not None and row.ci_high is not None:
        low, high = (format_percent(end, signed=True) for end in (row.ci_low, row.ci_high))
        ends = f"{low} to {high}"
    cells = (
        format_percent(row.delta, signed=True), ends, format_p_value(row.p_value),
        format_p_value(row.p_holm), format_p_value(row.p_seeds), f"{row.wins}/{row.n_seeds}",
        format_percent(row.smallest_detectable),
    )  # fmt: skip
    return HtmlRow(f"{row.a} − {row.b}", cells, find_look(row.a), label)
