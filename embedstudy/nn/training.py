"""Training: epochs of SGD over shuffled examples, and the choice of the best epoch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.initializers import GlorotUniform
from embedstudy.nn.encoders import Encoder
from embedstudy.text.encoding import EncodedDocuments


@dataclass
class Model:
    """The weights of one model, all float32.

    Attributes
    ----------
    encoder : Encoder
    embedding : ndarray, shape (n_words, dim)
    weights : ndarray, shape (n_classes, dim)
    bias : ndarray, shape (n_classes,)
    log_prior : ndarray, shape (n_classes,), optional
        The logarithm of each class's share of the training documents, once trained.
    """

    encoder: Encoder
    embedding: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    log_prior: np.ndarray | None = None

    def logits(self, documents: EncodedDocuments) -> np.ndarray:
        """Return class scores; float32, shape (n_documents, n_classes).

        Those of a document without words are the prior: the bias alone is no estimate of it.
        """
        scores = np.asarray(
            self.encoder.logits(
                documents.values, documents.offsets, self.embedding, self.weights, self.bias
            )
        )
        if self.log_prior is not None:
            scores[documents.lengths == 0] = self.log_prior
        return scores

    def predict(self, documents: EncodedDocuments) -> np.ndarray:
        """Return the class id of each document; the lower one if two tie."""
        return np.asarray(self.logits(documents).argmax(axis=1))


@dataclass(frozen=True)
class Seeds:
    """Independent streams of chance that one seed fixes.

    Each purpose has its own stream, so that runs with one seed see the same examples in the same
    order, and start from the same output weights, whatever their strategy draws.
    """

    seed: int

    @property
    def embedding(self) -> np.random.Generator:
        """For the embedding table."""
        return np.random.default_rng([self.seed, 0])

    @property
    def output(self) -> np.random.Generator:
        """For the weights of the output layer."""
        return np.random.default_rng([self.seed, 1])

    @property
    def order(self) -> np.random.Generator:
        """For the order of examples."""
        return np.random.default_rng([self.seed, 2])


def new_model(encoder: Encoder, embedding: np.ndarray, n_classes: int, seeds: Seeds) -> Model:
    """Put an output layer (Glorot uniform, zero bias) on an embedding table."""
    weights = GlorotUniform()((n_classes, embedding.shape[1]), seeds.output)
    return Model(encoder, embedding, weights, np.zeros(n_classes, np.float32))


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to: mean training loss, and dev accuracy where there is a dev part."""

    epoch: int
    train_loss: float
    dev_accuracy: float | None


@dataclass
class Training:
    """The course of one training.

    Attributes
    ----------
    epochs : list of Epoch
    best : Epoch
        The one whose weights the model was left with: the first of the highest dev accuracy, or
        the last where there is no dev part.
    seconds : float
        Spent in training steps.
    tokens : int
        Trained on, over all epochs.
    """

    best: Epoch
    epochs: list[Epoch] = field(default_factory=list)
    seconds: float = 0.0
    tokens: int = 0


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Training was asked to stop, and did."""


def train(
    model: Model,
    documents: EncodedDocuments,
    labels: np.ndarray,
    *,
    epochs: int,
    learning_rate: float,
    embedding_learns: bool,
    order: np.random.Generator,
    dev: tuple[EncodedDocuments, np.ndarray] | None = None,
    stop_after: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Training:
    """Train a model in place, one example a step, the learning rate falling linearly to zero.

    Parameters
    ----------
    model : Model
    documents : EncodedDocuments
    labels : ndarray of int32, shape (n_documents,)
    epochs : int
        Over which the learning rate falls; each sees the examples in a new order.
    learning_rate : float
        Of the first step.
    embedding_learns : bool
        Whether the embedding table is trained too.
    order : numpy.random.Generator
        Shuffles the examples.
    dev : (EncodedDocuments, ndarray), optional
        With it, the model ends with the weights of the epoch that did best on it.
    stop_after : int, optional
        Stop after this epoch, the fall of the learning rate unchanged.
    should_stop : callable
        Asked before each epoch.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    Stopped
        If `should_stop` says so.
    """
    result = Training(best=Epoch(0, float("nan"), None))
    shares = np.bincount(labels, minlength=len(model.bias)) / len(labels)
    model.log_prior = np.log(np.maximum(shares, np.finfo(np.float32).tiny)).astype(np.float32)
    kept: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
    for epoch in range(1, (stop_after or epochs) + 1):
        if should_stop():
            raise Stopped
        shuffled = order.permutation(len(labels))
        started = perf_counter()
        loss, bad_step = model.encoder.train_epoch(
            documents.values,
            documents.offsets,
            labels,
            shuffled,
            model.embedding,
            model.weights,
            model.bias,
            learning_rate * (1 - (epoch - 1) / epochs),
            learning_rate * (1 - epoch / epochs),
            embedding_learns,
        )
        result.seconds += perf_counter() - started
        result.tokens += len(documents.values)
        if bad_step >= 0 or not _is_finite(model.weights, model.bias):
            step = bad_step + 1 if bad_step >= 0 else len(labels)
            raise DivergedError(learning_rate, epoch, step)
        accuracy = None if dev is None else float((model.predict(dev[0]) == dev[1]).mean())
        record = Epoch(epoch, loss / len(labels), accuracy)
        result.epochs.append(record)
        best = result.best.dev_accuracy
        if accuracy is None or best is None or accuracy > best:
            result.best = record
            if accuracy is not None:
                embedding = model.embedding.copy() if embedding_learns else model.embedding
                kept = (embedding, model.weights.copy(), model.bias.copy())
    if kept is not None:
        model.embedding, model.weights, model.bias = kept
    if not _is_finite(model.embedding):  # a row that no later loss has met
        raise DivergedError(learning_rate, result.best.epoch, len(labels))
    return result


def _is_finite(*arrays: np.ndarray) -> bool:
    return all(bool(np.isfinite(array).all()) for array in arrays)
