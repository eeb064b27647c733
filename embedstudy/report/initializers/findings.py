"""The lead of the page: sentences that follow from the numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embedstudy.plot_style import PlotStyle
from embedstudy.report.initializers.summary import (
    COPIES,
    DISTINCT,
    NOTHING,
    OUTCOMES,
    InitializerSummary,
    format_span,
)
from embedstudy.results.initializers import Starts
from embedstudy.wording import join_names

_PERCENT = "{:.1f}"
_MOST_NAMES = 3  # initializers named one by one; more are counted


@dataclass(frozen=True)
class InitializerFinding:
    """A sentence or two about the initializers of one outcome."""

    outcome: str
    text: str

    @property
    def look(self) -> PlotStyle:
        """How the outcome is drawn."""
        return OUTCOMES[self.outcome]


def list_findings(
    starts: Starts, summaries: Sequence[InitializerSummary]
) -> list[InitializerFinding]:
    """Describe the outcome of training, one finding for each outcome that an initializer had."""
    return [
        InitializerFinding(outcome, describe(starts, members))
        for outcome, describe in _DESCRIBE.items()
        if (members := [summary for summary in summaries if summary.outcome == outcome])
    ]


def _describe_nothing(starts: Starts, summaries: Sequence[InitializerSummary]) -> str:
    first, last = (format_span([s.losses[i] for s in summaries], "{:.3f}") for i in (0, -1))
    loss = f"stays at {last}" if first == last else f"goes from {first} to {last}"
    accuracy = format_span([a for s in summaries for a in s.accuracies], _PERCENT)
    names = join_names([s.label for s in summaries], "and")
    return (
        f"{names} learned nothing of the words: the embedding never moved, the loss {loss}, and "
        f"dev accuracy is {accuracy}\u00a0%, where the most frequent class alone gets "
        f"{100 * starts.majority:.1f}\u00a0%."
    )


def _describe_copies(starts: Starts, summaries: Sequence[InitializerSummary]) -> str:
    units = starts.conditions.units
    accuracies = join_names([f"{s.accuracy:.1f}\u00a0%" for s in summaries], "and")
    names = join_names([s.label for s in summaries], "and")
    return (
        f"{names} kept one hidden unit, {units} times over: "
        "units that start the same get the same gradients and stay the same. One unit reaches "
        f"{accuracies} of dev."
    )


def _describe_distinct(starts: Starts, summaries: Sequence[InitializerSummary]) -> str:
    who = join_names([s.label for s in summaries], "and")
    if len(summaries) > _MOST_NAMES:
        is_all = len(summaries) == len(starts.agreement)
        who = f"{'All' if is_all else 'The other'} {len(summaries)} starts"
    units = _format_least([row.units_after for s in summaries for row in s.rows])
    if units == str(starts.conditions.units):
        units = f"all {units}"
    rank = _format_least([row.rank_after for s in summaries for row in s.rows])
    accuracy = format_span([s.accuracy for s in summaries], _PERCENT)
    text = (
        f"{who} kept {units} units different and an embedding of rank {rank}; dev accuracy is "
        f"{accuracy}\u00a0% (means over {starts.conditions.seeds} seeds)."
    )
    failed = [s.label for s in summaries if s.accuracy <= 100 * starts.majority]
    if failed:
        who = join_names(failed, "and") if len(failed) <= _MOST_NAMES else f"{len(failed)} of them"
        text += f" {who} did no better than the most frequent class."
    return f"{text} {_describe_seeds(summaries)}"


def _describe_seeds(summaries: Sequence[InitializerSummary]) -> str:
    agreement = format_span([100 * s.agreement for s in summaries], _PERCENT)
    spread = max(max(s.accuracies) - min(s.accuracies) for s in summaries)
    differ = all(len({row.losses for row in s.rows}) > 1 for s in summaries)
    return (
        f"Two seeds {'are two models: they ' if differ else ''}predict the same class for "
        f"{agreement}\u00a0% of dev, and seeds of one start differ in accuracy by at most "
        f"{spread:.1f} points."
    )


def _format_least(numbers: Sequence[int]) -> str:
    low = min(numbers)
    return str(low) if low == max(numbers) else f"{low} or more"


_DESCRIBE: dict[str, Callable[[Starts, Sequence[InitializerSummary]], str]] = {
    NOTHING: _describe_nothing,
    COPIES: _describe_copies,
    DISTINCT: _describe_distinct,
}
