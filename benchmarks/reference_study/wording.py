"""Numbers and names as the pages of the reference study write them."""

import math
import re
from collections.abc import Iterable, Sequence

from benchmarks.reference_study.collect import ALWAYS, LEVEL
from benchmarks.reference_study.over_datasets import CensoredMedian, Difference, Pooled
from benchmarks.reference_study.tables import CrossingRow
from embedstudy.report.formatting import format_percent, keep_numbers_together
from embedstudy.results.rows import CROSSING

OPEN = "…"
_NUMBER = re.compile(r"[*+−]*\d")


def format_points(value: float, low: float | None = None, high: float | None = None) -> str:
    """Write a difference in points, with its interval.

    Examples
    --------
    >>> format_points(0.0134, -0.002, 0.03), format_points(-0.05)
    ('+1.3 [−0.2, +3.0]', '−5.0')
    """
    text = format_percent(value, signed=True)
    if low is None or high is None:
        return text
    return f"{text} [{format_percent(low, signed=True)}, {format_percent(high, signed=True)}]"


def format_pooled(pooled: Pooled | None) -> str:
    """Write a pooled difference with its interval; nothing if there is none."""
    return "" if pooled is None else format_points(pooled.mean, pooled.ci_low, pooled.ci_high)


def format_difference(row: Difference) -> str:
    """Write a difference; one whose interval leaves out zero is bold."""
    text = format_points(row.value, row.ci_low, row.ci_high)
    return f"**{text}**" if row.is_shown_above or row.is_shown_below else text


def format_crossing(row: CrossingRow | None) -> str:
    """Write from what size random is ahead, with an open end of the interval as three dots.

    Examples
    --------
    >>> row = CrossingRow("mean", "d", "v", "frozen", "crossing", 2239, 1102, None)
    >>> format_crossing(row), format_crossing(None)
    ('2,239 [1,102, …]', '')
    """
    if row is None:
        return ""
    if row.status == CROSSING:
        ends = (OPEN if end is None else f"{end:,}" for end in (row.low, row.high))
        return f"{row.train_size:,} [{', '.join(ends)}]"
    return {ALWAYS: "from the start", LEVEL: "level"}.get(row.status, "not yet")


def format_size(size: float, *, below: str, above: str) -> str:
    """Write a size, or one of two words where it lies below or above all sizes.

    Examples
    --------
    >>> format_size(2239, below="", above=""), format_size(43210.5, below="", above="")
    ('2,200', '43,000')
    >>> format_size(float("inf"), below="", above="beyond all")
    'beyond all'
    """
    if math.isinf(size):
        return below if size < 0 else above
    digits = max(0, math.floor(math.log10(size)) - 1)
    return f"{round(size, -digits):,.0f}"


def format_median(median: CensoredMedian, unit: str) -> str:
    """Write a median size with its interval over data sets."""
    value = format_size(median.value, below=f"fewer {unit} than were tried",
                        above=f"more {unit} than there are")  # fmt: skip
    value = value if math.isinf(median.value) else f"{value} {unit}"
    ends = (format_size(end, below=OPEN, above=OPEN) for end in (median.low, median.high))
    return f"{value} [{', '.join(ends)}]"


def list_names(names: Iterable[str]) -> str:
    """Write names in a sentence.

    Examples
    --------
    >>> list_names(["a", "b", "c"]), list_names(["a"]), list_names([])
    ('`a`, `b` and `c`', '`a`', 'none')
    """
    words = [f"`{name}`" for name in names]
    if len(words) < 2:
        return words[0] if words else "none"
    return f"{', '.join(words[:-1])} and {words[-1]}"


def name_shown(differences: Sequence[Difference], *, above: bool) -> str:
    """Name the data sets on which a difference is shown to be positive, or negative."""
    return list_names(
        row.dataset for row in differences if (row.is_shown_above if above else row.is_shown_below)
    )


def judge(pooled: Pooled | None, better: str, worse: str, neither: str) -> str:
    """Choose words by where the interval of a pooled difference lies."""
    if pooled is None:
        return neither
    if pooled.ci_low > 0:
        return better
    return worse if pooled.ci_high < 0 else neither


def format_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table in Markdown; an interval stays on one line."""
    cells = [[keep_numbers_together(c) if _NUMBER.match(c) else c for c in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *cells)]
