"""Macro F1: the mean over classes of the harmonic mean of precision and recall.

The classes are those that the texts have: scikit-learn's `f1_score` with these as `labels`. So they
are the same for every model.
"""

from dataclasses import dataclass

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def compute_macro_f1(outputs: Outputs) -> float:
    """Return the mean F1 of the classes that some text has."""
    counts = _count(outputs)
    return float(counts.f1[counts.occurs].mean())


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    The F1 of a class is ``2 hits / (true + predicted)``, a ratio of two sums over texts. A text
    moves it to first order by the derivatives of that ratio (the delta method).
    """
    counts = _count(outputs)
    true, predicted, occurs = counts.true, counts.predicted, counts.occurs
    f1 = counts.f1
    scale = np.where(occurs, len(true) / (occurs.sum() * counts.sums), 0.0)
    gains = 2 * scale[true] * counts.is_hit
    losses = scale[true] * f1[true] + scale[predicted] * f1[predicted]
    return np.asarray(f1[occurs].mean() + gains - losses)


def compare_texts(one: Outputs, other: Outputs) -> np.ndarray:
    """Return by how much each text makes the macro F1 of one model higher than that of another.

    With the F1 and the sums of each class averaged over both models, ``2 Δhits − F1 Δsums`` over
    the sums is the difference of their F1, without an approximation. Swapping the models for a text
    turns its sign.
    """
    classes = np.union1d(one.labels, np.union1d(one.predicted, other.predicted))
    counts, other_counts = _count(one, classes), _count(other, classes)
    sums = (counts.sums + other_counts.sums) / 2
    f1 = (counts.f1 + other_counts.f1) / 2
    scale = np.where(counts.occurs, len(one.labels) / (counts.occurs.sum() * sums), 0.0)
    gains = 2 * scale[counts.true] * (counts.is_hit.astype(float) - other_counts.is_hit)
    losses = (f1 * scale)[counts.predicted] - (f1 * scale)[other_counts.predicted]
    return np.asarray(gains - losses)


@dataclass(frozen=True, eq=False)
class _Counts:
    """Classes, renumbered, of each text; and by class the hits, and true + predicted."""

    true: np.ndarray
    predicted: np.ndarray
    hits: np.ndarray
    sums: np.ndarray
    occurs: np.ndarray

    @property
    def f1(self) -> np.ndarray:
        """The F1 of each class."""
        return np.asarray(2 * self.hits / np.maximum(self.sums, 1))

    @property
    def is_hit(self) -> np.ndarray:
        """Whether each text is right."""
        return np.asarray(self.true == self.predicted)


def _count(outputs: Outputs, classes: np.ndarray | None = None) -> _Counts:
    if classes is None:
        classes = np.union1d(outputs.labels, outputs.predicted)
    true, predicted = (np.searchsorted(classes, ids) for ids in (outputs.labels, outputs.predicted))
    hits, n_true, n_predicted = (
        np.bincount(ids, minlength=len(classes))
        for ids in (true[true == predicted], true, predicted)
    )
    return _Counts(true, predicted, hits, n_true + n_predicted, n_true > 0)


MACRO_F1 = Metric(
    title="macro F1",
    text_scores=score_texts,
    score=compute_macro_f1,
    text_differences=compare_texts,
    weighs_classes=True,
)
