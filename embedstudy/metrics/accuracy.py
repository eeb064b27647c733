"""Accuracy: the share of texts whose class is right."""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return 1 where a prediction is right, else 0."""
    return np.asarray(outputs.predicted == outputs.labels).astype(float)


ACCURACY = Metric(title="accuracy", text_scores=score_texts)
