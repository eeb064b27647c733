"""A forecast in sentences: where random overtakes others, and why some have no forecast."""

from collections.abc import Iterable, Sequence

from embedstudy.baselines import BASELINES, speak_baseline
from embedstudy.results.overtakings import (
    Outcome,
    describe_never,
    format_ends,
    format_probability,
    judge_overtaking,
    list_vectors_to_name,
)
from embedstudy.results.rows import (
    FORECAST,
    NO_FORECAST,
    ComparisonRow,
    ForecastCrossoverRow,
    ForecastRow,
)
from embedstudy.wording import counted, join_names

# The intervals are made for so many times the texts of a study.
_TRUSTED_TIMES = 10
# Less is a maybe.
_PROBABLY = 0.8


def describe_overtakings(
    rows: Sequence[ForecastCrossoverRow], comparisons: Sequence[ComparisonRow] = ()
) -> list[str]:
    """Say from how many texts on random does better than each other strategy, a sentence each.

    Strategies that random is ahead of already share a sentence, and so do those where the forecast
    is open. Vectors and encoders are named where there are several.

    Parameters
    ----------
    rows : sequence of ForecastCrossoverRow
        Those of one data set.
    comparisons : sequence of ComparisonRow
        What was measured on it.
    """
    several_encoders = len({row.encoder for row in rows}) > 1
    names = {
        row: _name_place(row, vectors, row.encoder if several_encoders else "")
        for row, vectors in list_vectors_to_name(rows, comparisons).items()
    }
    outcomes = {row: judge_overtaking(row, comparisons) for row in names}
    sentences = [
        f"{row.a} {_describe_outcome(row, names[row], outcome)}."
        for row, outcome in outcomes.items()
        if outcome not in ("ahead", "unclear")
    ]
    for a in dict.fromkeys(row.a for row in names):
        some = {row: outcome for row, outcome in outcomes.items() if row.a == a}
        ahead = [names[row] for row, outcome in some.items() if outcome == "ahead"]
        if ahead:
            sentences.append(f"{a} is ahead of {join_names(ahead, 'and')} already.")
        unclear = [names[row] for row, outcome in some.items() if outcome == "unclear"]
        if unclear:
            sentences.append(f"The forecast cannot say where {a} overtakes {join_names(unclear)}.")
    return sentences


def _name_place(row: ForecastCrossoverRow, vectors: str, encoder: str) -> str:
    places = ", ".join(filter(None, (vectors, encoder)))
    name = speak_baseline(row.b)
    return f"{name} ({places})" if places else name


def _describe_outcome(row: ForecastCrossoverRow, name: str, outcome: Outcome) -> str:
    """Say where one strategy overtakes another, from the verb on."""
    ends = format_ends(row)
    if outcome == "expected" and row.train_size is not None:
        verb = "may overtake" if row.high_80 is None else "is expected to overtake"
        at = f"at about {row.train_size:,} training texts"
        return f"{verb} {name} {at} (80 % interval {ends})"
    if outcome == "probably ahead":
        verb = "is probably" if row.share_now >= _PROBABLY else "may be"
        interval = f"; 80 % interval {ends}" if ends else ""
        share = format_probability(row.share_now)
        return f"{verb} ahead of {name} already ({share}{interval})"
    if outcome == "not expected":
        return f"is not expected to overtake {name} within {row.farthest:,} training texts"
    return describe_never(row, name)


def describe_reach(
    rows: Iterable[ForecastRow],
    crossovers: Iterable[ForecastCrossoverRow],
    largest: int,
    comparisons: Sequence[ComparisonRow] = (),
) -> list[str]:
    """Say how far the intervals are to be trusted, where a size beyond that is told.

    Parameters
    ----------
    rows : iterable of ForecastRow
    crossovers : iterable of ForecastCrossoverRow
        Those that are told.
    largest : int
        The largest train size of the study.
    comparisons : sequence of ComparisonRow
    """
    sizes = [row.train_size for row in rows]
    for row in crossovers:
        outcome = judge_overtaking(row, comparisons)
        if outcome in ("expected", "probably ahead"):
            ends = row.train_size, row.low_80, row.high_80
            sizes += [size for size in ends if size is not None]
        elif outcome in ("never", "not expected"):
            sizes.append(row.farthest)
    trusted = _TRUSTED_TIMES * largest
    if max(sizes, default=0) <= trusted:
        return []
    return [
        f"Intervals are made for up to ten times the texts of the study ({trusted:,}): trust them "
        "less beyond."
    ]


def describe_lacks(rows: Iterable[ForecastRow]) -> list[str]:
    """Say which strategies have no forecast at all, and why; those with one reason share it."""
    lacking = [row for row in rows if row.method == NO_FORECAST and not row.train_size]
    names: dict[str, list[str]] = {}
    for row in lacking:
        places = ", ".join(filter(None, (row.vectors, row.encoder)))
        is_baseline = row.strategy in BASELINES
        name = speak_baseline(row.strategy) if is_baseline else f"{row.strategy} ({places})"
        names.setdefault(row.note, []).append(name)
    return [
        f"No forecast of {join_names(list(dict.fromkeys(who)), 'and', most=4)}: {reason}."
        for reason, who in names.items()
    ]


def describe_remarks(rows: Iterable[ForecastRow]) -> list[str]:
    """Say which forecasts rest on the curves of other strategies or encoders."""
    sentences = [
        f"{speak_baseline(row.strategy)}: {row.note}."
        for row in rows
        if row.note and row.method == FORECAST
    ]
    return list(dict.fromkeys(sentences))


def describe_sizes_within(rows: Iterable[ForecastRow], largest: int, study: str) -> list[str]:
    """Say which sizes have no forecast, since they lie within the study.

    Parameters
    ----------
    rows : iterable of ForecastRow
    largest : int
        The largest train size of the study.
    study : str
        What a command calls the study.
    """
    lacking = {row.train_size for row in rows if row.method == NO_FORECAST and row.train_size}
    if not lacking:
        return []
    *smaller, last = sorted(lacking)
    sizes = join_names([*(f"{size:,}" for size in smaller), counted(last, "text")], "and")
    return [f"{sizes}: the study has up to {largest:,}; its curve is in embedstudy show {study}"]
