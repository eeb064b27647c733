"""The answer to how small a start must be: a headline, and a few sentences on the data."""

from collections.abc import Sequence
from dataclasses import dataclass

from embedstudy.report.formatting import NO_BREAK
from embedstudy.report.scales.summary import ScaleSummary, split_starts
from embedstudy.results.scales import ScaleResults
from embedstudy.wording import join_names

QUESTION = "How small must a start be?"


@dataclass(frozen=True)
class ScaleAnswer:
    """A headline, and the sentences that state its numbers."""

    headline: str
    sentences: tuple[str, ...]


def answer_question(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> ScaleAnswer:
    """Answer `QUESTION` for the first initializer; the others stand in the figure.

    A start is small enough if training changes the embedding by more than the start is long, at
    this scale and at all smaller ones.
    """
    first = [summary for summary in summaries if summary.initializer == summaries[0].initializer]
    small, large = split_starts(summaries)
    unsound = _describe_unsound(results, first)
    if not any(_learns(results, summary) for summary in (*small, *large)):
        sentence = "No sound start beats the most frequent class on dev."
        advice = "Try more --epochs, smaller scales, or a data set with more texts."
        return ScaleAnswer("Not shown: no start learned the task", (sentence, *unsound, advice))
    sentences = (*_describe_small(results, small), *_describe_large(small, large), *unsound)
    if not small:
        advice = "Add smaller scales to see a start that training outgrows."
        return ScaleAnswer("Smaller than all of these", (*sentences, advice))
    if not large and not unsound:
        advice = "Add larger scales to see a start that stays."
        return ScaleAnswer("Every scale here is small enough", (*sentences, advice))
    headline = f"At most {small[-1].scale:g}: then training outgrows the start"
    return ScaleAnswer(headline, sentences)


def _learns(results: ScaleResults, summary: ScaleSummary) -> bool:
    return (summary.average("dev_accuracy") or 0.0) > results.majority


def _describe_small(results: ScaleResults, small: Sequence[ScaleSummary]) -> tuple[str, ...]:
    if not small:
        return ()
    n = results.conditions.classes - 1
    directions = "one direction" if n == 1 else f"{n} directions"
    shares = _list_means(small, "change_share")
    share = f"{_format_span([100 * share for share in shares], 1)}{NO_BREAK}% of the change lies"
    if shares and min(shares) >= 0.9995:
        share = "all of the change lies"
    where = f"{_format_scales(small)}, {share} in {directions}, as many as the classes need"
    return (f"{where}: {_describe_measures(small)}.",)


def _describe_large(
    small: Sequence[ScaleSummary], large: Sequence[ScaleSummary]
) -> tuple[str, ...]:
    if not large:
        return ()
    lead = "much of the start is left" if small else "the start outweighs what training changed"
    return (f"{_format_scales(large)}, {lead}: {_describe_measures(large)}.",)


def _describe_measures(summaries: Sequence[ScaleSummary]) -> str:
    parts = (
        ("dev", "dev_accuracy", 100, 1, f"{NO_BREAK}%"),
        ("task alignment", "task_alignment", 1, 2, ""),
        ("CKA of two seeds", "cka", 1, 2, ""),
    )
    phrases = []
    for title, name, unit, digits, suffix in parts:
        values = [unit * value for value in _list_means(summaries, name)]
        if values:
            phrases.append(f"{title} {_format_span(values, digits)}{suffix}")
    return join_names(phrases, "and")


def _describe_unsound(results: ScaleResults, summaries: Sequence[ScaleSummary]) -> tuple[str, ...]:
    bad = [summary for summary in summaries if not summary.is_sound]
    if not bad:
        return ()
    is_given = len(results.conditions.learning_rates) == 1
    rate = "at this rate" if is_given else "whatever the rate"
    return (f"{_format_scales(bad)}, training explodes or its loss stays too high, {rate}.",)


def _list_means(summaries: Sequence[ScaleSummary], name: str) -> list[float]:
    return [mean for summary in summaries if (mean := summary.average(name)) is not None]


def _format_scales(summaries: Sequence[ScaleSummary]) -> str:
    low, high = summaries[0].scale, summaries[-1].scale
    return f"At {low:g}" if low == high else f"From {low:g} to {high:g}"


def _format_span(values: Sequence[float], digits: int) -> str:
    """Write the lowest and the highest of some values, or one number where both look the same."""
    low, high = f"{min(values):.{digits}f}", f"{max(values):.{digits}f}"
    return low if low == high else f"{low} to {high}"
