"""What more texts are expected to change about the advice of a verdict."""

from dataclasses import asdict
from typing import Any

from embedstudy.metrics import METRICS
from embedstudy.results.forecast_sentences import LIKELY, format_ends
from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow, SummaryRow
from embedstudy.strategies import REFERENCE, uses_vectors
from embedstudy.verdict.phrases import speak_cell
from embedstudy.verdict.question import Question

# The key of the evidence, and those of what it states.
FORECAST, OVERTAKING, GAIN = "forecast", "overtaking", "gain"
_TIMES = 10
_METRIC = METRICS["accuracy"]


def describe_outlook(question: Question, cell: SummaryRow, evidence: dict[str, Any]) -> str:
    """Say what more texts are expected to change for the cell that is recommended.

    For a pretrained choice that is the size at which random does as well, where it has an interval
    or lies far away; otherwise the gain from ten times as many texts, where it is above zero or
    below the margin. The sentence is empty where the forecast shows neither.
    """
    if question.hides_classes:
        return ""
    row = _find_overtaking(question, cell)
    sentence = "" if row is None else _describe_overtaking(row, cell)
    if row is not None and sentence:
        evidence[FORECAST] = {OVERTAKING: asdict(row)}
        return sentence
    gain = _find_gain(question, cell)
    sentence = "" if gain is None else _describe_gain(gain, cell, question.margin)
    if gain is not None and sentence:
        evidence[FORECAST] = {GAIN: asdict(gain)}
    return sentence


def advise_until(advice: str, outlook: str, evidence: dict[str, Any]) -> str:
    """Join an advice and its outlook; it holds for now if random is expected to catch up."""
    overtaking = evidence.get(FORECAST, {}).get(OVERTAKING)
    is_for_now = overtaking is not None and overtaking["train_size"] is not None
    if outlook and is_for_now and advice.startswith("Use "):
        advice = f"Now u{advice[1:]}"
    return f"{advice} {outlook}" if outlook else advice


def _find_overtaking(question: Question, cell: SummaryRow) -> ForecastCrossoverRow | None:
    """Return where random is expected to overtake a pretrained choice."""
    if not uses_vectors(cell.strategy):
        return None
    for row in question.overtakings:
        if (row.vectors, row.encoder, row.b) == (cell.vectors, cell.encoder, cell.strategy):
            return row
    return None


def _describe_overtaking(row: ForecastCrossoverRow, cell: SummaryRow) -> str:
    if row.train_size is not None and (row.low_80 is not None or row.high_80 is not None):
        verb = "may" if row.high_80 is None else "will"
        return (
            f"From about {row.train_size:,} texts (80 % interval {format_ends(row)}) {REFERENCE} "
            f"{verb} do as well."
        )
    if row.share_never >= LIKELY:
        return (
            f"Up to {row.farthest:,} texts {REFERENCE} is not expected to do as well as "
            f"{speak_cell(cell)}."
        )
    if row.low_80 is not None:  # the end that is closed says what is sure
        return (
            f"Below about {row.low_80:,} texts {REFERENCE} is not expected to do as well "
            "(80 % interval open above)."
        )
    return ""


def _find_gain(question: Question, cell: SummaryRow) -> ForecastGainRow | None:
    place = (cell.vectors, cell.encoder, cell.strategy)
    for row in question.gains:
        if (row.vectors, row.encoder, row.strategy) == place and row.times == _TIMES:
            return row
    return None


def _describe_gain(row: ForecastGainRow, cell: SummaryRow, margin: float) -> str:
    """Say what ten times as many texts give, if the interval lies above zero or below the margin.

    The margin is in points.
    """
    ends = _METRIC.format_interval(row.low_80, row.high_80)
    if 100 * row.high_80 < margin:
        points = f"{margin:g} point{'' if margin == 1 else 's'}"
        return (
            f"Ten times as many texts are expected to give {speak_cell(cell)} less than {points} "
            f"more (80 % interval {ends})."
        )
    if row.low_80 <= 0:
        return ""
    return (
        f"With ten times as many texts, {speak_cell(cell)} is expected to gain "
        f"{_METRIC.format(row.gain)} points (80 % interval {ends})."
    )
