"""Tables of a forecast: what to expect, and what to gain, with more texts."""

from embedstudy.report.study.figures.forecast import METRIC, SHOWN_TIMES, ForecastCurves
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_look
from embedstudy.results.rows import ForecastGainRow, ForecastRow


def tabulate_forecast(name: str, curves: ForecastCurves) -> HtmlTable:
    """Show the expected accuracy with twice and ten times as many texts, and the gain."""
    sizes = [f"{times * curves.largest:,}" for times in SHOWN_TIMES]
    rows = []
    for strategy in curves.expected:
        measured = curves.find_measured(strategy)
        cells = [
            _format_expected(curves.find_expected(strategy, times), 80) for times in SHOWN_TIMES
        ]
        now = "" if measured is None else METRIC.format(measured.mean)
        rows.append(HtmlRow(strategy, (now, *cells), find_look(strategy)))
        gains = [_format_gain(curves.gains.get((strategy, times))) for times in SHOWN_TIMES]
        if any(gains):
            rows.append(HtmlRow(f"{strategy}, gain", ("", *gains), find_look(strategy)))
    caption = (
        f"Test {METRIC.title} in percent: measured with {curves.largest:,} texts, expected with "
        f"{' and '.join(sizes)}, and the gain in points; 80 % intervals."
    )
    columns = (f"{curves.largest:,}", *sizes)
    return HtmlTable(name, caption, "Strategy", columns, tuple(rows))


def tabulate_every_size(name: str, curves: ForecastCurves) -> HtmlTable:
    """Show the expected accuracy at every size, with both intervals."""
    sizes = sorted({row.train_size for rows in curves.expected.values() for row in rows})
    rows = []
    for strategy, points in curves.expected.items():
        by_size = {row.train_size: row for row in points}
        cells = tuple(_format_expected(by_size.get(size), 80) for size in sizes)
        rows.append(HtmlRow(strategy, cells, find_look(strategy)))
        cells = tuple(_format_interval(by_size.get(size), 95) for size in sizes)
        rows.append(HtmlRow(f"{strategy}, 95 % interval", cells, find_look(strategy)))
    caption = (
        f"Expected test {METRIC.title} in percent with its 80 % interval, and the 95 % interval "
        "below, by number of training texts."
    )
    return HtmlTable(name, caption, "Strategy", tuple(f"{size:,}" for size in sizes), tuple(rows))


def _format_expected(row: ForecastRow | None, level: int) -> str:
    if row is None:
        return ""
    return f"{METRIC.format(row.expected)} {_format_interval(row, level)}"


def _format_interval(row: ForecastRow | None, level: int) -> str:
    if row is None:
        return ""
    low, high = getattr(row, f"low_{level}"), getattr(row, f"high_{level}")
    return f"[{METRIC.format(low)}, {METRIC.format(high)}]"


def _format_gain(row: ForecastGainRow | None) -> str:
    if row is None:
        return ""
    ends = f"{METRIC.format(row.low_80, '+')}, {METRIC.format(row.high_80, '+')}"
    return f"{METRIC.format(row.gain, '+')} [{ends}]"
