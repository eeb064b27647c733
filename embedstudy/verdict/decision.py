"""Decides from the tests of a contest whether pretrained vectors are needed."""

from dataclasses import dataclass
from typing import Literal

from embedstudy.results.rows import SummaryRow
from embedstudy.verdict.contest import LEVEL, Choice, Contest, Lead

Answer = Literal[
    "yes", "no", "not shown", "nothing learned", "only with few texts", "differs by data set"
]
# Under macro F1 a guess by chance beats the majority class, and where one class holds most texts,
# by accuracy nothing beats it: there `p_guessing` tells whether anything was learned.
IMBALANCE = 0.8
# With so few seeds `p_value` is too small where seeds spread much (docs/statistics.md).
FEW_SEEDS = 3


@dataclass(frozen=True)
class Decision:
    """An answer for one train size, and what it rests on.

    Attributes
    ----------
    answer : {"yes", "no", "not shown", "nothing learned"}
    choice : Choice, optional
        The pretrained choice that the answer names: the best on dev, and for "yes" the best on dev
        of those that are shown to be better; another of these, if it is shown to be better still.
    p_value : float
        Of that choice against random, adjusted for the number of choices.
    p_gain : float, optional
        Of the hypothesis that some choice gains the margin or more.
    n_hypotheses : int
    """

    answer: Answer
    choice: Choice | None
    p_value: float
    p_gain: float | None
    n_hypotheses: int


def adjust(p_value: float, n_hypotheses: int) -> float:
    """Return a two-sided p-value that allows for several chances to find an advantage.

    Only an advantage makes a YES, so each test errs in half of its cases in that direction: two
    choices together stay within the level. Half of Bonferroni's factor is then enough for more. But
    the far tails of the test are less exact where seeds spread much, so the factor is the number of
    choices less one, as simulations ask for (docs/statistics.md).

    Examples
    --------
    >>> adjust(0.01, 1), adjust(0.01, 2), adjust(0.01, 6)
    (0.01, 0.01, 0.05)
    """
    return min(1.0, p_value * max(1, n_hypotheses - 1))


def _find_p_value(lead: Lead, *, has_folds: bool) -> float:
    """Return the p-value of a lead; with few seeds the larger of two.

    Two or three seeds hardly show how far seeds spread, and `p_value` is then too small where they
    spread much. The t-test over seeds knows how little they show.
    """
    row = lead.row
    if has_folds or not 1 < row.n_seeds <= FEW_SEEDS:
        return lead.p_value
    return max(lead.p_value, 1.0 if row.p_seeds is None else row.p_seeds)


def is_gain_shown(lead: Lead, n_hypotheses: int, *, has_folds: bool) -> bool:
    """Tell whether a pretrained choice is shown to be better than random, as an answer counts it.

    One seed does not show how far seeds spread: then nothing is shown, unless folds show it.
    """
    p_value = adjust(_find_p_value(lead, has_folds=has_folds), n_hypotheses)
    return lead.advantage > 0 and p_value < LEVEL and (has_folds or lead.row.n_seeds > 1)


def decide(
    contest: Contest, margin: float, *, has_folds: bool = False, n_sizes: int = 1
) -> Decision:
    """Decide whether pretrained vectors are needed at one train size.

    Parameters
    ----------
    contest : Contest
    margin : float
        The smallest gain that counts, as a difference of scores.
    has_folds : bool
        Whether the scores are of a cross-validation, whose folds show chance in training even with
        one seed.
    n_sizes : int
        The train sizes at which a YES is looked for.
    """
    n_hypotheses = n_sizes * contest.n_hypotheses
    compared = [(choice, choice.lead) for choice in contest.choices if choice.lead is not None]
    if not compared:
        return Decision("not shown", None, 1.0, None, n_hypotheses)
    p_values = {
        choice.cell: adjust(_find_p_value(lead, has_folds=has_folds), n_hypotheses)
        for choice, lead in compared
    }
    shown = [
        (choice, lead)
        for choice, lead in compared
        if is_gain_shown(lead, n_hypotheses, has_folds=has_folds)
    ]
    choice, _ = (shown or compared)[0]
    for rival, _ in shown:
        lead = contest.find_lead(rival.cell, choice.cell)
        if lead is not None and lead.is_better:
            choice = rival
    p_gains = [lead.p_gain for _, lead in compared]
    known = [p for p in p_gains if p is not None]
    answer: Answer = "not shown"
    # One seed does not show how far seeds spread: then nothing is shown.
    if has_folds or min(lead.row.n_seeds for _, lead in compared) > 1:
        rules_out = all(lead.rules_out_gain(margin) for _, lead in compared)
        # A gain that is shown, but below the margin, does not count.
        if rules_out and len(compared) == len(contest.choices):
            answer = "no"
        elif shown:
            answer = "yes"
    return Decision(
        answer,
        choice,
        p_values[choice.cell],
        max(known) if len(known) == len(p_gains) else None,
        n_hypotheses,
    )


@dataclass(frozen=True)
class Learning:
    """Whether a strategy learned anything, by the test that fits the metric.

    Attributes
    ----------
    is_shown : bool
    cell : SummaryRow
        The best strategy on dev.
    lead : Lead or None
        Its lead over the majority class; None where that tells nothing.
    p_value : float
        Two-sided; of the lead, or of `p_guessing`. It is not adjusted for the number of strategies:
        who learned a little is not to be told that nothing was learned.
    """

    is_shown: bool
    cell: SummaryRow
    lead: Lead | None
    p_value: float


def find_learning(contest: Contest, *, is_imbalanced: bool) -> Learning | None:
    """Test whether any strategy does better than the majority class; None where nothing tells.

    Parameters
    ----------
    contest : Contest
    is_imbalanced : bool
        Whether one class holds nearly all texts.
    """
    cells, metric = contest.embeddings, contest.cells[0].metric
    by_guessing = metric == "macro-f1" or (metric == "accuracy" and is_imbalanced)
    leads = {
        cell: None if contest.majority is None else contest.find_lead(cell, contest.majority)
        for cell in cells
    }
    p_values: dict[SummaryRow, float] = {}
    better = set()
    for cell, lead in leads.items():
        if cell.p_guessing is not None and (by_guessing or lead is None):
            p_values[cell] = min(1.0, 2 * cell.p_guessing)
            leads[cell] = None
            better.add(cell)
        elif lead is not None and not by_guessing:
            p_values[cell] = lead.p_value
            better |= {cell} if lead.advantage > 0 else set()
    if len(p_values) < len(cells) or not cells:
        return None
    best = cells[0]
    is_shown = any(p_values[cell] < LEVEL for cell in better)
    return Learning(is_shown, best, leads[best], p_values[best])
