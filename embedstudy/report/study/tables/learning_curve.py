"""Tables of learning curves, and of the sizes where they cross."""

from collections.abc import Mapping, Sequence

from embedstudy.metrics import METRICS
from embedstudy.report.study.figures.learning_curve import LearningCurves
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.rows import CrossoverRow, CurveRow

# The strategy that knows no word but those of its training texts.
_RANDOM = "random"


def tabulate_curve(name: str, curves: LearningCurves) -> HtmlTable:
    """Show every point of learning curves."""
    sizes = sorted({row.train_size for rows in curves.lines.values() for row in rows})
    rows = []
    for strategy, points in curves.lines.items():
        by_size = {row.train_size: row for row in points}
        cells = tuple(_format_point(by_size.get(size)) for size in sizes)
        rows.append(HtmlRow(strategy, cells, find_look(strategy)))
        rows += _list_seen_words(strategy, by_size, curves, sizes)
    metric = METRICS[next(iter(curves.lines.values()))[0].metric]
    caption = (
        f"Mean test {metric.title}{metric.unit_in_words.removeprefix(',')}{metric.note} and its "
        "95 % interval, by number of training texts."
    )
    return HtmlTable(name, caption, "Strategy", tuple(f"{size:,}" for size in sizes), tuple(rows))


def _list_seen_words(
    strategy: str, by_size: Mapping[int, CurveRow], curves: LearningCurves, sizes: Sequence[int]
) -> list[HtmlRow]:
    """Return the scores without unseen words, and the part of the lead that these words give."""
    points = {size: row for size, row in by_size.items() if row.test_seen_words is not None}
    if not points:
        return []
    metric, look = METRICS[next(iter(points.values())).metric], find_look(strategy)
    random = {row.train_size: row.mean for row in curves.lines.get(_RANDOM, ())}
    cells, parts = [], []
    for size in sizes:
        row, other = points.get(size), random.get(size)
        cells.append("" if row is None else metric.format(row.test_seen_words))
        if row is None or row.mean is None or row.test_seen_words is None or other is None:
            parts.append("")
        else:
            part = metric.format(row.mean - row.test_seen_words, "+")
            parts.append(f"{part} of {metric.format(row.mean - other, '+')}")
    rows = [HtmlRow(f"{strategy}, without unseen words", tuple(cells), look)]
    if any(parts):
        head = f"{strategy} − {_RANDOM}, from unseen words"
        rows.append(HtmlRow(head, tuple(parts), look))
    return rows


def _format_point(row: CurveRow | None) -> str:
    if row is None or row.mean is None:
        return ""
    metric = METRICS[row.metric]
    if row.ci_low is None:
        return metric.format(row.mean)
    ends = f"{metric.format(row.ci_low)}, {metric.format(row.ci_high)}"
    return f"{metric.format(row.mean)} [{ends}]"


def tabulate_crossings(name: str, curves: LearningCurves) -> HtmlTable | None:
    """Show the sizes where curves in the chart cross; None if none do."""
    caption = (
        "By the number of its ring: the size where one strategy overtakes another for good, or may "
        "do so where the interval is open above."
    )
    numbered = [(f"{number}. ", row) for number, row in enumerate(curves.crossings, 1)]
    return _tabulate_crossings(name, caption, numbered)


def tabulate_other_crossings(name: str, curves: LearningCurves) -> HtmlTable | None:
    """Show the sizes where curves cross those of baselines; None if none do."""
    caption = "The size where a strategy and a baseline overtake each other for good."
    return _tabulate_crossings(name, caption, [("", row) for row in curves.others])


def _tabulate_crossings(
    name: str, caption: str, rows: Sequence[tuple[str, CrossoverRow]]
) -> HtmlTable | None:
    if not rows:
        return None
    return HtmlTable(
        name,
        caption,
        "Crossover",
        ("At about", "95 % interval"),
        tuple(
            HtmlRow(
                f"{number}{row.a} {_say_overtakes(row)} {row.b}",
                (f"{row.train_size:,}", _format_ends(row)),
                find_look(row.a),
                row.note,
            )
            for number, row in rows
        ),
    )


def _say_overtakes(row: CrossoverRow) -> str:
    return "may overtake" if row.is_open_above else "overtakes"


def _format_ends(row: CrossoverRow) -> str:
    low = "open below" if row.low is None else f"{row.low:,}"
    high = "open above" if row.high is None else f"{row.high:,}"
    return f"{low} to {high}" if row.low is not None or row.high is not None else "open"
