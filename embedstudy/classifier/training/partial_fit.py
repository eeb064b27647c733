"""Incremental training: passes over more texts, at a constant learning rate."""

from dataclasses import dataclass, replace

import numpy as np

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.errors import DivergedError
from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.text.corpus import EncodedCorpus


@dataclass(eq=False)
class IncrementalTrainer:
    """Trains a predictor in place, one pass at a time, and keeps the state of the optimizer.

    `order` shuffles the texts of each pass.
    """

    predictor: Predictor
    learning_rate: float
    engine: Engine
    order: np.random.Generator

    def train_once(self, encoded: EncodedCorpus, labels: np.ndarray, weights: np.ndarray) -> float:
        """Make one pass over texts, and return their mean loss.

        Words outside the vocabulary are left out.

        Parameters
        ----------
        encoded : EncodedCorpus
        labels : ndarray of int32, shape (n_texts,)
            Class ids.
        weights : ndarray of float32, shape (n_texts,)

        Raises
        ------
        DivergedError
            If a loss or a weight is not finite; the predictor is useless then.
        """
        rows = np.arange(len(labels))
        documents = self.predictor.vectorizer.vectorize(encoded, rows).documents
        order = self.order.permutation(len(labels))
        loss = self.engine.epoch(1, Examples(documents, labels, weights), order)
        if not np.isfinite(self.predictor.model.embedding).all():
            raise DivergedError(self.learning_rate, 1, len(labels))
        self.predictor.update_prior(labels, weights)
        return loss / float(weights.sum())


def make_trainer(
    predictor: Predictor, config: ClassifierConfig, learning_rate: float, n_epochs: int
) -> IncrementalTrainer:
    """Return a trainer whose optimizer starts afresh.

    Parameters
    ----------
    predictor : Predictor
    config : ClassifierConfig
    learning_rate : float
    n_epochs : int
        Epochs that the predictor has seen, which may unfreeze its vectors.
    """
    options, vectorizer = config.model.options, predictor.vectorizer
    n_words = len(vectorizer.vocabulary)
    is_unfrozen = options.unfreeze_after is not None and n_epochs >= options.unfreeze_after
    # The seed of `fit` would repeat the order of its first epoch.
    seeds = replace(config.seeds, seed=config.seeds.seed + 1)
    plan = TrainingPlan(
        replace(options, schedule="constant", warmup=0.0),
        learning_rate,
        seeds,
        frozen_rows=0
        if is_unfrozen
        else config.strategy.frozen_rows(n_words, vectorizer.n_rows - n_words),
    )
    engine = Engine(predictor.model, plan)
    return IncrementalTrainer(predictor, learning_rate, engine, seeds.order)
