"""A warning where one class holds most texts, so that accuracy says little."""

from collections.abc import Sequence

import numpy as np

# The share of the largest class from which on a study by accuracy is warned of.
MOST = 0.8


def describe_imbalance(labels: np.ndarray, classes: Sequence[str], metric: str) -> list[str]:
    """Return a sentence if one class holds 80 % or more of the training texts; else nothing.

    Parameters
    ----------
    labels : ndarray of int, shape (n_texts,)
        Class ids.
    classes : sequence of str
    metric : str
        The metric of the study; only accuracy hides rare classes.

    Examples
    --------
    >>> (sentence,) = describe_imbalance(np.array([0] * 9 + [1]), ["ham", "spam"], "accuracy")
    >>> sentence.partition(",")[0]
    "class 'ham' holds 90.0 % of the training texts"
    """
    counts = np.bincount(labels, minlength=len(classes))
    largest = int(counts.argmax())
    share = counts[largest] / counts.sum()
    if metric != "accuracy" or share < MOST:
        return []
    return [
        f"class {classes[largest]!r} holds {100 * share:.1f} % of the training texts, so "
        "predicting it alone is right as often: judge by --metric macro-f1 or balanced-accuracy, "
        "which count every class the same"
    ]
