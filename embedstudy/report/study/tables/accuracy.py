"""Tables of accuracy: cells, their seeds, and every pair of them."""

from collections.abc import Sequence

from embedstudy.baselines import is_chance
from embedstudy.report.study.formatting import decimal, p_value, percent
from embedstudy.report.study.groups import Entry, Group, small_label
from embedstudy.report.study.study_data import Contents
from embedstudy.report.study.tables.table import HtmlTable, Row
from embedstudy.report.styles import look_of
from embedstudy.results.rows import ComparisonRow
from embedstudy.wording import counted

# Columns that a table of seeds has at most; runs.csv has all.
_SEEDS = 10
# Pairs that one table has at most.
_PAIRS = 15


def accuracy_table(name: str, groups: Sequence[Group]) -> HtmlTable:
    """Tell the summary of every cell."""
    return HtmlTable(
        name,
        "Test accuracy and macro F1 in percent. The interval holds for new seeds and new texts; "
        "± is the standard deviation over seeds.",
        "Strategy",
        ("Learning rate", "Mean ± std", "95 % interval", "Median", "Macro F1", "Seeds"),
        tuple(
            Row(
                entry.strategy,
                _cells(entry),
                entry.look,
                small_label(group, groups),
            )
            for group in groups
            for entry in group.entries
        ),
    )


def _cells(entry: Entry) -> tuple[str, ...]:
    row, done = entry.summary, len(entry.accuracies)
    seeds = len({run.seed for run in entry.runs})
    of = f"{done} of {seeds}" if done < seeds else f"{done}"
    if row is None:
        return ("", decimal(entry.mean, 1), "", "", "", of)
    rate = "" if row.lr is None else f"{row.lr:g}"
    std = f" ± {percent(row.std)}" if row.std is not None else ""
    ends = "" if entry.interval is None else f"{percent(row.ci_low)} to {percent(row.ci_high)}"
    mean = f"{percent(row.mean)}{std}" if row.mean is not None else "none finished"
    return (rate, mean, ends, percent(row.median), percent(row.macro_f1), of)


def seeds_table(name: str, groups: Sequence[Group]) -> HtmlTable:
    """Tell the test accuracy of every seed."""
    seeds = sorted({run.seed for g in groups for entry in g.entries for run in entry.runs})
    shown = seeds[:_SEEDS]
    some = (
        f" (the first {_SEEDS} of {len(seeds)}; all are in runs.csv)" if len(seeds) > _SEEDS else ""
    )
    return HtmlTable(
        name,
        f"Test accuracy of every seed, in percent{some}.",
        "Strategy",
        tuple(f"seed {seed}" for seed in shown),
        tuple(
            Row(
                entry.strategy,
                tuple(decimal(entry.by_seed.get(seed), 1) for seed in shown),
                entry.look,
                small_label(group, groups),
            )
            for group in groups
            for entry in group.entries
        ),
    )


def pairs_tables(name: str, contents: Contents) -> list[HtmlTable]:
    """Tell how far every pair is apart at the largest train size.

    Many pairs come in two tables, those with baselines apart.
    """
    sizes = contents.train_sizes
    rows = [row for row in contents.comparisons if row.train_size in sizes[-1:]]
    baselines = {run.strategy for run in contents.runs if not run.encoder}
    rows.sort(
        key=lambda row: (
            is_chance(row.a) or is_chance(row.b),
            len(baselines & {row.a, row.b}),
        )
    )
    more = len(contents.comparisons) - len(rows)
    others = f" {counted(more, 'more pair')} at smaller sizes: see comparisons.csv." if more else ""
    several = len({(row.vectors, row.encoder) for row in rows if row.encoder}) > 1
    embeddings = [row for row in rows if not baselines & {row.a, row.b}]
    if len(rows) <= _PAIRS or not embeddings:
        parts = [(f"{_PAIRED}{others}", rows)]
    else:
        beside = [row for row in rows if baselines & {row.a, row.b}]
        parts = [(f"{_PAIRED}{others}", embeddings), ("The same, with baselines.", beside)]
    return [
        HtmlTable(
            f"{name}-{number}",
            caption,
            "Pair",
            ("Difference", "95 % interval", "p", "p Holm", "p seeds", "Won", "Least"),
            tuple(_pair(row, several=several) for row in of),
        )
        for number, (caption, of) in enumerate(parts)
        if of
    ]


_PAIRED = (
    "Paired differences of test accuracy, in points. p counts chance in seeds and in texts, "
    "p Holm is adjusted for all pairs of the study, p seeds counts chance in seeds alone, on these "
    "test texts; Won is the seeds under which the first did better; Least is the smallest "
    "difference that this many seeds and texts would show four times in five."
)


def _pair(row: ComparisonRow, *, several: bool) -> Row:
    label = ", ".join(each for each in (row.vectors, row.encoder) if each) if several else ""
    ends = ""
    if row.ci_low is not None and row.ci_high is not None:
        ends = f"{percent(row.ci_low, signed=True)} to {percent(row.ci_high, signed=True)}"
    cells = (
        percent(row.delta, signed=True), ends, p_value(row.p_value), p_value(row.p_holm),
        p_value(row.p_seeds), f"{row.wins}/{row.n_seeds}", percent(row.smallest_detectable),
    )  # fmt: skip
    return Row(f"{row.a} − {row.b}", cells, look_of(row.a), label)
