"""Balanced accuracy: the mean over classes of the share of their texts that is right.

Source: Brodersen et al. (2010), *The balanced accuracy and its posterior distribution*, ICPR.
"""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def compute_balanced_accuracy(outputs: Outputs) -> float:
    """Return the mean recall of the classes that some text has."""
    return float(_compute_recalls(outputs)[0].mean())


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the score plus the influence of each text.

    A text moves the recall of its class alone, by the more the rarer the class is.
    """
    recalls, classes, counts = _compute_recalls(outputs)
    right = (outputs.predicted == outputs.labels).astype(float)
    weights = len(right) / (counts * len(counts))
    return np.asarray(recalls.mean() + weights[classes] * (right - recalls[classes]))


def compare_texts(one: Outputs, other: Outputs) -> np.ndarray:
    """Return how much more one model has each text right, by the weight of its class.

    Unlike influences, these are not centred within a class. So swapping the models for a text turns
    its sign, and the test is exact however few texts a class has.
    """
    _, classes, counts = _compute_recalls(one)
    right, other_right = (
        (outputs.predicted == outputs.labels).astype(float) for outputs in (one, other)
    )
    return np.asarray(len(right) / (counts * len(counts))[classes] * (right - other_right))


def _compute_recalls(outputs: Outputs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the recall of each class that occurs, the class of each text, and class sizes."""
    _, classes, counts = np.unique(outputs.labels, return_inverse=True, return_counts=True)
    right = np.bincount(classes[outputs.predicted == outputs.labels], minlength=len(counts))
    return right / counts, classes, counts


BALANCED_ACCURACY = Metric(
    title="balanced accuracy",
    text_scores=score_texts,
    score=compute_balanced_accuracy,
    text_differences=compare_texts,
    weighs_classes=True,
)
