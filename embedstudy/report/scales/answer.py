"""The answer to how small a start must be: a headline, and a few sentences on the data."""

from collections.abc import Sequence

from embedstudy.report.formatting import MINUS, NO_BREAK, format_span
from embedstudy.report.scales.summary import ScaleSummary, split_starts
from embedstudy.report.start_report import StartAnswer
from embedstudy.results.scales import ScaleResults
from embedstudy.wording import counted, join_names

QUESTION = "How small must a start be?"
MEANING = "A start is small enough if training outgrows it: the change is longer than the start."
# Linear CKA of two seeds, at least and below which the answer calls their structures so.
_NEARLY_THE_SAME, _DIFFERENT = 0.9, 0.5
# With fewer dev texts, one text is more than half a point of accuracy.
_FEW_DEV_TEXTS = 200
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
        *_describe_starts(results, small, "training outgrows the start"),
        *_describe_starts(results, stays, "the start outweighs what training changed"),
        *_describe_starts(results, again, "training outgrows the start again"),
        *unsound,
        *_list_caveats(results),
    )
    if not small:
        advice = "Add smaller scales to see a start that training outgrows."
        return StartAnswer("Smaller than all of these", (*sentences, advice))
    if not large and not unsound:
        advice = "Add larger scales to see a start that stays."
        return StartAnswer("Every scale here is small enough", (*sentences, advice))
    return StartAnswer(_find_limit(small, first), sentences)


def _find_limit(small: Sequence[ScaleSummary], first: Sequence[ScaleSummary]) -> str:
    """Return the headline: the last start that training outgrows, and the next one tried."""
    low, above = small[-1].scale, [s for s in first if s.scale > small[-1].scale]
    if not above or not above[0].is_sound:
        return f"{low:g} is small enough: training outgrows the start"
    return f"The limit lies between {low:g} and {above[0].scale:g}"


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


def _describe_starts(
    results: ScaleResults, summaries: Sequence[ScaleSummary], lead: str
) -> tuple[str, ...]:
    if not summaries:
        return ()
    n = results.conditions.classes - 1
    phrases = []
    for name, unit, digits, form in (
        ("dev_accuracy", 100, 1, f"dev accuracy is {{}}{NO_BREAK}%"),
        ("task_alignment", 1, 2, "task alignment is {}"),
        ("change_rank", 1, 1, "the change has {} directions"),
        (
            "change_share",
            1,
            2,
            f"its share in C{NO_BREAK}{MINUS}{NO_BREAK}1{NO_BREAK}={NO_BREAK}{n} of them is {{}}",
        ),
    ):
        values = [unit * value for value in _list_means(summaries, name)]
        phrases.append(form.format(format_span(values, digits)) if values else "")
    scores, change = (", and ".join(filter(None, part)) for part in (phrases[:2], phrases[2:]))
    parts = (
        f"{_format_scales(summaries)}, {lead}{f': {scores}' if scores else ''}.",
        f"{change[0].upper()}{change[1:]}." if change else "",
        _describe_seeds(summaries),
    )
    return (" ".join(filter(None, parts)),)


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
    n_dev, seeds = results.conditions.dev, results.conditions.seeds
    caveats = []
    if n_dev < _FEW_DEV_TEXTS:
        points = f"{100 / max(n_dev, 1):.1f}"
        caveats.append(
            f"Dev has {counted(n_dev, 'text')}: one of them is {points} points of accuracy."
        )
    if seeds == 2:
        caveats.append("Two seeds give one comparison, so their agreement is rough.")
    return tuple(caveats)


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
