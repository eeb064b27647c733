"""Answers of the verdict where the truth is known."""

from statistics import fmean

import numpy as np

from embedstudy.results.rows import ComparisonRow, RunRow
from embedstudy.statistics.estimates import Estimate, paired_over_seeds, widen_by_seeds
from embedstudy.statistics.resampling import permutation_test
from embedstudy.verdict.contest import make_contest
from embedstudy.verdict.decision import FEW_SEEDS, decide
from tests.statistics.simulated import strategies
from tests.verdict.made_up_tables import cell

MARGIN = 0.01


def answer(rng, gains, n_seeds, n_texts, seeds, draws=499):
    """Return the answer on drawn scores of pretrained choices with a known gain each."""
    scores, dev = strategies(rng, gains, n_seeds, n_texts, seeds)
    cells = [cell("random", float(scores[0].mean()), vectors="")]
    pairs, runs = [], [_make_run(cells[0], dev[0])]
    for number, table in enumerate(scores[1:], start=1):
        cells.append(cell("finetuned", float(table.mean()), vectors=f"table{number}"))
        runs.append(_make_run(cells[-1], dev[number]))
        differences = table - scores[0]
        test, by_seed = permutation_test(differences, draws), differences.mean(axis=1)
        estimate = Estimate(
            test.mean, 0.0, p_below=test.p_below(MARGIN), p_above=test.p_above(-MARGIN)
        )
        if n_seeds <= FEW_SEEDS:
            estimate = widen_by_seeds(estimate, by_seed, MARGIN)
        pairs.append(
            ComparisonRow(
                "reviews", f"table{number}", "mean", 8000, "finetuned", "random", n_seeds, n_texts,
                delta=test.mean, p_value=test.p_value, p_seeds=paired_over_seeds(by_seed),
                margin=MARGIN, p_below=estimate.p_below, p_above=estimate.p_above,
            )
        )  # fmt: skip
    return decide(make_contest(cells, pairs, runs), MARGIN).answer


def _make_run(of_cell, dev):
    return RunRow(
        run=f"{of_cell.strategy}-{of_cell.vectors}", dataset="reviews", vectors=of_cell.vectors,
        strategy=of_cell.strategy, encoder="mean", train_size=8000, fold=None, seed=0,
        dev_accuracy=float(dev), test_accuracy=of_cell.mean,
    )  # fmt: skip


def measure_rate(expected, simulations, *case, draws=499):
    """Return how often an answer comes out, of so many drawn studies."""
    rng = np.random.default_rng(0)
    return fmean(answer(rng, *case, draws=draws) == expected for _ in range(simulations))
