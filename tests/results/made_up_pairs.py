"""Measured differences between random and others, as a forecast meets them."""

from embedstudy.results.rows import ComparisonRow


def make_pair(vectors: str, b: str, delta: float, p_value: float = 0.5) -> ComparisonRow:
    """Return how far random is ahead of another strategy with 800 training texts."""
    return ComparisonRow(
        dataset="d", vectors=vectors, encoder="mean", train_size=800, a="random", b=b, n_seeds=3,
        n_examples=500, delta=delta, ci_low=delta - 0.1, ci_high=delta + 0.1, p_value=p_value,
        p_holm=None, p_seeds=None, wins=1, ties=1, losses=1, smallest_detectable=0.1,
    )  # fmt: skip
