"""A baseline of a study: trained, and its probabilities where it has none of its own."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.utils.class_weight import compute_sample_weight

from embedstudy.baselines import BASELINES
from embedstudy.metrics import Outputs
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.grid import RunSpec

# The bounds of the logarithm of the temperature.
_BOUNDS = (-7.0, 7.0)


@dataclass(frozen=True, eq=False)
class TrainedBaseline:
    """A baseline, trained on the training part of a corpus.

    Attributes
    ----------
    model : classifier of scikit-learn
    corpus : PreparedCorpus
    """

    model: Any
    corpus: PreparedCorpus

    def predict(self, split: str) -> Outputs:
        """Return what it predicts for a split.

        A model without probabilities, such as a linear SVM, gets those of its decision values by
        the softmax with one temperature. The temperature is the best for the log loss on dev (Guo
        et al. 2017, *On calibration of modern neural networks*), and changes no prediction.
        """
        features = self.corpus.features.by_split[split]
        predicted = np.asarray(self.model.predict(features), np.int64)
        if hasattr(self.model, "predict_proba"):
            probabilities = self.model.predict_proba(features)
        else:
            probabilities = softmax(self._decide(split) * self._inverse_temperature, axis=1)
        every = np.zeros((len(predicted), len(self.corpus.corpus.classes)), np.float32)
        every[:, self.model.classes_] = probabilities  # a sample may lack a class
        return Outputs(self.corpus.labels[split], predicted, every)

    def _decide(self, split: str) -> np.ndarray:
        values = np.asarray(self.model.decision_function(self.corpus.features.by_split[split]))
        if values.ndim == 1:  # of two classes, that of the second
            return np.stack([np.zeros_like(values), values], axis=1)
        return values

    @cached_property
    def _inverse_temperature(self) -> float:
        values, labels = self._decide("dev"), self.corpus.labels["dev"]
        is_known = np.isin(labels, self.model.classes_)
        values, labels = values[is_known], labels[is_known]
        columns = np.searchsorted(self.model.classes_, labels)

        def compute_loss(log_inverse: float) -> float:
            logs = log_softmax(values * np.exp(log_inverse), axis=1)
            return -float(logs[np.arange(len(logs)), columns].sum())

        return float(np.exp(minimize_scalar(compute_loss, bounds=_BOUNDS).x))


def train_baseline(spec: RunSpec, corpus: PreparedCorpus) -> TrainedBaseline:
    """Train the baseline of a spec; one that learns takes the weights of classes."""
    baseline, labels = BASELINES[spec.strategy], corpus.labels["train"]
    model = baseline.make(1.0 if spec.choice.c is None else spec.choice.c, spec.seed)
    weights = {}
    if spec.class_weight is not None and not baseline.is_chance:
        weights = {"sample_weight": compute_sample_weight(spec.class_weight, labels)}
    model.fit(corpus.features.by_split["train"], labels, **weights)
    return TrainedBaseline(model, corpus)
