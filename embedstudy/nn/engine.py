"""An epoch of training: by the fused loop where it does all that is asked, else batch by batch."""

from collections.abc import Callable
from typing import Any

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.nn.build import build
from embedstudy.nn.encoders.encoder import Parameters
from embedstudy.nn.kernels import batches, mean, output, pooling
from embedstudy.nn.model import Model
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.optimizers.optimizer import Optimizer, Step
from embedstudy.nn.schedules import SCHEDULES, factor
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments

_ALL = np.empty(0, np.bool_)
# From the gradient of the features and the embedding's rate: changes the embedding, and returns the
# gradients of the encoder's parameters.
Learn = Callable[[np.ndarray, float], Parameters]


def is_plain_sgd(options: ModelOptions) -> bool:
    """Tell whether a step is the gradient times the rate, so that no gradient need be stored."""
    return new_optimizer(options).is_plain and not options.weight_decay


def is_fused(options: ModelOptions) -> bool:
    """Tell whether the fused loop does all of a training: plain SGD, one document a step."""
    dropout = options.dropout or options.word_dropout
    return (
        is_plain_sgd(options)
        and options.batch_size == 1
        and SCHEDULES[options.schedule].is_straight
        and not (options.warmup or dropout or options.max_norm)
    )


def new_optimizer(options: ModelOptions) -> Optimizer:
    """Make the optimizer that some options name."""
    return build(OPTIMIZERS[options.optimizer], options)


class Engine:
    """Trains a model in place, an epoch at a time.

    Parameters
    ----------
    model : Model
    options : ModelOptions
    learning_rate : float
    frozen_rows : int
        So many rows of the embedding, from the first, do not learn.
    dropout : numpy.random.Generator
        Draws what is left out of a step.
    """

    def __init__(
        self,
        model: Model,
        options: ModelOptions,
        learning_rate: float,
        *,
        frozen_rows: int,
        dropout: np.random.Generator,
    ) -> None:
        self.frozen_rows = frozen_rows
        self._model, self._chosen, self._rate = model, options, learning_rate
        self._dropout, self._number = dropout, 0
        self._optimizer = new_optimizer(options)
        self._marks = np.full(len(model.embedding), -1, np.int32)
        self._dense = {"weights": model.weights, **model.parameters}
        self._states: dict[str, Any] = {}
        self._space = _Space(model.embedding)
        plain = model.channel is None and is_plain_sgd(options)
        self._in_place = plain and model.encoder.pooling == "mean"
        self._is_fused = plain and model.encoder.is_mean and is_fused(options)

    @np.errstate(over="ignore", invalid="ignore")  # told as a step that is not finite
    def epoch(
        self,
        number: int,
        documents: EncodedDocuments,
        labels: np.ndarray,
        order: np.ndarray,
        counts: np.ndarray,
    ) -> float:
        """See every document of `order` once.

        Parameters
        ----------
        number : int
            Of the epoch, from 1.
        documents : EncodedDocuments
        labels : ndarray of int32, shape (n_documents,)
        order : ndarray of int64
            The documents.
        counts : ndarray of float32, shape (n_documents,)
            What each counts in the loss.

        Returns
        -------
        float
            The weighted sum of the losses, each taken before its step.

        Raises
        ------
        DivergedError
            If a loss or a weight is not finite.
        """
        run = self._fused if self._is_fused else self._batches
        loss, bad_step = run(number, documents, labels, order, counts)
        steps = -(-len(order) // self._chosen.batch_size)
        if bad_step >= 0 or not self._is_finite():
            step = bad_step + 1 if bad_step >= 0 else steps
            raise DivergedError(self._rate, number, step)
        return loss

    def _fused(
        self,
        number: int,
        documents: EncodedDocuments,
        labels: np.ndarray,
        order: np.ndarray,
        counts: np.ndarray,
    ) -> tuple[float, int]:
        model, chosen = self._model, self._chosen
        first, last = (
            self._rate * factor(chosen.schedule, done / chosen.epochs)
            for done in (number - 1, number)
        )
        loss, bad_step = mean.train_epoch(
            documents.values, documents.offsets, labels, counts, order,
            model.embedding, model.weights, model.bias,
            first, last, chosen.embedding_rate, self.frozen_rows,
        )  # fmt: skip
        return float(loss), int(bad_step)

    def _batches(
        self,
        number: int,
        documents: EncodedDocuments,
        labels: np.ndarray,
        order: np.ndarray,
        counts: np.ndarray,
    ) -> tuple[float, int]:
        chosen, total = self._chosen, 0.0
        for step, start in enumerate(range(0, len(order), chosen.batch_size)):
            some = order[start : start + chosen.batch_size]
            progress = (number - 1 + start / len(order)) / chosen.epochs
            rate = self._rate * factor(chosen.schedule, min(progress, 1.0), chosen.warmup)
            loss = self._step(documents, some, labels[some], counts[some], rate)
            if not abs(loss) <= mean.LARGEST:
                return total, step
            total += loss
        return total, -1

    def _step(
        self,
        documents: EncodedDocuments,
        some: np.ndarray,
        labels: np.ndarray,
        counts: np.ndarray,
        rate: float,
    ) -> float:
        """Make one step with some documents; return their weighted loss before it."""
        model = self._model
        encode = self._encode_in_place if self._in_place else self._encode
        features, learn = encode(documents, some)
        mask = self._mask(features)
        if mask is not None:
            features = features * mask
        scores = features @ model.weights.T
        scores += model.bias
        losses, d_scores = output.cross_entropy(scores, labels, counts)
        d_features = d_scores @ model.weights
        if mask is not None:
            d_features *= mask
        self._number += 1
        gradients = learn(d_features, rate * self._chosen.embedding_rate)
        gradients["weights"] = d_scores.T @ features
        for name, gradient in gradients.items():
            self._change(name, self._dense[name], gradient, rate)
        self._change("bias", model.bias, d_scores.sum(axis=0), rate)
        if self._chosen.max_norm is not None:
            output.limit_norms(model.weights, self._chosen.max_norm)
        return float(losses.sum())

    def _encode(self, documents: EncodedDocuments, some: np.ndarray) -> tuple[np.ndarray, Learn]:
        """Encode documents; their words' rows are gathered, each once, and changed afterwards."""
        model = self._model
        rows, values, offsets = batches.take(
            documents.values, documents.offsets, some, self._kept(documents, some), self._marks
        )
        table, d_table = self._space.of(len(rows))
        features, backward = model.encoder.forward(
            model.rows(rows, table), values, offsets, model.parameters
        )

        def learn(d_features: np.ndarray, rate: float) -> Parameters:
            d_table[:] = 0
            gradients = backward(d_features, d_table)
            self._change_rows(rows, d_table, rate)
            return gradients

        return features, learn

    def _encode_in_place(
        self, documents: EncodedDocuments, some: np.ndarray
    ) -> tuple[np.ndarray, Learn]:
        """Encode documents from the embedding itself; plain SGD changes it without a gradient."""
        model = self._model
        values, offsets = batches.read(
            documents.values, documents.offsets, some, self._kept(documents, some)
        )
        means = pooling.mean(model.embedding, values, offsets)
        features, backward = model.encoder.on_mean(means, model.parameters)

        def learn(d_features: np.ndarray, rate: float) -> Parameters:
            d_means, gradients = backward(d_features)
            step = d_means * d_means.dtype.type(-rate)
            pooling.mean_backward(step, values, offsets, model.embedding, self.frozen_rows)
            return gradients

        return features, learn

    def _kept(self, documents: EncodedDocuments, some: np.ndarray) -> np.ndarray:
        """Draw which running words are read."""
        share = self._chosen.word_dropout
        if not share:
            return _ALL
        size = int((documents.offsets[some + 1] - documents.offsets[some]).sum())
        return np.asarray(self._dropout.random(size, np.float32) >= share)

    def _mask(self, features: np.ndarray) -> np.ndarray | None:
        """Draw which features are left out, and by how much the others are scaled up."""
        share = self._chosen.dropout
        if not share:
            return None
        kept = self._dropout.random(features.shape, np.float32) >= share
        return np.asarray(kept * features.dtype.type(1 / (1 - share)))

    def _change_rows(self, rows: np.ndarray, gradient: np.ndarray, rate: float) -> None:
        """Change the rows of the embedding that learn."""
        table = self._model.embedding
        if self.frozen_rows:
            learns = rows >= self.frozen_rows
            rows, gradient = rows[learns], gradient[learns]
        if "embedding" not in self._states:
            self._states["embedding"] = self._optimizer.state(table)
        step = Step(rate, self._chosen.weight_decay, self._number)
        self._optimizer.update(table, rows, gradient, self._states["embedding"], step)

    def _change(self, name: str, array: np.ndarray, gradient: np.ndarray, rate: float) -> None:
        """Change a dense array; one dimension is a table of one row."""
        table = array.reshape(1, -1) if array.ndim == 1 else array
        if name not in self._states:
            every = np.arange(len(table), dtype=np.int32)
            self._states[name] = (every, self._optimizer.state(table))
        every, state = self._states[name]
        decay = 0.0 if array.ndim == 1 else self._chosen.weight_decay
        step = Step(rate, decay, self._number)
        self._optimizer.update(table, every, gradient.reshape(table.shape), state, step)

    def _is_finite(self) -> bool:
        dense = (self._model.bias, *self._dense.values())
        return all(bool(np.isfinite(array).all()) for array in dense)


class _Space:
    """Memory for the rows of a batch and their gradient, used again by the next batch.

    Fresh memory of this size costs more than all that is done with it.
    """

    def __init__(self, table: np.ndarray) -> None:
        self._like = table
        self._arrays = np.empty((2, 0, table.shape[1]), table.dtype)

    def of(self, n_rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Return two arrays of so many rows."""
        if n_rows > self._arrays.shape[1]:
            shape = (2, n_rows + n_rows // 2, self._like.shape[1])
            self._arrays = np.empty(shape, self._like.dtype)
        return self._arrays[0, :n_rows], self._arrays[1, :n_rows]
