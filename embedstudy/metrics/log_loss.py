"""Log loss: the mean of minus the logarithm of the probability of the true class, in nats."""

import numpy as np

from embedstudy.metrics.metric import Metric, Outputs

# A probability of 0 counts as this, as in scikit-learn: a text costs at most 15.9 nats.
_LEAST = np.finfo(np.float32).eps


def score_texts(outputs: Outputs) -> np.ndarray:
    """Return the loss of each text; a label outside the classes had no probability."""
    probabilities, labels = outputs.probabilities, outputs.labels
    assert probabilities is not None  # noqa: S101 - needs_probabilities
    of_true = np.where(labels < 0, 0.0, probabilities[np.arange(len(labels)), labels])
    return np.asarray(-np.log(np.maximum(of_true.astype(float), _LEAST)))


LOG_LOSS = Metric(
    title="log loss",
    text_scores=score_texts,
    is_share=False,
    lower_is_better=True,
    needs_probabilities=True,
)
