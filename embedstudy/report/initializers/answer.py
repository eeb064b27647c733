"""The answer to why weights start at random: a headline, and a few sentences on the data."""

from collections.abc import Sequence

from embedstudy.report.formatting import NO_BREAK, format_span
from embedstudy.report.initializers.summary import (
    COPIES,
    DISTINCT,
    NOTHING,
    InitializerSummary,
)
from embedstudy.report.start_report import StartAnswer, list_dev_caveats
from embedstudy.results.initializers import Starts
from embedstudy.wording import join_names

QUESTION = "Why do weights start at random?"

_NO_EQUAL_UNITS = "Not shown: no start had equal units"
_MOST_NAMES = 3  # initializers named one by one; more are counted
# One unit does most of the task with this share of the gain over the most frequent class.
_MOST_OF_THE_GAIN = 0.5


def answer_question(starts: Starts, summaries: Sequence[InitializerSummary]) -> StartAnswer:
    """Answer `QUESTION` from what became of the networks, in at most three sentences."""
    answer = _answer_from_outcomes(starts, summaries)
    caveats = list_dev_caveats(starts.conditions.dev)
    return StartAnswer(answer.headline, (*answer.sentences, *caveats))


def _answer_from_outcomes(starts: Starts, summaries: Sequence[InitializerSummary]) -> StartAnswer:
    nothing, copies, distinct = (
        [summary for summary in summaries if summary.outcome == outcome]
        for outcome in (NOTHING, COPIES, DISTINCT)
    )
    if all(_is_useless(starts, summary) for summary in summaries):
        return _answer_useless(starts, summaries)
    stays_equal = any(summary.stays_equal for summary in summaries)
    headline = "Because equal units stay equal" if stays_equal else _NO_EQUAL_UNITS
    equal = _describe_equal(starts, nothing, copies)
    if not distinct:
        advice = "Add --initializer GlorotUniform to see where units that differ get."
        return StartAnswer(headline, (equal, advice))
    reached = _describe_distinct(starts, distinct, copies, is_all=not equal)
    if not equal:
        advice = "Add --initializer Zeros --initializer Ones to see where equal units get."
        return StartAnswer(headline, (reached, advice))
    return StartAnswer(headline, (equal, reached))


def _is_useless(starts: Starts, summary: InitializerSummary) -> bool:
    return summary.accuracy <= 100 * starts.majority or summary.predicts_one_class


def _answer_useless(starts: Starts, summaries: Sequence[InitializerSummary]) -> StartAnswer:
    if all(summary.outcome == NOTHING and summary.stays_equal for summary in summaries):
        equal = _describe_equal(starts, summaries, [])
        advice = "Add --initializer Ones --initializer GlorotUniform to see starts that do move."
        return StartAnswer(f"Because nothing moves from {_name(summaries)}", (equal, advice))
    best = max(summaries, key=lambda summary: summary.accuracy)
    return StartAnswer(
        "Not shown: no start learned the task",
        (
            f"The best, {best.label}, gets {_percent(best.accuracy)} of dev right, where the most "
            f"frequent class alone gets {_percent(100 * starts.majority)}.",
            "Try more --epochs, or a data set with more texts.",
        ),
    )


def _describe_equal(
    starts: Starts, nothing: Sequence[InitializerSummary], copies: Sequence[InitializerSummary]
) -> str:
    parts = []
    if nothing:
        one_class = all(summary.predicts_one_class for summary in nothing)
        text = f"{_name(nothing)} never moved ({_join_accuracies(nothing)}"
        parts.append(f"{text}{': one class for every text' if one_class else ''})")
    if copies:
        times = f"{starts.conditions.units} times over"
        text = f"{_name(copies)} stayed one unit, {times} ({_join_accuracies(copies)})"
        parts.append(text)
    return f"{'; '.join(parts)}." if parts else ""


def _describe_distinct(
    starts: Starts,
    distinct: Sequence[InitializerSummary],
    copies: Sequence[InitializerSummary],
    *,
    is_all: bool,
) -> str:
    who = _name(distinct)
    if len(distinct) > _MOST_NAMES:
        who = f"{'All' if is_all else 'The other'} {len(distinct)}"
    useless = [summary for summary in distinct if _is_useless(starts, summary)]
    units, accuracies = _format_units(starts, distinct), _join_accuracies(distinct)
    reached = f"{who} kept {units} and got {accuracies} of dev right"
    if useless:
        most = "the most frequent class"
        return f"{reached}; {_name(useless)} did no better than {most}."
    return f"{reached}{_compare(starts, distinct, copies)}."


def _compare(
    starts: Starts,
    distinct: Sequence[InitializerSummary],
    copies: Sequence[InitializerSummary],
) -> str:
    """Say how far one unit gets, where that is far."""
    if not copies:
        return ""
    count = starts.conditions.classes
    classes = f"{'two' if count == 2 else count} classes"
    best = max(copies, key=lambda summary: summary.accuracy)
    equals = [s for s in distinct if min(s.accuracies) <= max(best.accuracies)]
    if len(equals) == 1:
        return f"; with {classes}, {best.label} and {equals[0].label} are not told apart"
    if equals:
        who = "any of them" if equals == distinct else _name(equals)
        return f"; with {classes}, {best.label} is not told apart from {who}"
    gain = max(summary.accuracy for summary in distinct) - 100 * starts.majority
    if best.accuracy - 100 * starts.majority >= _MOST_OF_THE_GAIN * gain:
        return f"; with {classes}, one unit does most of the task"
    return ""


def _format_units(starts: Starts, summaries: Sequence[InitializerSummary]) -> str:
    fewest = min(row.units_after for summary in summaries for row in summary.rows)
    total = starts.conditions.units
    return (
        f"all {total} units different" if fewest == total else f"{fewest} or more units different"
    )


def _name(summaries: Sequence[InitializerSummary]) -> str:
    if len(summaries) > _MOST_NAMES:
        return f"{len(summaries)} starts"
    return join_names([summary.label for summary in summaries], "and")


def _join_accuracies(summaries: Sequence[InitializerSummary]) -> str:
    accuracies = [summary.accuracy for summary in summaries]
    if len(summaries) > _MOST_NAMES:
        return f"{format_span(accuracies, 1)}{NO_BREAK}%"
    return join_names([_percent(accuracy) for accuracy in accuracies], "and")


def _percent(value: float) -> str:
    return f"{value:.1f}{NO_BREAK}%"
