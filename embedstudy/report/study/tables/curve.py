"""Tables of learning curves, of where they cross, and of what was tried in tuning."""

from embedstudy.report.study.figures.curve import Curves
from embedstudy.report.study.figures.tuning import TuningCurves
from embedstudy.report.study.formatting import decimal, percent
from embedstudy.report.study.tables.table import HtmlTable, Row
from embedstudy.report.styles import look_of
from embedstudy.results.rows import CrossoverRow, CurveRow


def curve_table(name: str, curves: Curves) -> HtmlTable:
    """Tell every point of learning curves."""
    sizes = sorted({row.train_size for rows in curves.lines.values() for row in rows})
    rows = []
    for strategy, points in curves.lines.items():
        at = {row.train_size: row for row in points}
        cells = tuple(_point(at.get(size)) for size in sizes)
        rows.append(Row(strategy, cells, look_of(strategy)))
    caption = "Mean test accuracy in percent and its 95 % interval, by number of training texts."
    return HtmlTable(name, caption, "Strategy", tuple(f"{size:,}" for size in sizes), tuple(rows))


def _point(row: CurveRow | None) -> str:
    if row is None or row.mean is None:
        return ""
    if row.ci_low is None:
        return percent(row.mean)
    return f"{percent(row.mean)} [{percent(row.ci_low)}, {percent(row.ci_high)}]"


def crossings_table(name: str, curves: Curves) -> HtmlTable | None:
    """Tell where curves cross; None if none do."""
    if not curves.crossings:
        return None
    return HtmlTable(
        name,
        "Where one strategy overtakes another for good, by the number in the chart.",
        "Crossover",
        ("at about", "95 % interval"),
        tuple(
            Row(
                f"{number}. {row.a} overtakes {row.b}",
                (f"{row.train_size:,}", _ends(row)),
                look_of(row.a),
                row.note,
            )
            for number, row in enumerate(curves.crossings, 1)
        ),
    )


def _ends(row: CrossoverRow) -> str:
    low = "open below" if row.low is None else f"{row.low:,}"
    high = "open above" if row.high is None else f"{row.high:,}"
    return f"{low} to {high}" if row.low is not None or row.high is not None else "open"


def tuning_table(name: str, curves: TuningCurves) -> HtmlTable:
    """Tell the dev accuracy of every value that was tried."""
    tried = curves.tried
    values = sorted({x for points in tried.lines.values() for x, _ in points})
    rows = []
    for strategy, points in tried.lines.items():
        at = dict(points)
        cells = tuple(decimal(at.get(value), 1) or "–" for value in values)
        rows.append(Row(strategy, cells, look_of(strategy)))
    what = {"lr": "learning rate", "c": "C"}.get(tried.what, tried.what)
    caption = f"Dev accuracy in percent by {what}, mean over tuning seeds ({curves.label})."
    return HtmlTable(
        name, caption, "Strategy", tuple(f"{value:g}" for value in values), tuple(rows)
    )
