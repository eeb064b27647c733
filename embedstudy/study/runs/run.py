"""One run: from its spec and the prepared corpus to its result, and nothing else."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from embedstudy.baselines import BASELINES
from embedstudy.errors import DivergedError
from embedstudy.nn.engine import TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import adapt_config
from embedstudy.nn.training import UNWATCHED, Training, Watch, train
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.grid import RunSpec


@dataclass(frozen=True)
class TrainedSpace:
    """The embedding of the training vocabulary.

    Attributes
    ----------
    initial, final : ndarray of float32, shape (n_words, dim)
        Before and after training.
    without_vector : ndarray of int64
        The rows that lack a pretrained vector; empty for a strategy that uses none.
    """

    initial: np.ndarray
    final: np.ndarray
    without_vector: np.ndarray


@dataclass(frozen=True)
class RunResult:
    """The result of a run that did not diverge.

    Attributes
    ----------
    dev_accuracy, test_accuracy, test_macro_f1 : float
        At the epoch that did best on dev. These and other fields are called as columns of runs.csv.
    predicted : ndarray of int64, shape (n_test,)
        Class ids.
    seconds : float
        The time spent in training.
    epochs : int, optional
        The best epoch.
    train_loss, tokens_per_second : float, optional
    space : TrainedSpace, optional
        A baseline has no epoch, loss, tokens or space.
    """

    dev_accuracy: float
    test_accuracy: float
    test_macro_f1: float
    predicted: np.ndarray
    seconds: float
    epochs: int | None = None
    train_loss: float | None = None
    tokens_per_second: float | None = None
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
    n_words, config = len(corpus.vocabulary), adapt_config(strategy, spec.model_config)
    initial = table.initial(strategy, config, Seeds(spec.seed).embedding)[:n_words]
    try:
        model, training = train_model(spec, corpus, watch)
    except DivergedError as error:
        return error
    predicted = model.predict(table.encoded("test", strategy, config))
    return RunResult(
        **_score(predicted, corpus),
        dev_accuracy=training.best.dev_accuracy or 0.0,
        seconds=training.seconds,
        epochs=training.best.epoch,
        train_loss=training.best.train_loss,
        tokens_per_second=training.tokens / training.seconds,
        space=TrainedSpace(
            initial,
            model.rows(np.arange(n_words, dtype=np.int32)),
            np.flatnonzero(table.rows < 0) if strategy.pretrained else np.empty(0, int),
        ),
    )


def train_model(
    spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED
) -> tuple[Model, Training]:
    """Train on the training part and choose the epoch on dev; the test part is not read.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    assert spec.model_config is not None  # noqa: S101 - a baseline has no model
    assert spec.choice.learning_rate is not None  # noqa: S101 - every trial has one
    strategy, seeds = STRATEGIES[spec.strategy], Seeds(spec.seed)
    config = adapt_config(strategy, spec.choice.apply_to(spec.model_config))
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
    n_words = table.count_words(strategy)
    plan = TrainingPlan(
        config.options,
        spec.choice.learning_rate,
        seeds,
        frozen_rows=strategy.frozen_rows(n_words, len(embedding) - n_words),
    )
    examples, dev = (
        Examples.unweighted(table.encoded(split, strategy, config), corpus.labels[split])
        for split in ("train", "dev")
    )
    return model, train(model, examples, plan, dev=dev, watch=watch)


def measure_dev_accuracy(spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED) -> float:
    """Train, and return the accuracy on dev; the test part is not read.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    if spec.model_config is None:
        return _train_baseline(spec, corpus)[1]
    _, training = train_model(spec, corpus, watch)
    return training.best.dev_accuracy or 0.0


def _run_baseline(spec: RunSpec, corpus: PreparedCorpus) -> RunResult:
    started = perf_counter()
    model, dev_accuracy = _train_baseline(spec, corpus)
    seconds = perf_counter() - started
    predicted = np.asarray(model.predict(corpus.features.by_split["test"]), np.int64)
    return RunResult(**_score(predicted, corpus), dev_accuracy=dev_accuracy, seconds=seconds)


def _train_baseline(spec: RunSpec, corpus: PreparedCorpus) -> tuple[Any, float]:
    features, labels = corpus.features.by_split, corpus.labels
    c = 1.0 if spec.choice.c is None else spec.choice.c
    model = BASELINES[spec.strategy].make(c, spec.seed)
    model.fit(features["train"], labels["train"])
    return model, float((model.predict(features["dev"]) == labels["dev"]).mean())


def _score(predicted: np.ndarray, corpus: PreparedCorpus) -> dict[str, Any]:
    """Return predictions for the test part and their scores, as fields of a `RunResult`."""
    labels = corpus.labels["test"]
    classes = np.unique(labels)
    macro_f1 = f1_score(labels, predicted, labels=classes, average="macro", zero_division=0)
    return {
        "predicted": predicted,
        "test_accuracy": float((predicted == labels).mean()),
        "test_macro_f1": float(macro_f1),
    }
