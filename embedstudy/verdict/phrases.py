"""Cells and differences in the words of a verdict."""

from typing import Any

from embedstudy.baselines import BASELINES, speak_baseline
from embedstudy.metrics import METRICS, Metric
from embedstudy.results.rows import SummaryRow
from embedstudy.strategies import speak_strategy, uses_vectors
from embedstudy.verdict.contest import Lead
from embedstudy.wording import printable

_LONGEST_NAME = 40


def speak_cell(cell: SummaryRow) -> str:
    """Name a cell as people speak, in the middle of a sentence."""
    if cell.strategy in BASELINES:
        return speak_baseline(cell.strategy)
    vectors = printable(cell.vectors) if uses_vectors(cell.strategy) else ""
    if len(vectors) > _LONGEST_NAME:
        vectors = f"{vectors[: _LONGEST_NAME - 1]}…"
    return speak_strategy(cell.strategy, vectors)


def capitalize(text: str) -> str:
    """Return a text with a capital first letter, and the others as they are."""
    return text[:1].upper() + text[1:]


def join_sentences(*sentences: str) -> str:
    """Join sentences into a line, without those that are empty."""
    return " ".join(filter(None, sentences))


def describe_cell(cell: SummaryRow) -> dict[str, Any]:
    """Return a cell as plain data."""
    return {
        "name": speak_cell(cell),
        "strategy": cell.strategy,
        "vectors": cell.vectors,
        "encoder": cell.encoder,
        "score": cell.mean,
        "ci_low": cell.ci_low,
        "ci_high": cell.ci_high,
        "n": cell.n,
    }


def relate(lead: Lead) -> str:
    """Return how a cell compares with another: better, worse, equal, or not shown."""
    if lead.is_better:
        return "better"
    if lead.is_worse:
        return "worse"
    return "equal" if lead.is_equal(lead.row.margin or 0.0) else "not shown"


def format_score(cell: SummaryRow) -> str:
    """Write the score of a cell with its unit."""
    metric = METRICS[cell.metric]
    return f"{metric.format(cell.mean)}{metric.unit}"


def format_delta(metric: Metric, lead: Lead) -> str:
    """Write a difference with its sign and its unit; one that rounds to nothing is a tie."""
    text = metric.format(lead.delta, "+")
    return f"{text}{metric.unit_of_difference}" if any(c in "123456789" for c in text) else "a tie"


def format_difference(metric: Metric, lead: Lead) -> str:
    """Write a difference with its interval."""
    low, high = (metric.format(end, "+") for end in lead.interval)
    return f"{format_delta(metric, lead)} [{low}, {high}]"


def format_p(p_value: float) -> str:
    """Write a p-value."""
    return "p < 0.001" if p_value < 0.001 else f"p = {p_value:.3f}"
