"""What more texts are expected to change about the advice of a verdict."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from embedstudy.metrics import METRICS
from embedstudy.results.overtakings import describe_never, format_ends, judge_overtaking
from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow, SummaryRow
from embedstudy.strategies import REFERENCE, uses_vectors
from embedstudy.verdict.phrases import capitalize, speak_cell
from embedstudy.verdict.question import Question

# The key of the evidence, and those of what it states.
FORECAST, OVERTAKING, GAIN, BEST_GAIN = "forecast", "overtaking", "gain", "best_gain"
_TIMES = 10
_METRIC = METRICS["accuracy"]


def describe_outlook(question: Question, cell: SummaryRow, evidence: dict[str, Any]) -> str:
    """Say what more texts are expected to change for the cell that is recommended.

    For a pretrained choice that is the size at which random does as well, where the forecast shows
    one, or that there may be none. Otherwise it is the gain from ten times as many texts, where it
    is above zero or below the margin: of the cell, and of random or the best baseline if that is
    ahead now. The sentence is empty where the forecast shows neither.
    """
    if question.hides_classes:
        return ""
    row = _find_overtaking(question, cell)
    sentence = "" if row is None else _describe_overtaking(question, row, cell)
    if row is not None and sentence:
        evidence[FORECAST] = {OVERTAKING: asdict(row)}
        return sentence
    gains = _find_gains(question, cell)
    sentence = _describe_gains(gains, question.margin)
    if sentence:
        evidence[FORECAST] = {
            GAIN if name == speak_cell(cell) else BEST_GAIN: asdict(gain)
            for name, gain in gains.items()
        }
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


def _describe_overtaking(question: Question, row: ForecastCrossoverRow, cell: SummaryRow) -> str:
    """Say where random does as well; empty where the forecast cannot say, or it does already."""
    outcome = judge_overtaking(row, question.contest.comparisons)
    if outcome == "expected" and row.train_size is not None:
        verb = "may" if row.high_80 is None else "will"
        return (
            f"From about {row.train_size:,} texts (80 % interval {format_ends(row)}) {REFERENCE} "
            f"{verb} do as well as {speak_cell(cell)}."
        )
    if outcome == "not expected":
        return (
            f"Up to {row.farthest:,} texts {REFERENCE} is not expected to do as well as "
            f"{speak_cell(cell)}."
        )
    if outcome == "never" and row.low_80 is not None:
        return f"{capitalize(REFERENCE)} {describe_never(row, speak_cell(cell))}."
    return ""


def _find_gains(question: Question, cell: SummaryRow) -> dict[str, ForecastGainRow]:
    """Return what the cell gains, and random or the best baseline if that is ahead now, by name.

    Gains that may be none are left out where another is not.
    """
    choice, baselines = question.decision.choice, question.contest.baselines
    others = [*([] if choice is None else [choice.random]), *baselines[:1]]
    best = max([cell, *others], key=lambda one: one.mean or 0.0)
    gains = {}
    for one in dict.fromkeys((cell, best)):
        for row in question.gains:
            place = row.vectors, row.encoder, row.strategy
            if place == (one.vectors, one.encoder, one.strategy) and row.times == _TIMES:
                gains[speak_cell(one)] = row
    sure = {name: row for name, row in gains.items() if row.low_80 > 0}
    return sure or {name: row for name, row in gains.items() if name == speak_cell(cell)}


def _describe_gains(gains: Mapping[str, ForecastGainRow], margin: float) -> str:
    """Say what ten times as many texts give, if the interval lies above zero or below the margin.

    The margin is in points.
    """
    if not gains:
        return ""
    (name, row), *others = gains.items()
    ends = _METRIC.format_interval(row.low_80, row.high_80)
    if 100 * row.high_80 < margin and not others:
        points = f"{margin:g} point{'' if margin == 1 else 's'}"
        return (
            f"Ten times as many texts are expected to give {name} less than {points} more (80 % "
            f"interval {ends})."
        )
    if row.low_80 <= 0:
        return ""
    text = (
        f"With ten times as many texts, {name} is expected to gain {_METRIC.format(row.gain)} "
        f"points (80 % interval {ends})"
    )
    for other, gain in others:
        other_ends = _METRIC.format_interval(gain.low_80, gain.high_80)
        text += f", and {other} {_METRIC.format(gain.gain)} ({other_ends})"
    return f"{text}."
