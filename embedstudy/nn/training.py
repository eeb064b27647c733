"""Training: epochs over shuffled examples, and the choice of the best one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.nn.engine import Engine
from embedstudy.nn.model import Model, Seeds
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments


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


def _unseen(epoch: Epoch) -> None:
    """Let an epoch pass."""


@np.errstate(over="ignore", invalid="ignore")  # what is not finite is told as such
def train(
    model: Model,
    documents: EncodedDocuments,
    labels: np.ndarray,
    *,
    options: ModelOptions,
    learning_rate: float,
    seeds: Seeds,
    frozen_rows: int = 0,
    counts: np.ndarray | None = None,
    dev: tuple[EncodedDocuments, np.ndarray] | None = None,
    stop_after: int | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    on_epoch: Callable[[Epoch], None] = _unseen,
) -> Training:
    """Train a model in place.

    Parameters
    ----------
    model : Model
    documents : EncodedDocuments
    labels : ndarray of int32, shape (n_documents,)
    options : ModelOptions
    learning_rate : float
        Before its schedule.
    seeds : Seeds
        Shuffles the examples, and draws what is left out of a step.
    frozen_rows : int
        So many rows of the embedding, from the first, do not learn.
    counts : ndarray of float32, shape (n_documents,), optional
        What each document counts in the loss; 1 by default.
    dev : (EncodedDocuments, ndarray), optional
        With it, the model ends with the weights of the epoch that did best on it.
    stop_after : int, optional
        Stop after this epoch, the schedule unchanged.
    should_stop : callable
        Asked before each epoch.
    on_epoch : callable
        Told of each epoch after it.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    Stopped
        If `should_stop` says so.
    """
    counts = np.ones(len(labels), np.float32) if counts is None else counts
    model.log_prior = log_prior(np.bincount(labels, counts, minlength=model.n_classes))
    engine = Engine(model, options, learning_rate, frozen_rows=frozen_rows, dropout=seeds.dropout)
    order, total = seeds.order, float(counts.sum())
    result = Training(best=Epoch(0, float("nan"), None))
    kept: dict[str, np.ndarray] | None = None
    for epoch in range(1, (stop_after or options.epochs) + 1):
        if should_stop():
            raise Stopped
        if options.unfreeze_after is not None and epoch > options.unfreeze_after:
            engine.frozen_rows = 0
        shuffled = order.permutation(len(labels))
        started = perf_counter()
        loss = engine.epoch(epoch, documents, labels, shuffled, counts)
        result.seconds += perf_counter() - started
        result.tokens += len(documents.values)
        accuracy = None if dev is None else float((model.predict(dev[0]) == dev[1]).mean())
        record = Epoch(epoch, loss / total, accuracy)
        result.epochs.append(record)
        on_epoch(record)
        best = result.best.dev_accuracy
        if accuracy is None or best is None or accuracy > best:
            result.best = record
            if accuracy is not None:
                learned = engine.frozen_rows < len(model.embedding)
                kept = _copied(model, embedding=learned)
        elif options.patience is not None and epoch - result.best.epoch >= options.patience:
            break
    if kept is not None:
        _restore(model, kept)
    if not np.isfinite(model.embedding).all():  # a row that no later loss has met
        raise DivergedError(learning_rate, result.best.epoch, len(labels))
    return result


def log_prior(totals: np.ndarray) -> np.ndarray:
    """Return what a document without words is predicted by.

    Parameters
    ----------
    totals : ndarray, shape (n_classes,)
        What the training documents of each class count.
    """
    smallest = np.finfo(np.float32).tiny
    return np.asarray(np.log(np.maximum(totals / totals.sum(), smallest)), np.float32)


def _copied(model: Model, *, embedding: bool) -> dict[str, np.ndarray]:
    """Copy the weights of a model; the embedding only if it may change."""
    arrays = {"weights": model.weights, "bias": model.bias, **model.parameters}
    if embedding:
        arrays["embedding"] = model.embedding
    return {name: array.copy() for name, array in arrays.items()}


def _restore(model: Model, kept: dict[str, np.ndarray]) -> None:
    for name, array in kept.items():
        target = model.parameters.get(name)
        if target is None:
            setattr(model, name, array)
        else:
            model.parameters[name] = array
