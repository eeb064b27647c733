"""Tables of scores, seeds x texts, drawn with a known true mean."""

from functools import partial

import numpy as np
from scipy import stats

# Of a text's difficulty; what one strategy makes of it; what one run makes of it. Two strategies
# of equal skill then have 82 % right and disagree on 10 % of the texts.
EASE, ABILITY, TEXT, REST = 1.2, 1.2, 0.3, 0.3
# Makes accuracies of seeds spread by so much. The difference of two strategies spreads by 1.41
# times as much: by 0.01 and 0.015 at 0.007 and 0.0106.
SEEDS = {0.0: 0.0, 0.005: 0.0249, 0.007: 0.0349, 0.0106: 0.0528, 0.015: 0.0747, 0.05: 0.249}


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


def predictions(rng, n_seeds, support, spread=0.3):
    """Return what seeds predict for texts of classes with some support, and the labels.

    Rare classes are harder; a text that is mistaken by one seed is often mistaken by others, and
    for the same class. Seeds differ by how well they know each class.
    """
    support = np.asarray(support)
    labels = np.repeat(np.arange(len(support)), support)
    ease = 0.7 + 0.3 * np.log(support / support.min())
    strength = (
        ease[labels]
        + 1.2 * rng.standard_normal(len(labels))
        + spread * rng.standard_normal((n_seeds, len(support)))[:, labels]
        + 0.5 * rng.standard_normal((n_seeds, len(labels)))
    )
    mistakes = np.sqrt(support) / np.sqrt(support).sum()
    usual = rng.choice(len(support), len(labels), p=mistakes)
    by_seed = rng.choice(len(support), (n_seeds, len(labels)), p=mistakes)
    wrong = np.where(rng.random(by_seed.shape) < 0.7, usual, by_seed)
    return np.where(strength > 0, labels, wrong), labels


def strategies(rng, gains, n_seeds, n_texts, seeds, n_dev=853):
    """Return 0/1 scores of random and of pretrained choices on test, and their means on dev.

    Random has an accuracy of 82 %, and each choice its gain more. Seeds do as well on dev as they
    do on test.
    """
    spread = np.sqrt(ABILITY**2 + TEXT**2 + REST**2 + SEEDS[seeds] ** 2)
    share = stats.norm.cdf(EASE / spread)
    difficulty = ABILITY * rng.standard_normal((1, n_dev + n_texts))
    every = []
    for gain in (0.0, *gains):
        ease = spread * stats.norm.ppf(share + gain)
        every.append(_right(rng, n_seeds, difficulty + ease, seeds))
    scores = np.stack(every)
    return scores[:, :, n_dev:], scores[:, :, :n_dev].mean(axis=(1, 2))
