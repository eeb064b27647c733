"""Labelled texts, and a part of them made ready for training."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from embedstudy.classifier.config import Settings
from embedstudy.classifier.inference.predictor import FittedModel
from embedstudy.classifier.inference.pretrained import Pretrained
from embedstudy.classifier.inference.vectorizer import TextVectorizer, learn_reader
from embedstudy.initializers import initializer_named
from embedstudy.nn.initial_embedding import initial_embedding
from embedstudy.nn.model import Model, new_model
from embedstudy.nn.model_config import config_for
from embedstudy.nn.training import Training, train
from embedstudy.text.corpus import EncodedCorpus
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.vectors.coverage import checked_coverage


@dataclass(frozen=True, eq=False)
class Data:
    """Labelled texts, encoded.

    Attributes
    ----------
    encoded : EncodedCorpus
        The texts to train on, and then those to choose on, if there are any.
    labels : ndarray of int32
        Class ids of all of them.
    weights : ndarray of float32
        What each text counts.
    n_train, n_classes : int
    """

    encoded: EncodedCorpus
    labels: np.ndarray
    weights: np.ndarray
    n_train: int
    n_classes: int


@dataclass(frozen=True, eq=False)
class TrainingSet:
    """One set of texts to train on, ready for any learning rate."""

    settings: Settings
    n_classes: int
    reader: TextVectorizer
    documents: EncodedDocuments
    labels: np.ndarray
    weights: np.ndarray
    dim: int
    pretrained: Pretrained | None
    known: tuple[np.ndarray, np.ndarray] | None
    dev: tuple[EncodedDocuments, np.ndarray] | None
    extra: np.ndarray

    @classmethod
    def of(
        cls,
        data: Data,
        rows: np.ndarray,
        dev_rows: np.ndarray | None,
        settings: Settings,
        pretrained: Pretrained | None,
    ) -> "TrainingSet":
        """Read texts to train on, and those to choose on."""
        reader, documents = learn_reader(data.encoded, rows, settings)
        dim = settings.dim if pretrained is None else pretrained.dim
        if not settings.strategy.pretrained:
            pretrained = None
        known = None
        if pretrained is not None:
            known = pretrained.find(reader.vocabulary.words)
            checked_coverage(pretrained.name, known[0] >= 0, reader.vocabulary.counts)
        dev, extra = None, np.empty((0, dim), np.float32)
        if dev_rows is not None:
            reading = reader.read(data.encoded, dev_rows, pretrained)
            dev = (reading.documents, data.labels[dev_rows])
            extra = reading.extra.reshape(-1, dim)
        return cls(
            settings, data.n_classes, reader, documents, data.labels[rows], data.weights[rows],
            dim, pretrained, known, dev, extra,
        )  # fmt: skip

    def train(
        self, rate: float, stop_after: int | None, should_stop: Callable[[], bool]
    ) -> tuple[Model, Training]:
        """Train a new model."""
        chosen = self.settings
        model = new_model_of(chosen, self.reader, self.n_classes, self.dim, self.known, self.extra)
        training = train(
            model,
            self.documents,
            self.labels,
            options=chosen.model_config.options,
            learning_rate=rate,
            seeds=chosen.seeds,
            frozen_rows=chosen.strategy.frozen_rows(
                len(self.reader.vocabulary), len(self.reader.buckets)
            ),
            counts=self.weights,
            dev=self.dev,
            stop_after=stop_after,
            should_stop=should_stop,
        )
        if len(self.extra):
            model.embedding = model.embedding[: self.reader.n_rows].copy()
            if model.channel is not None:
                model.channel = model.channel[: self.reader.n_rows].copy()
        return model, training


def new_model_of(
    settings: Settings,
    reader: TextVectorizer,
    n_classes: int,
    dim: int,
    known: tuple[np.ndarray, np.ndarray] | None,
    extra: np.ndarray,
) -> Model:
    """Make an untrained model.

    Parameters
    ----------
    settings : Settings
    reader : TextVectorizer
    n_classes, dim : int
    known : (ndarray of int64, ndarray of float32), optional
        The vectors of the vocabulary's words, as `Pretrained.find` gives them.
    extra : ndarray of float32, shape (n_extra, dim)
        Rows behind all others.
    """
    config = config_for(settings.strategy, settings.model_config)
    rng = settings.seeds.embedding
    pretrained = None if known is None else known[::-1]
    parts = [
        initial_embedding(
            settings.strategy, len(reader.vocabulary), dim, rng, pretrained,
            initializer=config.options.embedding_initializer,
        )
    ]  # fmt: skip
    if len(reader.buckets):
        draw = initializer_named(config.options.embedding_initializer)
        parts.append(draw((len(reader.buckets), dim), rng))
    if len(extra):
        parts.append(extra)
    table = np.concatenate(parts) if len(parts) > 1 else parts[0]
    return new_model(
        config.new_encoder(),
        table,
        n_classes,
        settings.seeds,
        initializer=config.new_initializer(),
        channel=table.copy() if settings.strategy.channels > 1 else None,
    )


def untrained(data: Data, settings: Settings, pretrained: Pretrained | None) -> FittedModel:
    """Make a model with the vocabulary of some texts that has not been trained yet."""
    task = TrainingSet.of(data, np.arange(data.n_train), None, settings, pretrained)
    model = new_model_of(settings, task.reader, data.n_classes, task.dim, task.known, task.extra)
    return FittedModel(model, task.reader, task.pretrained, np.zeros(data.n_classes))
