"""How sure macro F1 is: a bootstrap over seeds and, within each class, texts."""

import numpy as np

from embedstudy.metrics import Outputs
from embedstudy.metrics.macro_f1 import compute_macro_f1
from embedstudy.statistics.estimates import Estimate, estimate_from_resamples

DRAWS = 999
# More texts are drawn in about this many random groups: as exact, and bounded in time.
GROUPS = 2000


def estimate_macro_f1(predicted: np.ndarray, labels: np.ndarray, draws: int = DRAWS) -> Estimate:
    """Estimate macro F1 by a bootstrap over seeds and texts.

    Texts are drawn within each class, so that no class vanishes from a draw. A class of m texts has
    m - 1 of them drawn, with weights that make m of them: so the variance is right for classes of
    two texts too (Rao and Wu 1988, *Resampling inference with complex survey data*, Journal of the
    American Statistical Association 83). A single text of its class stays as it is.

    Parameters
    ----------
    predicted : ndarray, shape (n_seeds, n_examples)
    labels : ndarray, shape (n_examples,)
    draws : int

    Returns
    -------
    Estimate
        Of the interval, for new seeds, and for new texts of the same classes.
    """
    from scipy.sparse import csr_array

    true, rows, n_classes = _number_classes(predicted, labels)
    group, class_of_group = _group_texts(true)
    weights = _draw_weights(class_of_group, draws)
    n_groups = len(class_of_group)

    def sum_by_class(class_of_text: np.ndarray, texts: np.ndarray) -> np.ndarray:
        """Return sums of weights over some texts by class; shape (n_classes, draws)."""
        ones = np.ones(len(texts))
        places = class_of_text[texts], group[texts]
        return np.asarray(csr_array((ones, places), (n_classes, n_groups)) @ weights)

    support = sum_by_class(true, np.arange(len(true)))
    resampled = []
    for row in rows:
        hits = sum_by_class(true, np.flatnonzero(row == true))
        times = sum_by_class(row, np.flatnonzero(row < n_classes))
        resampled.append((2 * hits / (support + times)).mean(axis=0))
    by_seed = np.array([compute_macro_f1(Outputs(labels, row)) for row in predicted])
    return estimate_from_resamples(by_seed, np.stack(resampled, axis=1), len(true))


def _number_classes(
    predicted: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return true and predicted classes, renumbered, and the number of classes.

    That number stands for any predicted class that no text has.
    """
    classes, true = np.unique(labels, return_inverse=True)
    places = np.minimum(np.searchsorted(classes, predicted), len(classes) - 1)
    is_known = classes[places] == predicted
    return true, np.asarray(np.where(is_known, places, len(classes))), len(classes)


def _group_texts(true: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put the texts of each class into groups, and return the group of each, and their classes.

    A class has as many groups as texts if there are few, and else its share of `GROUPS`.
    """
    support = np.bincount(true)
    shares = np.ceil(GROUPS * support / len(true)).astype(np.int64)
    n_groups = np.where(len(true) <= GROUPS, support, np.minimum(support, np.maximum(shares, 50)))
    order = np.random.default_rng(len(true)).permutation(len(true))
    order = order[np.argsort(true[order], kind="stable")]
    place_in_class = np.arange(len(true)) - np.repeat(np.cumsum(support) - support, support)
    first_group = np.cumsum(n_groups) - n_groups
    group = np.empty(len(true), np.int64)
    sorted_classes = true[order]
    group[order] = first_group[sorted_classes] + place_in_class % n_groups[sorted_classes]
    return group, np.repeat(np.arange(len(support)), n_groups)


def _draw_weights(class_of_group: np.ndarray, draws: int) -> np.ndarray:
    """Return the weight of each group in each draw; shape (n_groups, draws)."""
    rng = np.random.default_rng([len(class_of_group), 5])
    weights = []
    for size in np.bincount(class_of_group):
        if size == 1:
            weights.append(np.ones((1, draws)))
            continue
        taken = rng.integers(0, size, (draws, size - 1)) + size * np.arange(draws)[:, None]
        counts = np.bincount(taken.ravel(), minlength=draws * size).reshape(draws, size)
        weights.append(counts.T * (size / (size - 1)))
    return np.concatenate(weights)
