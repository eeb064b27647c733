"""What is said of each initializer, and in one word what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.results.initializers import Start, Starts

NOTHING, ALIKE, APART = "nothing", "alike", "apart"


@dataclass(frozen=True)
class InitializerOutcome:
    """What can become of a start: in words, a colour of the palette, and a marker.

    Attributes
    ----------
    words, colour : str
    marker : str
        Of Matplotlib.
    sign : str
        The same in type.
    """

    words: str
    colour: str
    marker: str
    sign: str


# In the order in which they are shown.
OUTCOMES = {
    NOTHING: InitializerOutcome("the embedding never moved", "grey", "X", "✕"),
    ALIKE: InitializerOutcome("kept one hidden unit, many times over", "vermillion", "s", "■"),
    APART: InitializerOutcome("kept hidden units that differ", "blue", "o", "●"),
}


@dataclass(frozen=True)
class Summary:
    """The networks of one initializer.

    Attributes
    ----------
    initializer, label : str
        In full, and as short as tells it from the others.
    outcome : {"nothing", "alike", "apart"}
    rows : tuple of Start
        A seed each.
    losses : tuple of float
        Of each epoch, the mean over seeds.
    agreement : float
        Of the first two seeds, on dev.
    """

    initializer: str
    label: str
    outcome: str
    rows: tuple[Start, ...]
    losses: tuple[float, ...]
    agreement: float

    @property
    def look(self) -> InitializerOutcome:
        """How it is drawn."""
        return OUTCOMES[self.outcome]

    @property
    def accuracies(self) -> list[float]:
        """Of dev, in percent, a seed each."""
        return [100 * row.dev_accuracy for row in self.rows]

    @property
    def accuracy(self) -> float:
        """Of dev, in percent, the mean over seeds."""
        return fmean(self.accuracies)

    @property
    def units(self) -> str:
        """Different hidden units before and after, as ``50 → 50``."""
        return _change([row.units_before for row in self.rows], [r.units_after for r in self.rows])

    @property
    def rank(self) -> str:
        """The rank of the embedding table before and after."""
        return _change([row.rank_before for row in self.rows], [r.rank_after for r in self.rows])


def summaries(starts: Starts) -> list[Summary]:
    """Return a summary for each initializer, those of one outcome together."""
    labels = _labels(list(starts.agreement))
    found = [
        _summary(name, labels[name], [row for row in starts.rows if row.initializer == name], share)
        for name, share in starts.agreement.items()
    ]
    order = list(OUTCOMES)
    return sorted(found, key=lambda summary: order.index(summary.outcome))


def _summary(name: str, label: str, rows: Sequence[Start], agreement: float) -> Summary:
    losses = tuple(fmean(epoch) for epoch in zip(*(row.losses for row in rows), strict=True))
    return Summary(name, label, _outcome(rows), tuple(rows), losses, agreement)


def _outcome(rows: Sequence[Start]) -> str:
    if not any(row.moved for row in rows):
        return NOTHING
    return ALIKE if all(row.units_after == 1 for row in rows) else APART


def _labels(names: Sequence[str]) -> dict[str, str]:
    """Call each by its name alone, with a number where several have it.

    Examples
    --------
    >>> list(_labels(["Zeros()", "Constant(value=1)", "Constant(value=2)"]).values())
    ['Zeros', 'Constant 1', 'Constant 2']
    """
    short = {name: name.partition("(")[0] for name in names}
    times, seen, labels = Counter(short.values()), Counter[str](), {}
    for name, label in short.items():
        seen[label] += 1
        labels[name] = f"{label} {seen[label]}" if times[label] > 1 else label
    return labels


def _change(before: Sequence[int], after: Sequence[int]) -> str:
    return f"{span(before, '{}')} → {span(after, '{}')}"


def span(values: Sequence[float], form: str) -> str:
    """Say a range, or the one number where it has no width as written.

    Examples
    --------
    >>> span([74.11, 75.4], "{:.1f}"), span([50, 50], "{}")
    ('74.1 to 75.4', '50')
    """
    low, high = form.format(min(values)), form.format(max(values))
    return low if low == high else f"{low} to {high}"
