"""Training: epochs over shuffled examples, and the weights of the best one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from embedstudy.errors import DivergedError
from embedstudy.metrics import METRICS, Metric, Outputs
from embedstudy.nn.best_weights import BestWeights
from embedstudy.nn.engine import NO_PAUSES, Engine, Pauses, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.kernels import output
from embedstudy.nn.model import Model


@dataclass(frozen=True)
class Epoch:
    """The result of one epoch.

    Attributes
    ----------
    epoch : int
    train_loss : float
        The mean over examples.
    dev_accuracy : float or None
        None without dev examples.
    dev_score : float or None
        By the metric that chooses the epoch.
    """

    epoch: int
    train_loss: float
    dev_accuracy: float | None
    dev_score: float | None = None


@dataclass
class Training:
    """The course of one training.

    Attributes
    ----------
    epochs : list of Epoch
    best : Epoch
        The epoch whose weights the model has: the first of the best dev score, or with the slack
        of a `TrainingPlan` the last that comes near it; the last if there are no dev examples.
    seconds : float
        The time spent in training steps.
    tokens : int
        The number of tokens trained on, over all epochs.
    instability : str
        Why the training counts as unstable although all its numbers are finite; empty if it is
        sound. See `explain_instability`.
    """

    best: Epoch
    epochs: list[Epoch] = field(default_factory=list)
    seconds: float = 0.0
    tokens: int = 0
    instability: str = ""


class Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The training stopped because it was asked to."""


@dataclass(frozen=True, eq=False)
class TrainingMoment:
    """A model at a moment of its training.

    Attributes
    ----------
    epochs : float
        How many epochs are over.
    model : Model
        Not to be changed.
    examples : Examples
        Those that it is trained on.
    dev : Examples or None
    dev_accuracy : float or None
        Where it is known already.
    """

    epochs: float
    model: Model
    examples: Examples
    dev: Examples | None
    dev_accuracy: float | None


@dataclass(frozen=True)
class Watch:
    """Whoever watches a training.

    Attributes
    ----------
    should_stop : callable
        Called before each epoch; the training stops if it returns True.
    on_epoch : callable
        Called after each epoch.
    on_moment : callable, optional
        Called at the start, at `FIRST_SHARES` of the first epoch, and after each epoch.
    """

    should_stop: Callable[[], bool] = lambda: False
    on_epoch: Callable[[Epoch], None] = lambda _: None
    on_moment: Callable[[TrainingMoment], object] | None = None


UNWATCHED = Watch()
# Most of what a space becomes, it becomes within the first epoch.
FIRST_SHARES = (0.01, 0.03, 0.1, 0.3)
# An explosion: a loss so many times ln C, or an embedding so many times as long as it began. A
# start shorter than the usual random one, uniform within 0.05, counts as that one.
LOSS_SLACK, MOST_GROWTH = 1.05, 1e5
USUAL_LENGTH = 0.05 / 3**0.5
LOOKED_AT = 50_000  # rows at once; for a length the first ones, as buckets of n-grams follow


@np.errstate(over="ignore", invalid="ignore")  # numbers that are not finite raise DivergedError
def train(
    model: Model,
    examples: Examples,
    plan: TrainingPlan,
    *,
    dev: Examples | None = None,
    metric: Metric | None = None,
    watch: Watch = UNWATCHED,
) -> Training:
    """Train a model in place.

    Parameters
    ----------
    model : Model
    examples : Examples
    plan : TrainingPlan
    dev : Examples, optional
        With dev examples, the model ends with the weights of the epoch that did best on them.
    metric : Metric, optional
        Says which epoch did best; accuracy by default.
    watch : Watch

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    Stopped
        If `watch` asks to stop.
    """
    options, weights = plan.options, examples.weights
    totals = np.bincount(examples.labels, weights, minlength=model.n_classes)
    model.log_prior = log_prior(totals)
    engine, metric = Engine(model, plan), metric or METRICS["accuracy"]
    start_length = _measure_length(model.embedding)
    order, total_weight = plan.seeds.order, float(weights.sum())
    training = Training(best=Epoch(0, float("nan"), None))
    best = BestWeights()
    moments = _Moments(watch, model, examples, dev)
    moments.look(0)
    for number in range(1, (plan.stop_after or options.epochs) + 1):
        if watch.should_stop():
            raise Stopped
        if options.unfreeze_after is not None and number > options.unfreeze_after:
            engine.frozen_rows = 0
        shuffled = order.permutation(len(examples))
        pauses = moments.plan_pauses(options.batch_size) if number == 1 else NO_PAUSES
        started = perf_counter()
        loss = engine.epoch(number, examples, shuffled, pauses)
        training.seconds += perf_counter() - started - moments.pop_seconds()
        training.tokens += len(examples.documents.values)
        scores = (None, None) if dev is None else score_dev(model, dev, metric)
        epoch = Epoch(number, loss / total_weight, *scores)
        training.epochs.append(epoch)
        watch.on_epoch(epoch)
        moments.look(number, epoch.dev_accuracy)
        if _is_kept(epoch, training.epochs[:-1], metric, plan.slack):
            training.best = epoch
            if epoch.dev_score is not None:
                learned = engine.frozen_rows < len(model.embedding)
                best.keep(model, embedding=learned)
        elif options.patience is not None and number - training.best.epoch >= options.patience:
            break
    if training.best is not training.epochs[-1]:
        best.restore(model)
    if not _is_finite(model.embedding):  # a row that no later loss has read
        raise DivergedError(plan.learning_rate, training.best.epoch, len(examples))
    growth = _measure_length(model.embedding) / max(start_length, USUAL_LENGTH)
    training.instability = explain_instability(training.best.train_loss, model.n_classes, growth)
    return training


def find_pauses(n_documents: int, batch_size: int) -> tuple[int, ...]:
    """Return the numbers of documents of an epoch that stand for `FIRST_SHARES` of it.

    Each is a number of whole steps, one or more. Where documents are few, several shares are one
    step, which counts once; a share that is the whole epoch is left out.

    Examples
    --------
    >>> find_pauses(6824, 1), find_pauses(50, 1), find_pauses(50, 32), find_pauses(1, 1)
    ((68, 205, 682, 2047), (1, 2, 5, 15), (32,), ())
    """
    n_steps = -(-n_documents // batch_size)
    steps = [max(1, round(share * n_steps)) for share in FIRST_SHARES]
    return tuple(step * batch_size for step in dict.fromkeys(steps) if step < n_steps)


class _Moments:
    """Shows a model at moments of its training, and measures the time that this takes."""

    def __init__(
        self, watch: Watch, model: Model, examples: Examples, dev: Examples | None
    ) -> None:
        self._on_moment, self._seconds = watch.on_moment, 0.0
        self._model, self._examples, self._dev = model, examples, dev

    def look(self, epochs: float, dev_accuracy: float | None = None) -> None:
        if self._on_moment is not None:
            self._on_moment(
                TrainingMoment(float(epochs), self._model, self._examples, self._dev, dev_accuracy)
            )

    def plan_pauses(self, batch_size: int) -> Pauses:
        """Return where the first epoch pauses."""
        if self._on_moment is None:
            return NO_PAUSES
        n_documents = len(self._examples)

        def look(place: int) -> None:
            started = perf_counter()
            self.look(place / n_documents)
            self._seconds += perf_counter() - started

        return Pauses(find_pauses(n_documents, batch_size), look)

    def pop_seconds(self) -> float:
        """Return the seconds that pauses took since this was called last."""
        seconds, self._seconds = self._seconds, 0.0
        return seconds


def explain_instability(train_loss: float, n_classes: int, growth: float) -> str:
    """Return why a training was an explosion, in words; empty if it was none.

    Parameters
    ----------
    train_loss : float
        The mean loss of the chosen epoch. A model that knows nothing has ln C, and one that learns
        nothing hovers about it; so only a loss clearly above counts.
    n_classes : int
    growth : float
        How many times as long as at the start the embedding is.

    Examples
    --------
    >>> explain_instability(3.5, 2, 7.0), explain_instability(0.7, 2, 7.0)
    ('the training loss, 3.5, stayed above ln 2', '')
    """
    if train_loss > LOSS_SLACK * math.log(max(n_classes, 2)):
        return f"the training loss, {train_loss:.3g}, stayed above ln {n_classes}"
    if growth > MOST_GROWTH:
        return f"the embedding grew {growth:.2g} times as long as it began"
    return ""


def _measure_length(embedding: np.ndarray) -> float:
    """Return the root mean square of the numbers of an embedding's first rows, the words'."""
    rows = embedding[:LOOKED_AT]
    return float(np.sqrt(np.einsum("ij,ij->", rows, rows) / max(rows.size, 1)))


def _is_finite(table: np.ndarray) -> bool:
    """Tell whether all numbers of a table are finite, some rows at a time."""
    parts = range(0, len(table), LOOKED_AT)
    return all(np.isfinite(table[start : start + LOOKED_AT]).all() for start in parts)


def score_dev(model: Model, dev: Examples, metric: Metric) -> tuple[float, float]:
    """Return the accuracy on dev, and the score by a metric."""
    outputs = predict_outputs(model, dev)
    accuracy = METRICS["accuracy"].compute(outputs)
    return accuracy, metric.compute(outputs)


def compute_loss(model: Model, examples: Examples) -> float:
    """Return the mean loss of a model on examples, each by its weight."""
    losses, _ = output.cross_entropy(
        model.logits(examples.documents), examples.labels, examples.weights
    )
    return math.fsum(losses) / math.fsum(examples.weights)


def predict_outputs(model: Model, examples: Examples) -> Outputs:
    """Return what a model predicts for labelled examples."""
    logits = model.logits(examples.documents)
    return Outputs(examples.labels, logits.argmax(axis=1), compute_probabilities(logits))


def compute_probabilities(logits: np.ndarray) -> np.ndarray:
    """Return the softmax of class scores; float32, shape (n_documents, n_classes)."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), np.float32)


def _is_kept(epoch: Epoch, earlier: Sequence[Epoch], metric: Metric, slack: float) -> bool:
    """Tell whether the weights of an epoch take the place of those of an earlier one."""
    scores = [metric.sign * e.dev_score for e in (*earlier, epoch) if e.dev_score is not None]
    return len(scores) < 2 or scores[-1] > max(scores[:-1]) - slack


def log_prior(totals: np.ndarray) -> np.ndarray:
    """Return the scores of a document without words: the logarithm of each class's share.

    Parameters
    ----------
    totals : ndarray, shape (n_classes,)
        The sum of the weights of the training documents of each class.

    Returns
    -------
    ndarray of float32, shape (n_classes,)
    """
    smallest = np.finfo(np.float32).tiny
    return np.asarray(np.log(np.maximum(totals / totals.sum(), smallest)), np.float32)
