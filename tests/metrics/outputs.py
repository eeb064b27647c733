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


def draw_equal_models(rng, shares, n_texts, n_seeds, n_models=2):
    """Draw the outputs of models that are equally good: a list of each model's seeds.

    Texts are hard for all models alike; each model, and each of its seeds, goes a way of its own.
    """
    shares = np.asarray(shares)
    size = n_texts, len(shares)
    labels = rng.choice(len(shares), n_texts, p=shares)
    text = rng.standard_normal(size)
    models = []
    for _ in range(n_models):
        model = 0.4 * rng.standard_normal(size)
        seeds = []
        for _ in range(n_seeds):
            logits = text + model + 0.4 * rng.standard_normal(size)
            logits += 0.1 * rng.standard_normal((1, len(shares))) + 0.6 * np.log(shares)
            logits[np.arange(n_texts), labels] += 1.6
            probabilities = softmax(1.5 * logits, axis=1).astype(np.float32)
            seeds.append(Outputs(labels, probabilities.argmax(axis=1), probabilities))
        models.append(seeds)
    return models
