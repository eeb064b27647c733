"""All strategies and baselines of a data set by score, each with its difference to random."""

from dataclasses import dataclass, replace

from embedstudy.results.rows import SummaryRow
from embedstudy.strategies import REFERENCE, uses_vectors
from embedstudy.verdict.contest import Contest, Lead
from embedstudy.verdict.decision import is_gain_shown


@dataclass(frozen=True)
class RankedCell:
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


def rank_cells(contest: Contest, *, has_folds: bool = False) -> list[RankedCell]:
    """Return the cells of a contest, the best on test first.

    Random does not start from vectors: where it is the same with all of them it stands there once,
    without their name. `has_folds` says that the scores are of a cross-validation.
    """
    sign = contest.metric.sign
    cells = sorted(contest.cells, key=lambda cell: sign * (cell.mean or 0.0), reverse=True)
    different: dict[tuple[str, str, str], SummaryRow] = {}
    for cell in cells:
        vectors = cell.vectors if _depends_on_vectors(cell, contest) else ""
        different.setdefault((cell.strategy, cell.encoder, vectors), cell)
    chosen = {choice.cell: choice.lead for choice in contest.choices}
    ranked = []
    for (_, _, vectors), cell in different.items():
        shown = replace(cell, vectors=vectors)
        if cell.strategy == REFERENCE:
            ranked.append(RankedCell(shown, None, "reference"))
            continue
        lead = chosen.get(cell) or _find_lead(cell, contest)
        ranked.append(RankedCell(shown, lead, _judge(cell, lead, contest, has_folds=has_folds)))
    return ranked


def _depends_on_vectors(cell: SummaryRow, contest: Contest) -> bool:
    """Tell whether a strategy starts from vectors, or has other results with other vectors."""
    if uses_vectors(cell.strategy):
        return True
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


def _judge(cell: SummaryRow, lead: Lead | None, contest: Contest, *, has_folds: bool) -> str:
    """Say how a cell compares with random; whether vectors gain, by the test of the verdict."""
    if lead is None or lead.row.decisive_p is None:
        return ""
    is_better = lead.is_better
    if uses_vectors(cell.strategy):
        is_better = is_gain_shown(lead, contest.n_hypotheses, has_folds=has_folds)
    return "better" if is_better else "worse" if lead.is_worse else "not shown"
