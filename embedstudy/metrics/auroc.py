"""AUROC: the chance that a text of a class ranks above a text of another, mean over classes.

Each class is set against all others. A class that all texts have, or none, has no AUROC and does
not count; where no class has one, the score is 0.5, as by chance.
"""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    The influences are the structural components of DeLong, DeLong and Clarke-Pearson (1988),
    *Comparing the areas under two or more correlated receiver operating characteristic curves*,
    Biometrics 44. They come from ranks, as Sun and Xu (2014) compute them.
    """
    probabilities = outputs.probabilities
    assert probabilities is not None  # noqa: S101 - needs_probabilities
    n_texts, n_classes = probabilities.shape
    classes = [c for c in range(n_classes) if 0 < (outputs.labels == c).sum() < n_texts]
    if not classes:
        return np.full(n_texts, 0.5)
    scores = [_score_class(outputs.labels == c, probabilities[:, c]) for c in classes]
    return np.asarray(np.mean(scores, axis=0))


def _score_class(is_class: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    from scipy.stats import rankdata

    ranks, within = rankdata(probabilities), np.empty(len(is_class))
    within[is_class] = rankdata(probabilities[is_class])
    within[~is_class] = rankdata(probabilities[~is_class])
    n_in = int(is_class.sum())
    n_out = len(is_class) - n_in
    # The share of the other side that a text ranks above, or that ranks above it.
    share = np.where(is_class, (ranks - within) / n_out, 1 - (ranks - within) / n_in)
    area = share[is_class].mean()
    weights = len(is_class) / np.where(is_class, n_in, n_out)
    return np.asarray(area + weights * (share - area))


AUROC = Metric(
    title="AUROC", text_scores=score_texts, needs_probabilities=True, weighs_classes=True
)
