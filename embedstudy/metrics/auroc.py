"""AUROC: the chance that a text of a class ranks above a text of another, mean over classes.

Each class is set against all others. A class that all texts have, or none, has no AUROC and does
not count; where no class has one, the score is 0.5, as by chance.
"""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def compute_auroc(outputs: Outputs) -> float:
    """Return the mean over classes of the area under the ROC curve, each against all others."""
    from scipy.stats import rankdata

    areas = []
    for is_class, probabilities in _list_classes(outputs):
        n_in = int(is_class.sum())
        below = rankdata(probabilities)[is_class].sum() - n_in * (n_in + 1) / 2
        areas.append(below / (n_in * (len(is_class) - n_in)))
    return float(np.mean(areas)) if areas else 0.5


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    The influences are the structural components of DeLong, DeLong and Clarke-Pearson (1988),
    *Comparing the areas under two or more correlated receiver operating characteristic curves*,
    Biometrics 44. They come from ranks, as Sun and Xu (2014) compute them.
    """
    scores = [_score_class(*members) for members in _list_classes(outputs)]
    return np.mean(scores, axis=0) if scores else np.full(len(outputs.labels), 0.5)


def _list_classes(outputs: Outputs) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return which texts are of each class that has an AUROC, and their probabilities of it."""
    probabilities, labels = outputs.probabilities, outputs.labels
    assert probabilities is not None  # noqa: S101 - needs_probabilities
    members = [(labels == c, probabilities[:, c]) for c in range(probabilities.shape[1])]
    return [(is_class, column) for is_class, column in members if 0 < is_class.sum() < len(labels)]


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


def compare_texts(one: Outputs, other: Outputs) -> np.ndarray:
    """Return by how much each text makes the AUROC of one model higher than that of another.

    Each text is set against the texts of the other side as both models see them, by ranks within
    a model (Venkatraman and Begg 1996). Swapping the models for a text turns its sign.
    """
    pairs = zip(_list_classes(one), _list_classes(other), strict=True)
    differences = [_compare_class(is_class, p, q) for (is_class, p), (_, q) in pairs]
    return np.mean(differences, axis=0) if differences else np.zeros(len(one.labels))


def _compare_class(is_class: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    from scipy.stats import rankdata

    ranks, both = np.concatenate([rankdata(one), rankdata(other)]), np.tile(is_class, 2)
    within = np.empty(len(ranks))
    within[both], within[~both] = rankdata(ranks[both]), rankdata(ranks[~both])
    # How many of the other side, of both models, lie below.
    below = rankdata(ranks) - within
    n_in = int(is_class.sum())
    pairs = n_in * (len(is_class) - n_in)
    share = np.subtract(*np.split(below, 2)) / (2 * pairs) * len(is_class)
    return np.asarray(np.where(is_class, share, -share))


AUROC = Metric(
    title="AUROC",
    text_scores=score_texts,
    score=compute_auroc,
    text_differences=compare_texts,
    needs_probabilities=True,
    weighs_classes=True,
    needs_two_classes=True,
)
