"""Tables of scores, seeds x texts, drawn with a known true mean."""

from functools import partial

import numpy as np
from scipy import stats

# Of a text's difficulty; what one strategy makes of it; what one run makes of it. Two strategies
# of equal skill then have 82 % right and disagree on 11 % of the texts.
EASE, ABILITY, TEXT, REST = 1.2, 1.2, 0.3, 0.3
# Makes accuracies of seeds spread by so much. The difference of two strategies spreads by 1.41
# times as much: by 0.01 and 0.015 at 0.007 and 0.0106.
SEEDS = {0.0: 0.0, 0.005: 0.028, 0.007: 0.039, 0.0106: 0.059, 0.015: 0.083, 0.05: 0.28}


def normal(rng, n_seeds, n_texts, seeds, texts=0.3, rest=0.2):
    """Return scores with normal effects, and their true mean."""
    scores = (
        seeds * rng.standard_normal((n_seeds, 1))
        + texts * rng.standard_normal((1, n_texts))
        + rest * rng.standard_normal((n_seeds, n_texts))
    )
    return scores, 0.0


def _right(rng, n_seeds, difficulty, spread):
    n_texts = difficulty.shape[1]
    strength = difficulty + TEXT * rng.standard_normal((1, n_texts))
    strength = strength + SEEDS[spread] * rng.standard_normal((n_seeds, 1))
    return (strength + REST * rng.standard_normal((n_seeds, n_texts)) > 0).astype(float)


def accuracy(rng, n_seeds, n_texts, seeds):
    """Return 0/1 scores of one strategy, and its true accuracy."""
    difficulty = EASE + ABILITY * rng.standard_normal((1, n_texts))
    truth = stats.norm.cdf(EASE / np.sqrt(ABILITY**2 + TEXT**2 + REST**2 + SEEDS[seeds] ** 2))
    return _right(rng, n_seeds, difficulty, seeds), float(truth)


def difference(rng, n_seeds, n_texts, seeds):
    """Return differences of the 0/1 scores of two equally good strategies: their mean is 0."""
    difficulty = EASE + ABILITY * rng.standard_normal((1, n_texts))
    first, second = (_right(rng, n_seeds, difficulty, seeds) for _ in range(2))
    return first - second, 0.0


KINDS = {"normal": normal, "accuracy": accuracy, "difference": difference}


def layout(kind, n_seeds, n_texts, seeds):
    """Return a function from a random generator to scores and their true mean."""
    return partial(KINDS[kind], n_seeds=n_seeds, n_texts=n_texts, seeds=seeds)


def curves(rng, n_seeds, n_texts, seeds, sizes, crossing, slope=0.03):
    """Return differences at several train sizes, zero in truth at a known one."""
    true = slope * np.log(np.array(sizes) / crossing)[:, None, None]
    n = len(sizes)
    return (
        true
        + seeds * np.sqrt(0.25) * rng.standard_normal((1, n_seeds, 1))
        + seeds * np.sqrt(0.75) * rng.standard_normal((n, n_seeds, 1))
        + 0.2 * rng.standard_normal((1, 1, n_texts))
        + 0.22 * rng.standard_normal((n, 1, n_texts))
        + 0.2 * rng.standard_normal((n, n_seeds, n_texts))
    )
