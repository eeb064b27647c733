"""The best cell of each strategy: its vectors and encoder with the best mean."""

from collections.abc import Iterable, Sequence

from embedstudy.metrics import METRICS
from embedstudy.results.rows import RunRow, SummaryRow
from embedstudy.statistics.pairs import CellResults, group_cells


def find_best_cells(
    dataset: str, summary: Iterable[SummaryRow], runs: Sequence[RunRow]
) -> dict[str, CellResults]:
    """Return the best cell of each strategy and baseline at the largest train size.

    Parameters
    ----------
    dataset : str
    summary : iterable of SummaryRow
    runs : sequence of RunRow

    Returns
    -------
    dict of str to CellResults
        By strategy, in the order of `summary`; without those of which no seed finished.
    """
    finished = [row for row in summary if row.dataset == dataset and row.mean is not None]
    size = max((row.train_size for row in finished), default=0)
    best: dict[str, SummaryRow] = {}
    for row in finished:
        if row.train_size != size:
            continue
        other, sign = best.get(row.strategy), METRICS[row.metric].sign
        if other is None or sign * (row.mean or 0.0) > sign * (other.mean or 0.0):
            best[row.strategy] = row
    cells = {(*cell.place, cell.strategy, cell.train_size): cell for cell in group_cells(runs)}
    keys = {
        name: (row.dataset, row.vectors, row.encoder, row.strategy, row.train_size)
        for name, row in best.items()
    }
    return {name: cells[key] for name, key in keys.items() if key in cells}
