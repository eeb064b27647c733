"""The answer to how small a start must be: a headline, and a few sentences on the data."""

from collections.abc import Mapping, Sequence

from embedstudy.report.formatting import NO_BREAK, format_span
from embedstudy.report.scales.summary import (
    DEFAULT_SCALE,
    ScaleSummary,
    find_border,
    split_starts,
)
from embedstudy.report.start_report import StartAnswer, list_dev_caveats
from embedstudy.results.scales import ScaleResults
from embedstudy.wording import join_names

QUESTION = "How small must a start be?"
MEANING = "A start is small enough if training outgrows it: the change is longer than the start."
# Linear CKA of two seeds, at least and below which the answer calls their structures so.
_NEARLY_THE_SAME, _DIFFERENT = 0.9, 0.5
# A share of the change that two digits show as 1.
_AS_GOOD_AS_ALL = 0.995
# Scales that a sentence names one by one.
_MOST_NAMED = 3


def answer_question(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> StartAnswer:
    """Answer `QUESTION` for the first initializer; the others stand in the figure.

    A start is small enough if training changes the embedding by more than the start is long, at
    this scale and at all smaller ones.
    """
    first = [summary for summary in summaries if summary.initializer == summaries[0].initializer]
    small, large = split_starts(summaries)
    unsound = _describe_unsound(results, first)
    if not any(_learns(results, summary) for summary in (*small, *large)):
        sentence = "No sound start beats the most frequent class on dev."
        advice = _advise(results, is_any_sound=bool(small or large))
        return StartAnswer("Not shown: no start learned the task", (sentence, *unsound, advice))
    again = [summary for summary in large if summary.outgrows_start]
    stays = [summary for summary in large if not summary.outgrows_start]
    sentences = (
        MEANING,
        *_name_subject(summaries),
        *_describe_groups(
            results,
            {
                "training outgrows the start": small,
                "the start outweighs what training changed": stays,
                "training outgrows the start again": again,
            },
        ),
        *unsound,
        *_place_default(summaries),
        *_list_caveats(results),
    )
    if not small:
        advice = "Add smaller scales to see a start that training outgrows."
        return StartAnswer("Smaller than all of these", (*sentences, advice))
    if not large and not unsound:
        advice = "Add larger scales to see a start that stays."
        return StartAnswer("Every scale here is small enough", (*sentences, advice))
    return StartAnswer(_format_headline(small, first), sentences)


def _name_subject(summaries: Sequence[ScaleSummary]) -> tuple[str, ...]:
    """Say whose numbers the sentences have, where several initializers are compared."""
    names = list(dict.fromkeys(summary.initializer for summary in summaries))
    if len(names) == 1:
        return ()
    rest = "the other stands" if len(names) == 2 else f"the other {len(names) - 1} stand"
    return (f"These numbers are of {names[0]} alone; {rest} in the table.",)


def _format_headline(small: Sequence[ScaleSummary], first: Sequence[ScaleSummary]) -> str:
    """Return the headline: the last start that training outgrows, and the next one tried."""
    low, above = small[-1].scale, [s for s in first if s.scale > small[-1].scale]
    if not above or not above[0].is_sound:
        return f"{low:g} is small enough: training outgrows the start"
    return f"At most {low:g} here; {above[0].scale:g} is too large"


def _place_default(summaries: Sequence[ScaleSummary]) -> tuple[str, ...]:
    """Say on which side of the border the default scale lies, if it is in the range."""
    scales = [summary.scale for summary in summaries]
    border = find_border(summaries)
    if border is None or not min(scales) <= DEFAULT_SCALE <= max(scales):
        return ()
    side = "small" if border >= DEFAULT_SCALE else "large"
    return (
        f"The change is as long as the start at about {border:.2g}: the default of "
        f"{DEFAULT_SCALE:g} is on the {side} side.",
    )


def _learns(results: ScaleResults, summary: ScaleSummary) -> bool:
    return (summary.average("dev_accuracy") or 0.0) > results.majority


def _advise(results: ScaleResults, *, is_any_sound: bool) -> str:
    """Return what to try after no start learned the task."""
    if is_any_sound:
        return "Try more --epochs, smaller scales, or a data set with more texts."
    if _has_given_rate(results):
        return "Leave out --learning-rate: dev then chooses one for each scale."
    return "Try smaller scales."


def _has_given_rate(results: ScaleResults) -> bool:
    return len(results.conditions.learning_rates) == 1


def _describe_groups(
    results: ScaleResults, groups: Mapping[str, Sequence[ScaleSummary]]
) -> list[str]:
    """Describe the starts of each lead; the first sentence with directions says what they are."""
    sentences: list[str] = []
    are_explained = False
    for lead, summaries in groups.items():
        if not summaries:
            continue
        phrases = [
            form.format(format_span([unit * value for value in values], digits))
            for name, unit, digits, form in (
                ("dev_accuracy", 100, 1, f"dev accuracy is {{}}{NO_BREAK}%"),
                ("task_alignment", 1, 2, "task alignment is {}"),
            )
            if (values := _list_means(summaries, name))
        ]
        change = _describe_change(results, summaries, is_explained=are_explained)
        are_explained = are_explained or bool(change)
        scores = f": {', and '.join(phrases)}" if phrases else ""
        parts = (
            f"{_format_scales(summaries)}, {lead}{scores}.",
            change,
            _describe_seeds(summaries),
        )
        sentences.append(" ".join(filter(None, parts)))
    return sentences


def _describe_change(
    results: ScaleResults, summaries: Sequence[ScaleSummary], *, is_explained: bool
) -> str:
    """Say how many directions the change has, and how much of it lies in C - 1 of them."""
    ranks, shares = (_list_means(summaries, name) for name in ("change_rank", "change_share"))
    if not ranks:
        return ""
    n = results.conditions.classes - 1
    directions = f"{n}{NO_BREAK}{'direction' if n == 1 else 'directions'}"
    explained = "" if is_explained else " (an effective rank, so it need not be whole)"
    sentence = f"The change has {format_span(ranks, 1)} directions{explained}"
    if not shares:
        return f"{sentence}."
    if min(shares) >= _AS_GOOD_AS_ALL:
        return f"{sentence}, and all of the change lies in {directions}."
    classes = "" if is_explained else ", one fewer than there are classes"
    return f"{sentence}, and a share of {format_span(shares, 2)} lies in {directions}{classes}."


def _describe_seeds(summaries: Sequence[ScaleSummary]) -> str:
    """Say how far two seeds agree, by the linear CKA of their spaces."""
    values = _list_means(summaries, "cka")
    if not values:
        return ""
    if min(values) >= _NEARLY_THE_SAME:
        structure = "nearly the same structure"
    elif min(values) >= _DIFFERENT:
        structure = "structures that agree in part"
    elif max(values) < _DIFFERENT:
        structure = "different structures"
    else:
        structure = "structures that agree in part, and only at some of these scales"
    return f"Two seeds end in {structure} (CKA {format_span(values, 2)})."


def _list_caveats(results: ScaleResults) -> tuple[str, ...]:
    caveats = list_dev_caveats(results.conditions.dev)
    if results.conditions.seeds == 2:
        caveats += ("Two seeds give one comparison, so their agreement is rough.",)
    return caveats


def _describe_unsound(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> tuple[str, ...]:
    bad = [summary for summary in summaries if not summary.is_sound]
    if not bad:
        return ()
    rate = "at this rate" if _has_given_rate(results) else "whatever the rate"
    return (f"{_format_scales(bad)}, training explodes or its loss stays too high, {rate}.",)


def _list_means(summaries: Sequence[ScaleSummary], name: str) -> list[float]:
    return [mean for summary in summaries if (mean := summary.average(name)) is not None]


def _format_scales(summaries: Sequence[ScaleSummary]) -> str:
    """Name few scales one by one, since others may lie between them, and many by their ends."""
    scales = [f"{summary.scale:g}" for summary in summaries]
    if len(scales) <= _MOST_NAMED:
        return f"At {join_names(scales, 'and')}"
    return f"From {scales[0]} to {scales[-1]}"
