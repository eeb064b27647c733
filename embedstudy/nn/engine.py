"""An epoch of training: by the fused loop where it does all that is needed, else by batches."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.nn.bounds import check_examples, check_ids
from embedstudy.nn.build import build
from embedstudy.nn.char_ngrams import append_char_ngrams, split_order
from embedstudy.nn.encoders.encoder import Parameters
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import batches, mean, output, pooling
from embedstudy.nn.model import Model, Seeds
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.optimizers.optimizer import Optimizer, Step
from embedstudy.nn.schedules import SCHEDULES
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments

_ALL_WORDS = np.empty(0, np.bool_)
# Takes the gradient of the features and the embedding's rate. It changes the embedding, and returns
# the gradients of the encoder's parameters.
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


def count_states(options: ModelOptions) -> int:
    """Return how many arrays of the size of a table its optimizer holds."""
    state = new_optimizer(options).state(np.zeros((1, 1), np.float32))
    if state is None:
        return 0
    return len(state) if isinstance(state, tuple) else 1


@dataclass(frozen=True)
class TrainingPlan:
    """How one model is trained.

    Attributes
    ----------
    options : ModelOptions
    learning_rate : float
        The rate before its schedule.
    seeds : Seeds
        They shuffle the examples, and draw what dropout leaves out.
    frozen_rows : int
        The number of rows of the embedding, from the first, that do not learn.
    stop_after : int, optional
        Stop after this epoch; the schedule stays that of all epochs.
    slack : float
        Dev scores that are lower than the best by less than this may be luck: the model keeps the
        weights of the last such epoch. With 0 it keeps those of the first of the best.
    """

    options: ModelOptions
    learning_rate: float
    seeds: Seeds
    frozen_rows: int = 0
    stop_after: int | None = None
    slack: float = 0.0


@dataclass(frozen=True)
class Pauses:
    """Places within an epoch at which somebody looks at the model.

    Attributes
    ----------
    places : tuple of int
        The numbers of documents after which to pause, ascending; each ends a batch.
    look : callable
        Called at each with its place. It changes nothing of the model.
    """

    places: tuple[int, ...] = ()
    look: Callable[[int], object] = lambda _: None


NO_PAUSES = Pauses()


class Engine:
    """Trains a model in place, an epoch at a time.

    Attributes
    ----------
    frozen_rows : int
        The number of rows of the embedding, from the first, that do not learn.
    """

    def __init__(self, model: Model, plan: TrainingPlan) -> None:
        options = plan.options
        self.frozen_rows = plan.frozen_rows
        self._model, self._options, self._rate = model, options, plan.learning_rate
        self._dropout, self._n_steps = plan.seeds.dropout, 0
        self._optimizer, self._schedule = new_optimizer(options), SCHEDULES[options.schedule]
        self._marks = np.full(len(model.embedding), -1, np.int32)
        self._dense = {"weights": model.weights, **model.parameters}
        self._states: dict[str, Any] = {}
        self._checked: Examples | None = None
        self._buffer = _BatchBuffer(model.embedding)
        plain = model.channel is None and is_plain_sgd(options)
        self._in_place = plain and model.encoder.pooling == "mean"
        self._is_fused = plain and model.encoder.is_mean and is_fused(options)

    @np.errstate(over="ignore", invalid="ignore")  # numbers that are not finite raise DivergedError
    def epoch(
        self, number: int, examples: Examples, order: np.ndarray, pauses: Pauses = NO_PAUSES
    ) -> float:
        """Train once on every document of `order`; pauses change no bit of the weights.

        Parameters
        ----------
        number : int
            The number of the epoch, from 1.
        examples : Examples
        order : ndarray of int64
            The documents, in the order in which they are seen.
        pauses : Pauses

        Returns
        -------
        float
            The weighted sum of the losses, each taken before its step.

        Raises
        ------
        DivergedError
            If a loss or a weight is not finite.
        InputError
            If an id of the examples is out of range.
        """
        if examples is not self._checked:
            check_examples(examples, len(self._model.embedding), self._model.n_classes)
            self._checked = examples
        check_ids("examples", order, len(examples))
        run = self._run_fused if self._is_fused else self._run_batches
        loss, bad_step = run(number, examples, order, pauses)
        n_steps = -(-len(order) // self._options.batch_size)
        if bad_step >= 0 or not self._is_finite():
            step = bad_step + 1 if bad_step >= 0 else n_steps
            raise DivergedError(self._rate, number, step)
        return loss

    def _run_fused(
        self, number: int, examples: Examples, order: np.ndarray, pauses: Pauses
    ) -> tuple[float, int]:
        first_rate, last_rate = (
            self._rate * self._schedule.factor(n_epochs / self._options.epochs)
            for n_epochs in (number - 1, number)
        )
        documents = examples.documents
        if documents.char_ngrams is None:
            return self._train_fused(examples, order, (first_rate, last_rate), pauses)
        loss, n_done, slope = 0.0, 0, (last_rate - first_rate) / len(order)
        for part in split_order(documents, order):
            loss_of_part, bad_step = self._train_fused(
                Examples(
                    append_char_ngrams(documents, part),
                    examples.labels[part],
                    examples.weights[part],
                ),
                np.arange(len(part)),
                (first_rate + slope * n_done, first_rate + slope * (n_done + len(part))),
                _cut_pauses(pauses, n_done, len(part)),
            )
            loss += loss_of_part
            if bad_step >= 0:
                return loss, n_done + bad_step
            n_done += len(part)
        return loss, -1

    def _train_fused(
        self, examples: Examples, order: np.ndarray, rates: tuple[float, float], pauses: Pauses
    ) -> tuple[float, int]:
        model, documents = self._model, examples.documents
        loss, begin = 0.0, 0
        for end in dict.fromkeys((*pauses.places, len(order))):
            loss, bad_step = mean.train_epoch(
                documents.values, documents.offsets, examples.labels, examples.weights, order,
                model.embedding, model.weights, model.bias,
                *rates, self._options.embedding_rate, self.frozen_rows, begin, end, float(loss),
            )  # fmt: skip
            if bad_step >= 0:
                return float(loss), int(bad_step)
            if end in pauses.places:
                pauses.look(end)
            begin = end
        return float(loss), -1

    def _run_batches(
        self, number: int, examples: Examples, order: np.ndarray, pauses: Pauses
    ) -> tuple[float, int]:
        options, total = self._options, 0.0
        for step, start in enumerate(range(0, len(order), options.batch_size)):
            batch = order[start : start + options.batch_size]
            progress = (number - 1 + start / len(order)) / options.epochs
            rate = self._rate * self._schedule.factor(min(progress, 1.0), options.warmup)
            loss = self._step(examples, batch, rate)
            if not abs(loss) <= mean.LARGEST:
                return total, step
            total += loss
            if start + len(batch) in pauses.places:
                pauses.look(start + len(batch))
        return total, -1

    def _step(self, examples: Examples, batch: np.ndarray, rate: float) -> float:
        """Make one step with a batch of documents; return their weighted loss before it."""
        model = self._model
        encode = self._encode_in_place if self._in_place else self._encode
        features, learn = encode(examples.documents, batch)
        mask = self._draw_mask(features)
        if mask is not None:
            features = features * mask
        scores = output.score_all(features, model.weights, model.bias)
        losses, d_scores = output.cross_entropy(
            scores, examples.labels[batch], examples.weights[batch]
        )
        d_features = output.product(d_scores, model.weights)
        if mask is not None:
            d_features *= mask
        self._n_steps += 1
        gradients = learn(d_features, rate * self._options.embedding_rate)
        gradients["weights"] = output.product(d_scores.T, features)
        step = Step(rate, self._options.weight_decay, self._n_steps)
        bias_step = Step(rate, 0.0, self._n_steps)
        for name, gradient in gradients.items():
            array = self._dense[name]
            self._update_array(name, array, gradient, bias_step if array.ndim == 1 else step)
        self._update_array("bias", model.bias, d_scores.sum(axis=0), bias_step)
        if self._options.max_norm is not None:
            output.limit_norms(model.weights, self._options.max_norm)
        return float(losses.sum())

    def _encode(self, documents: EncodedDocuments, batch: np.ndarray) -> tuple[np.ndarray, Learn]:
        """Encode documents; gather the rows of their words, each once, and change them later."""
        model = self._model
        documents, batch, is_read = self._prepare_batch(documents, batch)
        rows, values, offsets = batches.take(
            documents.values, documents.offsets, batch, is_read, self._marks
        )
        table, d_table = self._buffer.reserve(len(rows))
        features, backward = model.encoder.forward(
            model.rows(rows, table), values, offsets, model.parameters
        )

        def learn(d_features: np.ndarray, rate: float) -> Parameters:
            d_table[:] = 0
            gradients = backward(d_features, d_table)
            self._update_rows(rows, d_table, rate)
            return gradients

        return features, learn

    def _encode_in_place(
        self, documents: EncodedDocuments, batch: np.ndarray
    ) -> tuple[np.ndarray, Learn]:
        """Encode documents from the embedding itself; plain SGD changes it without a gradient."""
        model = self._model
        documents, batch, is_read = self._prepare_batch(documents, batch)
        values, offsets = batches.read(documents.values, documents.offsets, batch, is_read)
        means = pooling.mean(model.embedding, values, offsets)
        features, backward = model.encoder.on_mean(means, model.parameters)

        def learn(d_features: np.ndarray, rate: float) -> Parameters:
            d_means, gradients = backward(d_features)
            step = d_means * d_means.dtype.type(-rate)
            pooling.mean_backward(step, values, offsets, model.embedding, self.frozen_rows)
            return gradients

        return features, learn

    def _prepare_batch(
        self, documents: EncodedDocuments, batch: np.ndarray
    ) -> tuple[EncodedDocuments, np.ndarray, np.ndarray]:
        """Return documents, the batch among them, and which of its running words are read."""
        if documents.char_ngrams is None:
            return documents, batch, self._draw_words(documents, batch)
        written = append_char_ngrams(documents, batch, self._draw_words)
        return written, np.arange(len(batch)), _ALL_WORDS

    def _draw_words(self, documents: EncodedDocuments, batch: np.ndarray) -> np.ndarray:
        """Draw which running words of a batch are read; empty means all of them."""
        share = self._options.word_dropout
        if not share:
            return _ALL_WORDS
        size = int((documents.offsets[batch + 1] - documents.offsets[batch]).sum())
        return np.asarray(self._dropout.random(size, np.float32) >= share)

    def _draw_mask(self, features: np.ndarray) -> np.ndarray | None:
        """Draw which features dropout leaves out, and scale up the others."""
        share = self._options.dropout
        if not share:
            return None
        is_read = self._dropout.random(features.shape, np.float32) >= share
        return np.asarray(is_read * features.dtype.type(1 / (1 - share)))

    def _update_rows(self, rows: np.ndarray, gradient: np.ndarray, rate: float) -> None:
        """Change the rows of the embedding that learn."""
        table = self._model.embedding
        if self.frozen_rows:
            learns = rows >= self.frozen_rows
            rows, gradient = rows[learns], gradient[learns]
        if "embedding" not in self._states:
            self._states["embedding"] = self._optimizer.state(table)
        step = Step(rate, self._options.weight_decay, self._n_steps)
        self._optimizer.update(table, rows, gradient, self._states["embedding"], step)

    def _update_array(self, name: str, array: np.ndarray, gradient: np.ndarray, step: Step) -> None:
        """Change a dense array; an array of one dimension counts as a table of one row."""
        table = array.reshape(1, -1) if array.ndim == 1 else array
        if name not in self._states:
            all_rows = np.arange(len(table), dtype=np.int32)
            self._states[name] = (all_rows, self._optimizer.state(table))
        all_rows, state = self._states[name]
        self._optimizer.update(table, all_rows, gradient.reshape(table.shape), state, step)

    def _is_finite(self) -> bool:
        arrays = (self._model.bias, *self._dense.values())
        return all(bool(np.isfinite(array).all()) for array in arrays)


def _cut_pauses(pauses: Pauses, begin: int, size: int) -> Pauses:
    """Return the pauses of a part of an epoch, counted from where it begins."""
    places = tuple(place - begin for place in pauses.places if 0 < place - begin <= size)
    return Pauses(places, lambda place: pauses.look(begin + place))


class _BatchBuffer:
    """Memory for the rows of a batch and their gradient, which the next batch uses again.

    Fresh memory of this size would cost more than all that is done with it.
    """

    def __init__(self, table: np.ndarray) -> None:
        self._dtype = table.dtype
        self._arrays = np.empty((2, 0, table.shape[1]), table.dtype)

    def reserve(self, n_rows: int) -> tuple[np.ndarray, np.ndarray]:
        """Return two arrays of `n_rows` rows, with any content."""
        if n_rows > self._arrays.shape[1]:
            shape = (2, n_rows + n_rows // 2, self._arrays.shape[2])
            self._arrays = np.empty(shape, self._dtype)
        return self._arrays[0, :n_rows], self._arrays[1, :n_rows]
