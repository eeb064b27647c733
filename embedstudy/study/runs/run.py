"""One run: from its spec and the prepared corpus to its result, and nothing else."""

from dataclasses import dataclass, replace
from statistics import fmean
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.utils.class_weight import compute_sample_weight

from embedstudy.errors import DivergedError
from embedstudy.metrics import METRICS, Outputs
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.solving import solve
from embedstudy.nn.training import UNWATCHED, Training, Watch, predict_outputs, train
from embedstudy.results.rows import OK, UNSTABLE
from embedstudy.results.snapshots import Snapshots
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.runs.baseline import train_baseline
from embedstudy.study.runs.recorder import SnapshotRecorder

ACCURACY = "accuracy"


@dataclass(eq=False)
class TrainedSpace:
    """The embedding of the training vocabulary after training; `draw_initial` has the one before.

    Attributes
    ----------
    final : ndarray of float32, shape (n_words, dim)
    without_vector : ndarray of int64
        The rows that lack a pretrained vector; empty for a strategy that uses none.
    """

    final: np.ndarray
    without_vector: np.ndarray

    def release(self) -> None:
        """Give the memory of the vectors back, once they are written."""
        self.final = np.empty((0, self.final.shape[1]), self.final.dtype)


@dataclass(frozen=True)
class RunResult:
    """The result of a run that did not diverge.

    Attributes
    ----------
    dev_accuracy, test_accuracy, test_macro_f1 : float
        At the epoch that dev chose. These and other fields are called as columns of runs.csv.
    dev_score, test_score : float or None
        By the metric of the study; None where that is accuracy.
    predicted : ndarray of int64, shape (n_test,)
        Class ids.
    probabilities : ndarray of float32, shape (n_test, n_classes)
    seconds : float
        The time spent in training.
    dev_size : int, optional
        The dev texts, where they are a sample.
    test_seen_words : float, optional
        The score on test by the metric of the study, without the words that the training part
        lacks; None where the model knows no such word.
    epochs : int, optional
        The best epoch.
    instability : str
        As of `Training`.
    train_loss, tokens_per_second : float, optional
    snapshots : Snapshots, optional
        Of a run whose spec asks for them.
    space : TrainedSpace, optional
        A baseline has no epoch, loss, tokens or space. A run that is solved has no epoch or tokens.
    """

    dev_accuracy: float
    test_accuracy: float
    test_macro_f1: float
    dev_score: float | None
    test_score: float | None
    predicted: np.ndarray
    probabilities: np.ndarray
    seconds: float
    dev_size: int | None = None
    test_seen_words: float | None = None
    epochs: int | None = None
    instability: str = ""
    train_loss: float | None = None
    tokens_per_second: float | None = None
    snapshots: Snapshots | None = None
    space: TrainedSpace | None = None


def run(
    spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED
) -> RunResult | DivergedError:
    """Train, choose the epoch on dev, and test once.

    Returns
    -------
    RunResult or DivergedError
        The error, as a value, if the run diverged: the study goes on.
    """
    if spec.model_config is None:
        return _run_baseline(spec, corpus)
    strategy, table = STRATEGIES[spec.strategy], corpus.tables[spec.vectors]
    config = spec.adapted_config
    recorder = SnapshotRecorder(spec, corpus) if spec.has_snapshots else None
    if recorder is not None:
        watch = replace(watch, on_moment=recorder.record)
    try:
        model, training = train_model(spec, corpus, watch)
    except DivergedError as error:
        return error
    test = Examples.unweighted(table.encoded("test", strategy, config), corpus.labels["test"])
    return RunResult(
        **_score_test(predict_outputs(model, test), spec),
        **_name_dev_scores(training.best.dev_accuracy, training.best.dev_score, spec),
        seconds=training.seconds,
        dev_size=corpus.dev_size,
        test_seen_words=_score_seen_words(model, spec, corpus),
        instability=training.instability,
        epochs=None if spec.is_solved else training.best.epoch,
        train_loss=training.best.train_loss,
        tokens_per_second=None if spec.is_solved else training.tokens / training.seconds,
        snapshots=None if recorder is None else recorder.make_snapshots(training.best.epoch),
        space=TrainedSpace(
            _take_words(model, len(corpus.vocabulary)),
            np.flatnonzero(table.rows < 0) if strategy.pretrained else np.empty(0, int),
        ),
    )


def draw_initial(spec: RunSpec, corpus: PreparedCorpus) -> np.ndarray:
    """Return the embedding of the training vocabulary before a run trains it; its seed draws it.

    Returns
    -------
    ndarray of float32, shape (n_words, dim)
    """
    rng = Seeds(spec.seed).embedding
    strategy = STRATEGIES[spec.strategy]
    return corpus.tables[spec.vectors].initial_words(strategy, spec.adapted_config, rng)


def _take_words(model: Model, n_words: int) -> np.ndarray:
    """Return the words as the encoder saw them, in the memory of a model that nobody needs."""
    words = model.embedding[:n_words]
    if model.channel is not None:
        words += model.channel[:n_words]
    return words


def train_model(
    spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED
) -> tuple[Model, Training]:
    """Train on the training part and choose the epoch on dev, or solve; test is not read.

    The few dev texts of a sample rather pick a lucky epoch than a good one. There the last epoch
    within one standard error of the best is chosen.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    strategy, seeds = STRATEGIES[spec.strategy], Seeds(spec.seed)
    config = spec.adapted_config
    table = corpus.tables[spec.vectors]
    embedding = table.initial(strategy, config, seeds.embedding)
    model = new_model(
        config.new_encoder(),
        embedding,
        len(corpus.corpus.classes),
        seeds,
        initializer=config.new_initializer(),
        channel=embedding.copy() if strategy.channels > 1 else None,
    )
    examples, dev = (
        Examples.unweighted(table.encoded(split, strategy, config), corpus.labels[split])
        for split in ("train", "dev")
    )
    if spec.class_weight is not None:
        weights = compute_sample_weight(spec.class_weight, examples.labels)
        examples = replace(examples, weights=weights.astype(np.float32))
    metric = METRICS[spec.metric]
    if spec.choice.c is not None:
        return model, solve(model, examples, spec.choice.c, dev=dev, metric=metric, watch=watch)
    assert spec.choice.learning_rate is not None  # noqa: S101 - every other trial has one
    n_words = table.count_words(strategy)
    plan = TrainingPlan(
        config.options,
        spec.choice.learning_rate,
        seeds,
        frozen_rows=strategy.frozen_rows(n_words, len(embedding) - n_words),
        # One standard error of an accuracy of one half.
        slack=0.5 / len(dev) ** 0.5 if corpus.is_sample else 0.0,
    )
    return model, train(model, examples, plan, dev=dev, metric=metric, watch=watch)


def measure_dev(spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED) -> dict[str, Any]:
    """Train, and return the dev scores and the status as columns of tuning.csv.

    The scores are those of the chosen epoch; of a sample, whose dev texts are few, they are the
    means over all epochs, which vary less. The test part is not read.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    if spec.model_config is None:
        return {**_score_dev(train_baseline(spec, corpus).predict("dev"), spec), "status": OK}
    training = train_model(spec, corpus, watch)[1]
    status = UNSTABLE if training.instability else OK
    epochs = training.epochs if corpus.is_sample else [training.best]
    accuracy, score = (
        fmean(value for epoch in epochs if (value := getattr(epoch, name)) is not None)
        for name in ("dev_accuracy", "dev_score")
    )
    return {**_name_dev_scores(accuracy, score, spec), "status": status}


def _run_baseline(spec: RunSpec, corpus: PreparedCorpus) -> RunResult:
    started = perf_counter()
    model = train_baseline(spec, corpus)
    dev = _score_dev(model.predict("dev"), spec)
    seconds = perf_counter() - started
    return RunResult(
        **_score_test(model.predict("test"), spec), **dev, seconds=seconds, dev_size=corpus.dev_size
    )


def _score_seen_words(model: Model, spec: RunSpec, corpus: PreparedCorpus) -> float | None:
    strategy, table = STRATEGIES[spec.strategy], corpus.tables[spec.vectors]
    if not strategy.pretrained or not len(table.extra_rows):
        return None
    documents = table.encoded("test", strategy, spec.adapted_config, seen_only=True)
    test = predict_outputs(model, Examples.unweighted(documents, corpus.labels["test"]))
    return METRICS[spec.metric].compute(test)


def _score_dev(dev: Outputs, spec: RunSpec) -> dict[str, Any]:
    accuracy = METRICS[ACCURACY].compute(dev)
    return _name_dev_scores(accuracy, METRICS[spec.metric].compute(dev), spec)


def _name_dev_scores(accuracy: float | None, score: float | None, spec: RunSpec) -> dict[str, Any]:
    """Return dev scores by their columns; accuracy is not given twice."""
    return {
        "dev_accuracy": accuracy or 0.0, "dev_score": None if spec.metric == ACCURACY else score,
    }  # fmt: skip


def _score_test(test: Outputs, spec: RunSpec) -> dict[str, Any]:
    """Return outputs for the test part and their scores, as fields of a `RunResult`."""
    return {
        "predicted": np.asarray(test.predicted, np.int64),
        "probabilities": test.probabilities,
        "test_accuracy": METRICS[ACCURACY].compute(test),
        "test_macro_f1": METRICS["macro-f1"].compute(test),
        "test_score": None if spec.metric == ACCURACY else METRICS[spec.metric].compute(test),
    }
