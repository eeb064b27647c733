"""What a forecast shows of random and another strategy: ahead already, later, or perhaps never."""

from collections.abc import Iterable, Sequence
from typing import Literal

from embedstudy.baselines import BASELINES
from embedstudy.results.rows import ComparisonRow, ForecastCrossoverRow, SummaryRow

Outcome = Literal["ahead", "probably ahead", "expected", "not expected", "never", "unclear"]
# What is so probable is sure enough to be told without its probability.
SURE, LIKELY, _EVEN = 0.975, 0.9, 0.5
_LEVEL = 0.05


def judge_overtaking(
    row: ForecastCrossoverRow, comparisons: Iterable[ComparisonRow] = ()
) -> Outcome:
    """Return what a row shows; `unclear` where it shows nothing, or the measured curve differs.

    Parameters
    ----------
    row : ForecastCrossoverRow
    comparisons : iterable of ComparisonRow
        Those of the study, which say who is ahead at its largest train size, and whether a test
        shows it.
    """
    lead, is_shown = _find_measured_lead(row, comparisons)
    if row.share_now >= SURE or (is_shown and lead > 0 and row.share_now >= _EVEN):
        return "ahead"
    if row.train_size is not None:
        return "unclear" if row.low_80 is None and row.high_80 is None else "expected"
    if row.share_now >= _EVEN:
        return "unclear" if lead < 0 else "probably ahead"
    if lead > 0 or row.share_never < _EVEN:
        return "unclear"
    return "not expected" if row.share_never >= LIKELY else "never"


def _find_measured_lead(
    row: ForecastCrossoverRow, comparisons: Iterable[ComparisonRow]
) -> tuple[float, bool]:
    """Return how far `a` is ahead of `b` at the largest size, and whether a test shows it."""
    pairs = [
        pair
        for pair in comparisons
        if (pair.dataset, pair.vectors, pair.encoder) == (row.dataset, row.vectors, row.encoder)
        and {pair.a, pair.b} == {row.a, row.b}
        and pair.delta is not None
    ]
    if not pairs:
        return 0.0, False
    pair = max(pairs, key=lambda pair: pair.train_size)
    delta, p_value = pair.delta or 0.0, pair.decisive_p
    return delta if pair.a == row.a else -delta, p_value is not None and p_value < _LEVEL


def list_shown_overtakings(
    rows: Iterable[ForecastCrossoverRow], summary: Iterable[SummaryRow]
) -> list[ForecastCrossoverRow]:
    """Return the rows without those of baselines, save for the best baseline of the data set.

    The best has the highest score with the most texts.
    """
    baselines = [row for row in summary if row.strategy in BASELINES and row.mean is not None]
    best = max(baselines, key=lambda row: (row.train_size, row.mean or 0.0), default=None)
    return [
        row
        for row in rows
        if row.b not in BASELINES or (best is not None and row.b == best.strategy)
    ]


def list_vectors_to_name(
    rows: Sequence[ForecastCrossoverRow], comparisons: Sequence[ComparisonRow] = ()
) -> dict[ForecastCrossoverRow, str]:
    """Return the rows to tell, each with the vectors to name: none where all have the same.

    Neither random nor a baseline has vectors, so tables of one dimension give the same comparison
    of the two: one of these rows is told.

    Parameters
    ----------
    rows : sequence of ForecastCrossoverRow
        Those of one data set.
    comparisons : sequence of ComparisonRow
        What was measured on it.
    """
    every_table = list(dict.fromkeys(row.vectors for row in rows))
    names: dict[ForecastCrossoverRow, str] = {}
    for row in rows:
        tables = [row.vectors]
        if row.b in BASELINES:
            curve = _list_measured(row, comparisons)
            tables = [
                other.vectors
                for other in rows
                if (other.encoder, other.a, other.b) == (row.encoder, row.a, row.b)
                and (other == row or (curve and curve == _list_measured(other, comparisons)))
            ]
        if row.vectors == tables[0]:
            names[row] = "" if tables == every_table else ", ".join(tables)
    return names


def _list_measured(
    row: ForecastCrossoverRow, comparisons: Iterable[ComparisonRow]
) -> list[tuple[int, float | None, float | None]]:
    """Return the measured differences of the two of a row, at each train size."""
    return [
        (pair.train_size, pair.delta, pair.ci_low)
        for pair in comparisons
        if (pair.vectors, pair.encoder) == (row.vectors, row.encoder)
        and {pair.a, pair.b} == {row.a, row.b}
    ]


def format_ends(row: ForecastCrossoverRow) -> str:
    """Write the 80 % interval of a train size, of which an end may be open; empty if both are.

    Examples
    --------
    >>> place = ("d", "glove", "mean", "random", "frozen")
    >>> format_ends(ForecastCrossoverRow(*place, 2400, 1500, 6000, 900, None, 0.0, 0.0, 100_000))
    '1,500 to 6,000'
    >>> format_ends(ForecastCrossoverRow(*place, 2400, 1500, None, 900, None, 0.0, 0.2, 100_000))
    'from 1,500'
    """
    if row.low_80 is not None and row.high_80 is not None:
        return f"{row.low_80:,} to {row.high_80:,}"
    if row.low_80 is not None:
        return f"from {row.low_80:,}"
    return "" if row.high_80 is None else f"up to {row.high_80:,}"


def format_probability(share: float) -> str:
    """Write a probability in percent; simulations do not show that one is 0 or 1.

    Examples
    --------
    >>> format_probability(0.653), format_probability(1.0)
    ('65 %', 'over 99 %')
    """
    return "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def describe_never(row: ForecastCrossoverRow, name: str) -> str:
    """Say that one strategy may never overtake another, from the verb on.

    Parameters
    ----------
    row : ForecastCrossoverRow
    name : str
        The other strategy.
    """
    interval = f" (80 % interval {ends})" if (ends := format_ends(row)) else ""
    return (
        f"may never overtake {name}: {format_probability(row.share_never)} that it does not within "
        f"{row.farthest:,} texts{interval}"
    )
