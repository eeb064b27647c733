"""What the verdict on a data set weighs: pretrained choices against random, and baselines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from embedstudy.baselines import BASELINES, is_chance
from embedstudy.metrics import METRICS, Metric
from embedstudy.results.rows import ComparisonRow, RunRow, SummaryRow
from embedstudy.strategies import REFERENCE, STRATEGIES, uses_vectors

LEVEL = 0.05


@dataclass(frozen=True)
class Lead:
    """How much better one cell does than another, whichever way the metric goes.

    Attributes
    ----------
    row : ComparisonRow
    is_first : bool
        Whether the cell is `a` of the row.
    """

    row: ComparisonRow
    is_first: bool

    @property
    def _sign(self) -> int:
        return METRICS[self.row.metric].sign * (1 if self.is_first else -1)

    @property
    def advantage(self) -> float:
        """By how much it does better; negative if it does worse."""
        return self._sign * (self.row.delta or 0.0)

    @property
    def delta(self) -> float:
        """How far its score lies above that of the other."""
        return (1 if self.is_first else -1) * (self.row.delta or 0.0) + 0.0  # no minus zero

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of `delta`."""
        low, high = self.row.ci_low or 0.0, self.row.ci_high or 0.0
        return (low, high) if self.is_first else (-high + 0.0, -low + 0.0)

    @property
    def p_value(self) -> float:
        """Two-sided, of the hypothesis that there is no difference."""
        return 1.0 if self.row.p_value is None else self.row.p_value

    @property
    def is_better(self) -> bool:
        """Whether it is shown to do better, among all pairs of the study."""
        return self.advantage > 0 and self._is_shown

    @property
    def is_worse(self) -> bool:
        """Whether it is shown to do worse, among all pairs of the study."""
        return self.advantage < 0 and self._is_shown

    @property
    def _is_shown(self) -> bool:
        return self.row.decisive_p is not None and self.row.decisive_p < LEVEL

    @property
    def p_gain(self) -> float | None:
        """The p-value of the hypothesis that it does better by the margin or more."""
        return self.row.p_below if self._sign > 0 else self.row.p_above

    def rules_out_gain(self, margin: float) -> bool:
        """Whether it is shown not to do better by the margin or more.

        The tables of older studies have no test of that: there the 95 % interval decides, which
        asks for more.
        """
        if self.p_gain is not None:
            return self.p_gain < LEVEL
        low, high = self.interval
        has_interval = self.row.ci_low is not None
        return has_interval and (high if METRICS[self.row.metric].sign > 0 else -low) < margin

    def is_equal(self, margin: float) -> bool:
        """Whether the two are shown to differ by less than the margin."""
        p_equivalence = self.row.p_equivalence
        if p_equivalence is not None:
            return p_equivalence < LEVEL
        return self.row.ci_low is not None and max(map(abs, self.interval)) < margin


@dataclass(frozen=True)
class Choice:
    """A pretrained choice: a strategy with vectors.

    Attributes
    ----------
    cell : SummaryRow
    random : SummaryRow
        The cell that it is compared with.
    lead : Lead or None
        Its lead over that; None where no seed finished in both.
    """

    cell: SummaryRow
    random: SummaryRow
    lead: Lead | None


@dataclass(frozen=True)
class Contest:
    """The cells of a data set at one train size, and what compares them.

    Attributes
    ----------
    cells : tuple of SummaryRow
        Those that finished, the best on dev first.
    comparisons : tuple of ComparisonRow
    dev : mapping of SummaryRow to float
        The mean score on dev, where runs have one.
    """

    cells: tuple[SummaryRow, ...]
    comparisons: tuple[ComparisonRow, ...]
    dev: Mapping[SummaryRow, float]

    @property
    def metric(self) -> Metric:
        """The metric of the study."""
        return METRICS[self.cells[0].metric]

    @property
    def embeddings(self) -> list[SummaryRow]:
        """The cells of strategies, without controls."""
        return [
            cell
            for cell in self.cells
            if cell.encoder and cell.strategy in STRATEGIES
            if not STRATEGIES[cell.strategy].is_control
        ]

    @property
    def pretrained(self) -> list[SummaryRow]:
        """The cells that start from pretrained vectors."""
        return [cell for cell in self.embeddings if uses_vectors(cell.strategy)]

    @property
    def references(self) -> list[SummaryRow]:
        """The cells of embeddings learned from a random start."""
        return [cell for cell in self.embeddings if cell.strategy == REFERENCE]

    @property
    def baselines(self) -> list[SummaryRow]:
        """The baselines that learn something."""
        return [c for c in self.cells if c.strategy in BASELINES and not is_chance(c.strategy)]

    @property
    def majority(self) -> SummaryRow | None:
        """The cell that always answers the most frequent class."""
        return next((cell for cell in self.cells if is_chance(cell.strategy)), None)

    @property
    def encoders(self) -> list[str]:
        """The encoders with which pretrained vectors are compared with random, best on dev first.

        The best counts, with either start: whoever needs no vectors with the best encoder needs
        none.
        """
        return list(dict.fromkeys(
            cell.encoder
            for cell in self.embeddings
            if any(choice.encoder == cell.encoder for choice in self.pretrained)
            and any(start.encoder == cell.encoder for start in self.references)
        ))  # fmt: skip

    @cached_property
    def choices(self) -> list[Choice]:
        """The pretrained choices with the best encoder on dev, the best first."""
        return [] if not self.encoders else self._list_choices(self.encoders[0])

    @property
    def n_hypotheses(self) -> int:
        """The pretrained choices with all encoders: so many chances to find a difference."""
        return sum(len(self._list_choices(encoder)) for encoder in self.encoders)

    def find_lead(self, one: SummaryRow, other: SummaryRow) -> Lead | None:
        """Return by how much a cell does better than another; None where nothing compares them."""
        names = {name for name in (one.vectors, other.vectors) if name}
        encoders = {name for name in (one.encoder, other.encoder) if name}
        if len(names) > 1 or len(encoders) > 1:
            return None
        for row in self.comparisons:
            if {row.a, row.b} != {one.strategy, other.strategy} or row.delta is None:
                continue
            # Without vectors of its own, a pair stands in the table of any.
            if (not names or row.vectors in names) and (not encoders or row.encoder in encoders):
                return Lead(row, is_first=row.a == one.strategy)
        return None

    def _list_choices(self, encoder: str) -> list[Choice]:
        choices = []
        for cell in self.pretrained:
            random = next(
                (
                    start
                    for start in self.references
                    if start.encoder == encoder and start.vectors in ("", cell.vectors)
                ),
                None,
            )
            if cell.encoder == encoder and random is not None:
                choices.append(Choice(cell, random, self.find_lead(cell, random)))
        return choices


def make_contest(
    cells: Iterable[SummaryRow],
    comparisons: Iterable[ComparisonRow],
    runs: Iterable[RunRow],
) -> Contest | None:
    """Gather the cells of a data set at one train size; None if no run finished.

    Parameters
    ----------
    cells, comparisons, runs : iterable of rows
        Of that data set and train size.
    """
    finished = [cell for cell in cells if cell.mean is not None]
    if not finished:
        return None
    runs = list(runs)
    dev = {cell: score for cell in finished if (score := _average_dev(cell, runs)) is not None}
    sign = METRICS[finished[0].metric].sign
    # Tests allow for the number of choices, so a choice by test is sound too.
    by_dev = all(cell in dev for cell in finished)

    def rank(cell: SummaryRow) -> float:
        return -sign * (dev[cell] if by_dev else cell.mean or 0.0)

    return Contest(tuple(sorted(finished, key=rank)), tuple(comparisons), dev)


def _average_dev(cell: SummaryRow, runs: Sequence[RunRow]) -> float | None:
    scores = [run.dev_metric for run in runs if run.has_result and is_of(run, cell)]
    known = [score for score in scores if score is not None]
    return fmean(known) if known else None


def is_of(run: RunRow, cell: SummaryRow) -> bool:
    """Tell whether a run belongs to a cell."""
    names = ("dataset", "vectors", "encoder", "strategy", "train_size")
    return all(getattr(run, name) == getattr(cell, name) for name in names)
