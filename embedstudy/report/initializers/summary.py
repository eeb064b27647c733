"""The networks of each initializer together, with a label and the outcome of training."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.plot_style import PlotStyle
from embedstudy.report.formatting import format_span
from embedstudy.results.initializers import Start, Starts

DISTINCT, COPIES, NOTHING = "distinct", "copies", "nothing"


# How the outcomes of training are drawn, in the order of a legend.
OUTCOMES = {
    DISTINCT: PlotStyle("blue", "o", "●", title="kept hidden units that differ"),
    COPIES: PlotStyle("vermillion", "s", "■", title="kept one hidden unit, many times over"),
    NOTHING: PlotStyle("grey", "X", "✕", title="the embedding never moved"),
}
# Stands where the agreement of two seeds would say nothing.
ONE_CLASS = "one class"


@dataclass(frozen=True)
class InitializerSummary:
    """The networks of one initializer.

    Attributes
    ----------
    initializer, label : str
        The initializer in full, and as short as tells it from the others.
    rows : tuple of Start
        One for each seed.
    agreement : float
        The share of dev texts that get the same class from the first two seeds.
    """

    initializer: str
    label: str
    rows: tuple[Start, ...]
    agreement: float

    @property
    def outcome(self) -> str:
        """The outcome of training, a key of `OUTCOMES`."""
        if not any(row.moved for row in self.rows):
            return NOTHING
        return COPIES if all(row.units_after == 1 for row in self.rows) else DISTINCT

    @property
    def stays_equal(self) -> bool:
        """Whether all hidden units are equal, before training and after it."""
        return all(row.units_before == row.units_after == 1 for row in self.rows)

    @property
    def predicts_one_class(self) -> bool:
        """Whether each network gives all dev texts one class, not always that of another seed.

        Files of format 1 do not count the classes. An embedding of zeros makes all texts equal.
        """
        return all(
            row.rank_after == 0 if row.classes_predicted is None else row.classes_predicted == 1
            for row in self.rows
        )

    @property
    def agreement_in_words(self) -> str:
        """The agreement in percent, or `ONE_CLASS` for networks that predict just one."""
        return ONE_CLASS if self.predicts_one_class else f"{100 * self.agreement:.1f}"

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss of each epoch, the mean over seeds."""
        return tuple(map(fmean, zip(*(row.losses for row in self.rows), strict=True)))

    @property
    def look(self) -> PlotStyle:
        """How it is drawn."""
        return OUTCOMES[self.outcome]

    @property
    def accuracies(self) -> list[float]:
        """Dev accuracy in percent of each seed."""
        return [100 * row.dev_accuracy for row in self.rows]

    @property
    def accuracy(self) -> float:
        """Dev accuracy in percent, the mean over seeds."""
        return fmean(self.accuracies)

    @property
    def units(self) -> str:
        """Different hidden units before and after training, as ``50 → 50``."""
        return _format_change(
            [row.units_before for row in self.rows], [row.units_after for row in self.rows]
        )

    @property
    def rank(self) -> str:
        """The rank of the embedding table before and after training."""
        return _format_change(
            [row.rank_before for row in self.rows], [row.rank_after for row in self.rows]
        )


def summarize(starts: Starts) -> list[InitializerSummary]:
    """Return a summary for each initializer, the most accurate first."""
    labels = make_labels(list(starts.agreement))
    summaries = [
        InitializerSummary(name, labels[name], rows, agreement)
        for name, agreement in starts.agreement.items()
        for rows in [tuple(row for row in starts.rows if row.initializer == name)]
    ]
    return sorted(summaries, key=lambda summary: -summary.accuracy)


def make_labels(names: Sequence[str]) -> dict[str, str]:
    """Label initializers by their class, with a number where several have it.

    Examples
    --------
    >>> list(make_labels(["Zeros()", "Constant(value=1)", "Constant(value=2)"]).values())
    ['Zeros', 'Constant 1', 'Constant 2']
    """
    classes = {name: name.partition("(")[0] for name in names}
    times, seen, labels = Counter(classes.values()), Counter[str](), {}
    for name, label in classes.items():
        seen[label] += 1
        labels[name] = f"{label} {seen[label]}" if times[label] > 1 else label
    return labels


def _format_change(before: Sequence[int], after: Sequence[int]) -> str:
    return f"{format_span(before, 0)} → {format_span(after, 0)}"
