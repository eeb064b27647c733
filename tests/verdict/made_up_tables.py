"""Studies of hand-made rows, for verdicts."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedstudy.options.compare import CompareOptions
from embedstudy.results.rows import (
    ComparisonRow,
    CrossoverRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    RunRow,
    SummaryRow,
)

BASELINES = ("majority", "tfidf-linear-svm", "tfidf-logistic-regression")


@dataclass
class MadeUpTables:
    """What a verdict reads."""

    summary: list[SummaryRow]
    comparisons: list[ComparisonRow] = field(default_factory=list)
    runs: list[RunRow] = field(default_factory=list)
    crossovers: list[CrossoverRow] = field(default_factory=list)
    forecast_crossovers: list[ForecastCrossoverRow] = field(default_factory=list)
    forecast_gains: list[ForecastGainRow] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    path: Path = Path("runs/reviews")


def cell(strategy, mean, *, vectors="glove", encoder="mean", size=8000, **columns):
    """Return a row of summary.csv; a baseline has no vectors and no encoder."""
    if strategy in BASELINES:
        vectors = encoder = ""
    ends = (None, None) if mean is None else (mean - 0.02, mean + 0.02)
    row = {
        "dataset": "reviews", "vectors": vectors, "strategy": strategy, "encoder": encoder,
        "train_size": size, "lr": 0.1, "n": 5, "mean": mean, "ci_low": ends[0], "ci_high": ends[1],
        "status": "complete" if mean is not None else "incomplete",
    }  # fmt: skip
    return SummaryRow(**{**row, **columns})


def pair(a, b, delta, p, *, reach=0.02, vectors="glove", encoder="mean", size=8000, **columns):
    """Return a row of comparisons.csv, with the p-values against a margin of a normal estimate."""
    from scipy.stats import norm

    error, margin = reach / 1.96, columns.get("margin", 0.01)
    row = {
        "dataset": "reviews", "vectors": vectors, "encoder": encoder, "train_size": size, "a": a,
        "b": b, "n_seeds": 5, "n_examples": 853, "delta": delta, "ci_low": delta - reach,
        "ci_high": delta + reach, "p_value": p, "p_holm": None if b == "majority" else p,
        "p_seeds": p, "wins": 5, "smallest_detectable": 0.03, "margin": margin,
        "p_below": float(norm.sf((margin - delta) / error)),
        "p_above": float(norm.sf((margin + delta) / error)),
    }  # fmt: skip
    return ComparisonRow(**{**row, **columns})


def run(of_cell, seed=0, *, dev=None, status="ok", fold=None):
    """Return a run of a cell; on dev it scores as on test unless told."""
    score = of_cell.mean if dev is None else dev
    return RunRow(
        run=f"{of_cell.strategy}-{of_cell.vectors}-{of_cell.encoder}-{of_cell.train_size}-{seed}",
        dataset=of_cell.dataset, vectors=of_cell.vectors, strategy=of_cell.strategy,
        encoder=of_cell.encoder, train_size=of_cell.train_size, fold=fold, seed=seed,
        dev_accuracy=score, test_accuracy=score, status=status,
    )  # fmt: skip


def make_meta(options=None, **facts):
    """Return a study.json of a study that a command made."""
    values = {"vectors": ["glove"], **(options or {})}
    stored = {"datasets": ["reviews.csv"], **CompareOptions.from_values(values).to_json()}
    data = {"classes": ["bad", "good"], "train": 8000, "dev": 853, "test": 853, "tokens": 160_000,
            "distinct": 7990, "class_counts": {"train": [4000, 4000], "test": [426, 427]},
            **facts}  # fmt: skip
    return {
        "options": stored, "margin": 1.0, "data": {"reviews": data}, "warnings": [],
        "coverage": {"reviews": {"glove": {"types": 0.9, "tokens": 0.97}}},
    }  # fmt: skip


def make_tables(cells, pairs, *, dev=None, meta=None, **tables):
    """Return a study whose strategies beat the majority class, unless a pair says otherwise."""
    known = {(row.a, row.b, row.train_size, row.vectors, row.encoder) for row in pairs}
    against_majority = [
        pair(c.strategy, "majority", c.mean - 0.5, 0.0001, vectors=c.vectors, encoder=c.encoder,
             size=c.train_size)
        for c in cells
        if c.mean is not None and c.strategy != "majority"
        if (c.strategy, "majority", c.train_size, c.vectors, c.encoder) not in known
    ]  # fmt: skip
    runs = [run(c, seed, dev=(dev or {}).get(c.strategy)) for c in cells for seed in range(c.n)]
    return MadeUpTables(
        summary=list(cells),
        comparisons=[*pairs, *against_majority],
        **{"runs": runs, "meta": meta or make_meta(), **tables},
    )
