"""How often the intervals of alignment and of word similarity cover, in simulations.

Run in a checkout as ``python -m benchmarks.structure [SIMULATIONS]``.
"""

import sys
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from embedstudy.statistics.estimates import estimate
from tests.structure.simulated import alignment_scores, similarity_scores

# Name, and what draws the scores of two spaces; the second is compared with the first.
LAYOUTS = {
    "alignment, 5 seeds, 800 words, equal": partial(
        alignment_scores, n_seeds=5, n_words=800, strengths=(1.5, 1.5)
    ),
    "alignment, 5 seeds, 800 words, different": partial(
        alignment_scores, n_seeds=5, n_words=800, strengths=(1.0, 2.0)
    ),
    "alignment, 5 seeds, 200 words, equal": partial(
        alignment_scores, n_seeds=5, n_words=200, strengths=(1.5, 1.5)
    ),
    "alignment, 1 space, 800 words, equal": partial(
        alignment_scores, n_seeds=1, n_words=800, strengths=(1.5, 1.5), spread=0.0
    ),
    "similarity, 5 seeds, 200 pairs, equal": partial(
        similarity_scores, n_seeds=5, n_pairs=200, noises=(1.5, 1.5)
    ),
    "similarity, 5 seeds, 600 pairs, different": partial(
        similarity_scores, n_seeds=5, n_pairs=600, noises=(3.0, 1.0)
    ),
    "similarity, 5 seeds, 30 pairs, equal": partial(
        similarity_scores, n_seeds=5, n_pairs=30, noises=(1.5, 1.5)
    ),
}


def measure_coverage(draw, simulations):
    """Return the true value of the second space, and what is covered and found, in %.

    The truth is the mean of all draws: the value that so many words have on average.
    """
    rng = np.random.default_rng(0)
    tables = [draw(rng) for _ in range(simulations)]
    values = np.array([table.mean(axis=(1, 2)) for table in tables])
    truth, difference = values[:, 1].mean(), (values[:, 1] - values[:, 0]).mean()
    rows = []
    for (first, second), (_, value) in zip(tables, values, strict=True):
        over_seeds = 1.96 * second.mean(axis=1).std(ddof=1) if len(second) > 1 else np.nan
        low, high = estimate(second).interval
        between = estimate(second - first).interval
        rows.append((
            low <= truth <= high,
            abs(value - truth) <= over_seeds,
            between[0] <= difference <= between[1],
            between[0] > 0 or between[1] < 0,
        ))  # fmt: skip
    return truth, difference, *(100 * np.mean(rows, axis=0))


def main(simulations=500):
    print(f"{simulations} simulations; in %")
    print("| layout | truth | covered | seeds' ± | difference | covered | found |")
    print("|---|---|---|---|---|---|---|")
    with threadpool_limits(1):
        for name, draw in LAYOUTS.items():
            truth, difference, *rates = measure_coverage(draw, simulations)
            covered, over_seeds, covers_both, rejected = (f"{rate:.1f}" for rate in rates)
            cells = (
                name,
                f"{truth:z.3f}",
                covered,
                over_seeds,
                f"{difference:z.3f}",
                covers_both,
                rejected,
            )
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
