"""Hold intervals and tests of every metric to a known truth: ``python -m benchmarks.metrics 600``.

Two strategies are equally good, and a class may be rare. Prints how often the interval of their
difference covers zero, how often the test finds a difference (p ≤ 0.05), and how often the interval
of one strategy covers its mean, in %.
"""

import sys

import numpy as np
from threadpoolctl import threadpool_limits

from embedstudy.metrics import METRICS
from embedstudy.statistics.estimates import Estimate, class_interval, score_interval
from embedstudy.statistics.resampling import bootstrap_ratio, permutation_test
from embedstudy.statistics.variance_components import mean_squares
from tests.metrics.outputs import draw_equal_models

DRAWS, N_TEXTS, N_SEEDS = 499, 853, 5
SHARES = (
    (0.5, 0.5),
    (0.9, 0.1),
    (0.98, 0.02),
    (0.99, 0.01),
    (0.5, 0.25, 0.1, 0.06, 0.04, 0.03, 0.01, 0.01),
)


def _find_reach(scores):
    squares = mean_squares(scores)
    ratio = bootstrap_ratio(scores, DRAWS)
    return float(squares.reach) * (1.0 if np.isinf(ratio) else max(ratio, float(squares.is_least)))


def measure(name, shares, simulations):
    """Return the three rates of a metric in percent."""
    rng, metric, results = np.random.default_rng(5), METRICS[name], []
    for _ in range(simulations):
        one, second = draw_equal_models(rng, shares, N_TEXTS, N_SEEDS)
        differences = np.stack(
            [metric.compare_texts(*pair) for pair in zip(one, second, strict=True)]
        )
        scores = np.stack([metric.text_scores(outputs) for outputs in one])
        test = permutation_test(differences, DRAWS)
        reach = test.reach
        known = Estimate(float(scores.mean()), _find_reach(scores))
        if metric.weighs_classes:
            low, high = class_interval(scores, known, one[0].labels, N_TEXTS)
        else:
            reach = _find_reach(differences)
            low, high = score_interval(scores, known, metric.limits, N_TEXTS)
        covers = abs(differences.mean()) <= reach
        results.append((covers, test.p_value <= 0.05, low, high, known.mean))
    covered, false, low, high, mean = np.transpose(results)
    truth = mean.mean()
    inside = (low <= truth) & (truth <= high)
    return 100 * covered.mean(), 100 * false.mean(), 100 * inside.mean()


def main(simulations=600):
    print("| rarest class | classes | metric | difference covered | false + | own covered |")
    print("|---|---|---|---|---|---|")
    with threadpool_limits(1):
        for shares in SHARES:
            for name in METRICS:
                rates = " | ".join(f"{rate:.1f}" for rate in measure(name, shares, simulations))
                rarest = f"{N_TEXTS * shares[-1]:.0f} texts"
                print(f"| {rarest} | {len(shares)} | {name} | {rates} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
