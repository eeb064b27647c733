"""All strategies and baselines of a data set by score, each with its difference to random."""

from dataclasses import dataclass

from embedstudy.results.rows import SummaryRow
from embedstudy.statistics.contest import LEVEL, Contest, Lead
from embedstudy.statistics.decision import adjust
from embedstudy.strategies import REFERENCE


@dataclass(frozen=True)
class Standing:
    """A strategy or a baseline among all.

    Attributes
    ----------
    cell : SummaryRow
    lead : Lead or None
        Over random; None for random itself, and where no seed finished in both.
    word : {"better", "worse", "not shown", "reference", ""}
        How the cell compares with random, by the tests that the verdict rests on.
    """

    cell: SummaryRow
    lead: Lead | None
    word: str


def rank_cells(contest: Contest) -> list[Standing]:
    """Return the cells of a contest, the best on test first.

    Random does not depend on vectors: it stands there once where it is the same with all of them.
    """
    sign = contest.metric.sign
    cells = sorted(contest.cells, key=lambda cell: sign * (cell.mean or 0.0), reverse=True)
    names_by_result: dict[tuple[object, ...], SummaryRow] = {}
    for cell in cells:
        vectors = cell.vectors if _depends_on_vectors(cell, contest) else ""
        names_by_result.setdefault((cell.strategy, cell.encoder, vectors), cell)
    chosen = {choice.cell: choice.lead for choice in contest.choices}
    standings = []
    for cell in names_by_result.values():
        if cell.strategy == REFERENCE:
            standings.append(Standing(cell, None, "reference"))
            continue
        lead = chosen.get(cell) or _find_lead(cell, contest)
        is_choice = cell in chosen and lead is not None and lead.advantage > 0
        standings.append(Standing(cell, lead, _judge(lead, contest.n_hypotheses * is_choice)))
    return standings


def _depends_on_vectors(cell: SummaryRow, contest: Contest) -> bool:
    """Tell whether a cell has another result than the same strategy with other vectors."""
    results = {
        (other.mean, other.ci_low, other.ci_high)
        for other in contest.cells
        if (other.strategy, other.encoder) == (cell.strategy, cell.encoder)
    }
    return len(results) > 1


def _find_lead(cell: SummaryRow, contest: Contest) -> Lead | None:
    """Return the lead over random of the same encoder, or of the best encoder for a baseline."""
    encoder = cell.encoder or next(iter(contest.encoders), "")
    starts = [start for start in contest.references if not encoder or start.encoder == encoder]
    leads = (contest.find_lead(cell, start) for start in starts)
    return next((lead for lead in leads if lead is not None), None)


def _judge(lead: Lead | None, n_hypotheses: int) -> str:
    """Say how a cell compares with random; with hypotheses, by the test of the verdict."""
    if lead is None or lead.row.decisive_p is None:
        return ""
    is_better = lead.is_better
    if n_hypotheses:
        is_better = adjust(lead.p_value, n_hypotheses) < LEVEL
    return "better" if is_better else "worse" if lead.is_worse else "not shown"
