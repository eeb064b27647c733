"""The lead of the page: sentences that follow from the numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from embedstudy.report.initializers.summary import ALIKE, APART, NOTHING, OUTCOMES, Summary, span
from embedstudy.results.initializers import Starts

PERCENT = "{:.1f}"
_NAMED = 3  # more than that are counted


@dataclass(frozen=True)
class Finding:
    """A sentence or two about the starts of one outcome."""

    outcome: str
    text: str

    @property
    def sign(self) -> str:
        """The marker that those starts have in the figures."""
        return OUTCOMES[self.outcome].sign

    @property
    def colour(self) -> str:
        """The colour that they have there, by name."""
        return OUTCOMES[self.outcome].colour


def findings(starts: Starts, summaries: Sequence[Summary]) -> list[Finding]:
    """Say what became of the starts, those of one outcome together.

    Returns
    -------
    list of Finding
        None for an outcome that no start had.
    """
    return [
        Finding(outcome, say(starts, found))
        for outcome, say in _SAID.items()
        if (found := [summary for summary in summaries if summary.outcome == outcome])
    ]


def _nothing(starts: Starts, found: Sequence[Summary]) -> str:
    first, last = (span([s.losses[i] for s in found], "{:.3f}") for i in (0, -1))
    loss = f"stays at {last}" if first == last else f"goes from {first} to {last}"
    accuracy = span([a for s in found for a in s.accuracies], PERCENT)
    return (
        f"{listed([s.label for s in found])} learned nothing of the words: the embedding never "
        f"moved, the loss {loss}, and dev accuracy is {accuracy}\u00a0%, "
        f"where the most frequent class alone gets {100 * starts.majority:.1f}\u00a0%."
    )


def _alike(starts: Starts, found: Sequence[Summary]) -> str:
    units = starts.conditions.units
    reach = listed([f"{s.accuracy:.1f}\u00a0%" for s in found])
    return (
        f"{listed([s.label for s in found])} kept one hidden unit, {units} times over: units that "
        "start alike are fed alike and stay alike. What one unit can learn comes to "
        f"{reach} of dev."
    )


def _apart(starts: Starts, found: Sequence[Summary]) -> str:
    who = listed([s.label for s in found])
    if len(found) > _NAMED:
        who = f"{'All' if len(found) == len(starts.agreement) else 'The other'} {len(found)} starts"
    units = _at_least([row.units_after for s in found for row in s.rows])
    if units == str(starts.conditions.units):
        units = f"all {units}"
    rank = _at_least([row.rank_after for s in found for row in s.rows])
    reach = span([s.accuracy for s in found], PERCENT)
    text = (
        f"{who} kept {units} units different and an embedding of rank {rank}; dev accuracy is "
        f"{reach}\u00a0% (means over {starts.conditions.seeds} seeds)."
    )
    failed = [s.label for s in found if s.accuracy <= 100 * starts.majority]
    if failed:
        who = listed(failed) if len(failed) <= _NAMED else f"{len(failed)} of them"
        text += f" {who} did no better than the most frequent class."
    return f"{text} {_two_seeds(found)}"


def _two_seeds(found: Sequence[Summary]) -> str:
    agree = span([100 * s.agreement for s in found], PERCENT)
    apart = max(max(s.accuracies) - min(s.accuracies) for s in found)
    differ = all(len({row.losses for row in s.rows}) > 1 for s in found)
    return (
        f"Two seeds {'are two models: they ' if differ else ''}predict the same class for "
        f"{agree}\u00a0% of dev, and seeds of one start differ in accuracy by at most "
        f"{apart:.1f} points."
    )


def _at_least(numbers: Sequence[int]) -> str:
    low = min(numbers)
    return str(low) if low == max(numbers) else f"{low} or more"


_SAID: dict[str, Callable[[Starts, Sequence[Summary]], str]] = {
    NOTHING: _nothing,
    ALIKE: _alike,
    APART: _apart,
}


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["Zeros"]), listed(["Zeros", "Ones", "Constant"])
    ('Zeros', 'Zeros, Ones and Constant')
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
