"""More passes over more texts, at a constant learning rate: what `partial_fit` does."""

from dataclasses import dataclass, replace

import numpy as np

from embedstudy.classifier.config import Settings
from embedstudy.classifier.inference.predictor import FittedModel
from embedstudy.errors import DivergedError
from embedstudy.nn.engine import Engine
from embedstudy.text.corpus import EncodedCorpus


@dataclass(eq=False)
class Passes:
    """A training that goes on; the state of its optimizer does too.

    Attributes
    ----------
    fitted : FittedModel
        Changed in place.
    learning_rate : float
    engine : Engine
    order : numpy.random.Generator
        Shuffles the texts of each pass.
    """

    fitted: FittedModel
    learning_rate: float
    engine: Engine
    order: np.random.Generator

    def over(self, encoded: EncodedCorpus, labels: np.ndarray, weights: np.ndarray) -> float:
        """See some texts once; return their mean loss.

        Words outside the vocabulary are left out.

        Raises
        ------
        DivergedError
            If a loss or a weight is not finite: the model is spoiled.
        """
        rows = np.arange(len(labels))
        documents = self.fitted.reader.read(encoded, rows).documents
        order = self.order.permutation(len(labels))
        loss = self.engine.epoch(1, documents, labels, order, weights)
        if not np.isfinite(self.fitted.model.embedding).all():
            raise DivergedError(self.learning_rate, 1, len(labels))
        self.fitted.count(labels, weights)
        return loss / float(weights.sum())


def begin_passes(
    fitted: FittedModel, settings: Settings, learning_rate: float, n_epochs: int
) -> Passes:
    """Begin to go on with a model.

    Parameters
    ----------
    fitted : FittedModel
    settings : Settings
    learning_rate : float
    n_epochs : int
        Those behind it: frozen vectors may have begun to learn.
    """
    unfreeze_after = settings.model_config.options.unfreeze_after
    thawed = unfreeze_after is not None and n_epochs >= unfreeze_after
    # A seed of its own, or the first pass would repeat the order of the first epoch.
    seeds = replace(settings.seeds, seed=settings.seeds.seed + 1)
    constant = replace(settings.model_config.options, schedule="constant", warmup=0.0)
    engine = Engine(
        fitted.model,
        constant,
        learning_rate,
        frozen_rows=0
        if thawed
        else settings.strategy.frozen_rows(
            len(fitted.reader.vocabulary), len(fitted.reader.buckets)
        ),
        dropout=seeds.dropout,
    )
    return Passes(fitted, learning_rate, engine, seeds.order)
