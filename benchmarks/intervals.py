"""How often intervals cover, tests reject and crossings are found, in simulations.

Run in a checkout as ``python -m benchmarks.intervals [SIMULATIONS]``; a minute or more for 1,000.
"""

import sys
from functools import partial

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits

from embedstudy.metrics import Outputs
from embedstudy.metrics.macro_f1 import compute_macro_f1, score_texts
from embedstudy.statistics.crossovers import crossing
from embedstudy.statistics.estimates import estimate
from embedstudy.statistics.macro_f1 import estimate_macro_f1
from embedstudy.statistics.resampling import bootstrap_ratio, permutation_test
from embedstudy.statistics.variance_components import mean_squares
from tests.statistics.simulated import curves, layout, predictions

DRAWS = 499
SIZES = (100, 300, 1000, 3000, 8530)
# Kind of scores, seeds, texts, spread of the seeds' accuracies.
LAYOUTS = [
    *[("difference", 5, 853, spread) for spread in (0.0, 0.005, 0.015, 0.05)],
    *[("difference", n, 853, 0.015) for n in (2, 3, 4, 10, 20)],
    *[("difference", 1, 853, spread) for spread in (0.0, 0.005, 0.007, 0.0106, 0.015)],
    ("difference", 5, 60, 0.015),
    ("accuracy", 5, 853, 0.005),
    ("accuracy", 5, 853, 0.015),
    ("accuracy", 5, 853, 0.05),
    ("accuracy", 5, 60, 0.015),
    *[("normal", 5, 853, spread) for spread in (0.0, 0.005, 0.015, 0.05)],
    *[("normal", n, 853, 0.015) for n in (2, 3, 10)],
]
# As skewed as r52 is: from 1,083 texts of a class to one or two.
_SKEWED = np.maximum(1083 / np.arange(1, 53) ** 1.6, 2).astype(int)
# Name, seeds, texts of each class, how much seeds differ by class.
CLASSES = [
    ("52 skewed classes", 5, _SKEWED, 0.3),
    ("52 skewed classes", 5, _SKEWED, 0.0),
    ("52 skewed classes", 1, _SKEWED, 0.0),
    ("8 skewed classes", 5, [500, 250, 100, 50, 40, 30, 20, 10], 0.3),
    ("2 classes", 5, [427, 426], 0.3),
]
# Seeds, spread of the seeds.
CURVES = [(5, 0.005), (5, 0.015), (5, 0.03), (10, 0.015), (3, 0.015), (1, 0.0)]


def measure_rates(case, simulations):
    """Return what is covered and rejected; what Satterthwaite's, and t over seeds, cover."""
    rng, draw = np.random.default_rng(0), layout(*case)
    misses = []
    for _ in range(simulations):
        scores, truth = draw(rng)
        off = abs(scores.mean() - truth)
        reach = float(mean_squares(scores).reach)
        over_seeds = stats.sem(scores.mean(axis=1)) if len(scores) > 1 else np.nan
        misses.append((
            off <= reach * bootstrap_ratio(scores, DRAWS),
            permutation_test(scores - truth, DRAWS).p_value <= 0.05,
            off <= reach,
            off <= over_seeds * stats.t.ppf(0.975, max(len(scores) - 1, 1)),
        ))  # fmt: skip
    return 100 * np.mean(misses, axis=0)


def measure_crossings(n_seeds, spread, simulations):
    """Return how often the interval of a crossing covers it."""
    rng = np.random.default_rng(0)
    draw = partial(curves, rng, n_seeds, 853, spread, SIZES, 1500)
    estimates = [crossing(draw(), SIZES, DRAWS) for _ in range(simulations)]
    return 100 * np.mean([crossed.low <= 1500 <= crossed.high for crossed in estimates])


def measure_macro_f1(n_seeds, support, spread, simulations):
    """Return the mean, what the bootstrap covers, and what an influence function covers."""
    rng = np.random.default_rng(0)
    draws = (predictions(rng, 5, support, spread) for _ in range(2000))
    truth = np.mean([
        compute_macro_f1(Outputs(labels, row)) for rows, labels in draws for row in rows
    ])  # fmt: skip
    covered = []
    for _ in range(simulations):
        predicted, labels = predictions(rng, n_seeds, support, spread)
        intervals = (
            estimate_macro_f1(predicted, labels, DRAWS).interval,
            estimate(np.stack([score_texts(Outputs(labels, row)) for row in predicted])).interval,
        )
        covered.append([low <= truth <= high for low, high in intervals])
    return 100 * truth, *(100 * np.mean(covered, axis=0))


def main(simulations=1000):
    print(f"{simulations} simulations, {DRAWS} resamples each; in %")
    print("| scores | seeds | texts | spread | covered | false + | Satterthwaite | seeds only |")
    print("|---|---|---|---|---|---|---|---|")
    with threadpool_limits(1):
        for case in LAYOUTS:
            shown = " | ".join(f"{rate:.1f}" for rate in measure_rates(case, simulations))
            print(f"| {' | '.join(map(str, case))} | {shown} |", flush=True)
        print("\n| seeds | spread | crossing covered |\n|---|---|---|")
        for n_seeds, spread in CURVES:
            covered = measure_crossings(n_seeds, spread, simulations)
            print(f"| {n_seeds} | {spread} | {covered:.1f} |", flush=True)
        print("\n| macro F1 of | seeds | spread | mean | covered | by influence |")
        print("|---|---|---|---|---|---|")
        for name, n_seeds, support, spread in CLASSES:
            rates = measure_macro_f1(n_seeds, support, spread, simulations // 3)
            shown = " | ".join(f"{rate:.1f}" for rate in rates)
            print(f"| {name} | {n_seeds} | {spread} | {shown} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
