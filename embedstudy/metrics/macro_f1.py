"""Macro F1: the mean over classes of the harmonic mean of precision and recall."""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def compute_macro_f1(outputs: Outputs) -> float:
    """Return the mean F1 of all classes that are predicted or true of some text."""
    hits, sums = _count(outputs)[2:]
    return float((2 * hits / sums).mean())


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    The F1 of a class is ``2 hits / (true + predicted)``, a ratio of two sums over texts. A text
    moves it to first order by the derivatives of that ratio (the delta method).
    """
    true, predicted, hits, sums = _count(outputs)
    n_texts, n_classes = len(true), len(hits)
    f1 = 2 * hits / sums
    scale = n_texts / (n_classes * sums)
    gains = np.where(true == predicted, 2 * scale[true], 0.0)
    losses = scale[true] * f1[true] + scale[predicted] * f1[predicted]
    return np.asarray(f1.mean() + gains - losses)


def _count(outputs: Outputs) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return true and predicted classes, renumbered; and by class the hits, and true + predicted.

    Twice the hits over that sum is the F1 of a class.
    """
    classes = np.union1d(outputs.labels, outputs.predicted)
    true = np.searchsorted(classes, outputs.labels)
    predicted = np.searchsorted(classes, outputs.predicted)
    hits = np.bincount(true[true == predicted], minlength=len(classes))
    sums = np.bincount(true, minlength=len(classes)) + np.bincount(
        predicted, minlength=len(classes)
    )
    return true, predicted, hits, sums


MACRO_F1 = Metric(
    title="macro F1", text_scores=score_texts, score=compute_macro_f1, weighs_classes=True
)
