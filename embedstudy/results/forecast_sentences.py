"""A forecast in sentences: where random overtakes others, and why some have no forecast."""

from collections.abc import Iterable, Sequence

from embedstudy.baselines import BASELINES
from embedstudy.results.rows import (
    FORECAST,
    NO_FORECAST,
    ForecastCrossoverRow,
    ForecastRow,
    SummaryRow,
)
from embedstudy.wording import join_names

# What is so probable is expected; the ends of an 80 % interval are of the same kind.
LIKELY = 0.9


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


def describe_overtakings(rows: Sequence[ForecastCrossoverRow]) -> list[str]:
    """Say from how many texts on random does better than each other strategy, a sentence each.

    Strategies that random is ahead of already share a sentence, and so do those where the forecast
    is open. Vectors and encoders are named where there are several.

    Parameters
    ----------
    rows : sequence of ForecastCrossoverRow
        Those of one data set.
    """
    several_vectors = len({row.vectors for row in rows}) > 1
    several_encoders = len({row.encoder for row in rows}) > 1
    names = {row: _name_place(row, several_vectors, several_encoders) for row in rows}
    sentences = [
        f"{row.a} {_describe_overtaking(row, names[row])}."
        for row in rows
        if not _is_ahead(row) and not _is_open(row)
    ]
    for a in dict.fromkeys(row.a for row in rows):
        ahead = [names[row] for row in rows if row.a == a and _is_ahead(row)]
        if ahead:
            sentences.append(f"{a} is ahead of {join_names(ahead, 'and')} already.")
        unclear = [names[row] for row in rows if row.a == a and _is_open(row)]
        if unclear:
            sentences.append(f"The forecast cannot say where {a} overtakes {join_names(unclear)}.")
    return sentences


def _name_place(row: ForecastCrossoverRow, several_vectors: bool, several_encoders: bool) -> str:
    vectors = row.vectors if several_vectors else ""
    encoder = row.encoder if several_encoders else ""
    places = ", ".join(filter(None, (vectors, encoder)))
    return f"{row.b} ({places})" if places else row.b


def _is_ahead(row: ForecastCrossoverRow) -> bool:
    return row.share_now >= LIKELY


def _is_open(row: ForecastCrossoverRow) -> bool:
    """Tell whether the interval has no end that would say anything."""
    return row.train_size is not None and row.low_80 is None and row.high_80 is None


def _describe_overtaking(row: ForecastCrossoverRow, name: str) -> str:
    """Say where one strategy overtakes another, from the verb on."""
    if row.train_size is not None:
        verb = "may overtake" if row.high_80 is None else "is expected to overtake"
        interval = f"80 % interval {format_ends(row)}"
        return f"{verb} {name} at about {row.train_size:,} training texts ({interval})"
    if row.share_never >= LIKELY:
        return f"is not expected to overtake {name} within {row.farthest:,} training texts"
    ends = format_ends(row)
    interval = f"; 80 % interval {ends}" if ends else ""
    if row.share_never >= row.share_now:
        share = format_probability(row.share_never)
        within = f"not within {row.farthest:,} training texts with probability {share}"
        return f"may never overtake {name}: {within}{interval}"
    share = format_probability(row.share_now)
    return f"may be ahead of {name} already: probability {share}{interval}"


def format_ends(row: ForecastCrossoverRow) -> str:
    """Write the 80 % interval of a train size, of which an end may be open; empty if both are.

    Examples
    --------
    >>> place = ("d", "glove", "mean", "random", "frozen")
    >>> format_ends(ForecastCrossoverRow(*place, 2400, 1500, 6000, 900, None, 0.0, 0.0, 100_000))
    '1,500 to 6,000'
    >>> format_ends(ForecastCrossoverRow(*place, 2400, 1500, None, 900, None, 0.0, 0.2, 100_000))
    'from 1,500, open above'
    """
    if row.low_80 is not None and row.high_80 is not None:
        return f"{row.low_80:,} to {row.high_80:,}"
    if row.low_80 is not None:
        return f"from {row.low_80:,}, open above"
    return "" if row.high_80 is None else f"up to {row.high_80:,}"


def format_probability(share: float) -> str:
    """Write a probability in percent; simulations do not show that one is 0 or 1.

    Examples
    --------
    >>> format_probability(0.653), format_probability(1.0)
    ('65 %', 'over 99 %')
    """
    return "over 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def describe_lacks(rows: Iterable[ForecastRow]) -> list[str]:
    """Say which strategies have no forecast at all, and why; those with one reason share it."""
    lacking = [row for row in rows if row.method == NO_FORECAST and not row.train_size]
    names: dict[str, list[str]] = {}
    for row in lacking:
        places = ", ".join(filter(None, (row.vectors, row.encoder)))
        name = row.strategy if row.strategy in BASELINES else f"{row.strategy} ({places})"
        names.setdefault(row.note, []).append(name)
    return [
        f"No forecast of {join_names(list(dict.fromkeys(who)), 'and', most=4)}: {reason}."
        for reason, who in names.items()
    ]


def describe_remarks(rows: Iterable[ForecastRow]) -> list[str]:
    """Say which forecasts rest on the curves of others, and which sizes have none."""
    sentences = []
    for row in rows:
        if row.note and row.method == FORECAST:
            sentences.append(f"{row.strategy}: {row.note}.")
        elif row.note and row.train_size:
            sentences.append(f"{row.train_size:,} texts: {row.note}.")
    return list(dict.fromkeys(sentences))
