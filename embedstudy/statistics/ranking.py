"""Ranks the cells of a data set that a verdict compares with each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from embedstudy.metrics import METRICS, Metric
from embedstudy.results.rows import ComparisonRow, SummaryRow

LEVEL = 0.05


@dataclass(frozen=True)
class Contest:
    """The cells of a data set that are compared with each other.

    Attributes
    ----------
    cells : list of SummaryRow
        The best mean first.
    rivals : dict of str to ComparisonRow
        By how much the best does better than each of the others, by their strategy. Where less is
        better, that is how far it lies below them.
    vectors, encoder : str
        The names that the strategies share.
    n_places : int
        How many choices of vectors and encoder there were.
    sizes : list of int
        The train sizes of the study; the last is the one of these cells.
    """

    cells: list[SummaryRow]
    rivals: dict[str, ComparisonRow]
    vectors: str
    encoder: str
    n_places: int
    sizes: list[int]

    @property
    def best(self) -> SummaryRow:
        """The cell with the best mean."""
        return self.cells[0]

    @property
    def metric(self) -> Metric:
        """The metric of the study."""
        return METRICS[self.best.metric]

    @property
    def level(self) -> list[SummaryRow]:
        """The other cells that could not be shown to be worse than the best."""
        return [cell for cell in self.cells[1:] if not self._is_worse(cell)]

    @property
    def worse(self) -> list[SummaryRow]:
        """The cells that are shown to be worse than the best."""
        return [cell for cell in self.cells[1:] if self._is_worse(cell)]

    def fits(self, vectors: str, encoder: str) -> bool:
        """Return whether something belongs here; without vectors or encoder it fits any."""
        return vectors in ("", self.vectors) and encoder in ("", self.encoder)

    def _is_worse(self, cell: SummaryRow) -> bool:
        row = self.rivals.get(cell.strategy)
        if row is None or row.delta is None or row.decisive_p is None:
            return False
        return row.decisive_p < LEVEL


def find_contest(
    dataset: str, summary: Sequence[SummaryRow], comparisons: Iterable[ComparisonRow]
) -> Contest | None:
    """Gather the cells of a data set at the largest train size; None if no run finished.

    Their vectors and encoder are those of the embedding strategy with the best mean.
    """
    finished = [row for row in summary if row.dataset == dataset and row.mean is not None]
    if not finished:
        return None
    sizes = sorted({row.train_size for row in finished})
    cells = [row for row in finished if row.train_size == sizes[-1]]
    sign = METRICS[cells[0].metric].sign
    cells.sort(key=lambda row: sign * (row.mean or 0.0), reverse=True)
    leader = next((row for row in cells if row.encoder), cells[0])
    same_encoder = [row.vectors for row in cells if row.encoder == leader.encoder and row.vectors]
    # A leader without vectors competes with every table: its rivals are those of the best one.
    vectors = leader.vectors or next(iter(same_encoder), "")
    places = {(row.vectors, row.encoder) for row in cells if row.encoder}
    with_vectors = {encoder for table, encoder in places if table}
    n_places = sum(bool(table) or encoder not in with_vectors for table, encoder in places)
    contest = Contest(cells, {}, vectors, leader.encoder, n_places, sizes)
    here = [row for row in cells if contest.fits(row.vectors, row.encoder)]
    rivals = [
        _orient(here[0].strategy, row)
        for row in comparisons
        if row.dataset == dataset
        and row.train_size == sizes[-1]
        and contest.fits(row.vectors, row.encoder)
        and here[0].strategy in (row.a, row.b)
    ]
    return replace(contest, cells=here, rivals={row.b: row for row in rivals})


def _orient(strategy: str, row: ComparisonRow) -> ComparisonRow:
    """Turn a comparison round, if need be, so that a strategy comes first and more is better."""
    is_first, sign = row.a == strategy, METRICS[row.metric].sign
    if not is_first:
        row = replace(row, a=row.b, b=row.a, wins=row.losses, losses=row.wins)
    if is_first == (sign > 0):
        return row
    delta, low, high = (
        None if value is None else -value for value in (row.delta, row.ci_high, row.ci_low)
    )
    return replace(row, delta=delta, ci_low=low, ci_high=high)
