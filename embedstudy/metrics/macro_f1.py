"""Macro F1: the mean over classes of the harmonic mean of precision and recall.

The classes are those that the texts have: scikit-learn's `f1_score` with these as `labels`. So they
are the same for every model.
"""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def compute_macro_f1(outputs: Outputs) -> float:
    """Return the mean F1 of all classes that some text has."""
    true, predicted, n_classes = number_classes(outputs.predicted, outputs.labels)
    hits, sums = _count(true, predicted, n_classes)
    return float((2 * hits / sums).mean())


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    The F1 of a class is ``2 hits / (true + predicted)``, a ratio of two sums over texts. A text
    moves it to first order by the derivatives of that ratio (the delta method).
    """
    true, predicted, n_classes = number_classes(outputs.predicted, outputs.labels)
    hits, sums = _count(true, predicted, n_classes)
    f1 = 2 * hits / sums
    scale = len(true) / (n_classes * sums)
    losses = np.append(scale * f1, 0.0)  # a class that no text has loses nothing
    gains = np.where(true == predicted, 2 * scale[true], 0.0)
    return np.asarray(f1.mean() + gains - losses[true] - losses[predicted])


def number_classes(predicted: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return true and predicted classes, renumbered, and the number of classes.

    That number stands for any predicted class that no text has.

    Parameters
    ----------
    predicted : ndarray, shape (..., n_texts)
    labels : ndarray, shape (n_texts,)
    """
    classes, true = np.unique(labels, return_inverse=True)
    places = np.minimum(np.searchsorted(classes, predicted), len(classes) - 1)
    is_known = classes[places] == predicted
    return true, np.asarray(np.where(is_known, places, len(classes))), len(classes)


def _count(
    true: np.ndarray, predicted: np.ndarray, n_classes: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return by class the hits, and true + predicted: twice the hits over that sum is its F1."""
    hits = np.bincount(true[true == predicted], minlength=n_classes)
    times = np.bincount(predicted, minlength=n_classes + 1)[:n_classes]
    return hits, np.bincount(true, minlength=n_classes) + times


MACRO_F1 = Metric(
    title="macro F1", text_scores=score_texts, score=compute_macro_f1, weighs_classes=True
)
