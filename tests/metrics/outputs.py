"""Made-up outputs of a classifier."""

import numpy as np
from scipy.special import softmax

from embedstudy.metrics import Outputs


def make_outputs(n_texts=400, n_classes=4, skill=1.0, model=0):
    """Return outputs with classes from frequent to rare, some texts tied; labels are the same."""
    rng = np.random.default_rng(n_classes)
    shares = 0.5 ** np.arange(n_classes)
    labels = rng.choice(n_classes, n_texts, p=shares / shares.sum())
    labels[:n_classes] = np.arange(n_classes)
    logits = np.random.default_rng([n_classes, model]).normal(size=(n_texts, n_classes)).round(1)
    logits[np.arange(n_texts), labels] += skill
    probabilities = softmax(logits, axis=1).astype(np.float32)
    return Outputs(labels, probabilities.argmax(axis=1), probabilities)


def take(outputs, rows):
    """Return the outputs of some texts."""
    return Outputs(outputs.labels[rows], outputs.predicted[rows], outputs.probabilities[rows])
