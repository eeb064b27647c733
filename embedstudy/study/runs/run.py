"""One run: from a spec and the shared materials to a result, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from embedstudy.baselines import BASELINES
from embedstudy.errors import DivergedError
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import config_for
from embedstudy.nn.training import Epoch, Training, train
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.grid import RunSpec


def never() -> bool:
    """Do not stop."""
    return False


def unseen(epoch: Epoch) -> None:
    """Let an epoch pass."""


@dataclass(frozen=True)
class Watch:
    """What a run tells whoever watches it, and asks of them.

    Attributes
    ----------
    stopping : callable
        Asked before each epoch whether to stop.
    epoch : callable
        Told of each epoch.
    """

    stopping: Callable[[], bool] = never
    epoch: Callable[[Epoch], None] = unseen


UNWATCHED = Watch()


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
    """What a run that did not diverge came to.

    Attributes
    ----------
    dev_accuracy, test_accuracy, test_macro_f1 : float
        Of the epoch that did best on dev.
    predicted : ndarray of int64, shape (n_test,)
        Class ids.
    seconds : float
        Of training.
    epochs : int, optional
        The best one.
    train_loss, tokens_per_second : float, optional
    space : TrainedSpace, optional
        None of these four for a baseline.
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
    spec: RunSpec, materials: PreparedCorpus, watch: Watch = UNWATCHED
) -> RunResult | DivergedError:
    """Train, choose the epoch on dev, and test once.

    Returns
    -------
    Outcome or DivergedError
        The error, as a value, if the run diverged: the study goes on.
    """
    if spec.model_config is None:
        return _run_baseline(spec, materials)
    strategy, table = STRATEGIES[spec.strategy], materials.tables[spec.vectors]
    n_words, model_config = len(materials.vocabulary), config_for(strategy, spec.model_config)
    initial = table.initial(strategy, model_config, Seeds(spec.seed).embedding)[:n_words]
    try:
        model, training = fit(spec, materials, watch)
    except DivergedError as error:
        return error
    predicted = model.predict(table.encoded("test", strategy, model_config))
    best = training.best
    return RunResult(
        dev_accuracy=best.dev_accuracy or 0.0,
        test_accuracy=_accuracy(predicted, materials),
        test_macro_f1=_macro_f1(predicted, materials),
        predicted=predicted,
        seconds=training.seconds,
        epochs=best.epoch,
        train_loss=best.train_loss,
        tokens_per_second=training.tokens / training.seconds,
        space=TrainedSpace(
            initial,
            model.rows(np.arange(n_words, dtype=np.int32)),
            np.flatnonzero(table.rows < 0) if strategy.pretrained else np.empty(0, int),
        ),
    )


def fit(
    spec: RunSpec, materials: PreparedCorpus, watch: Watch = UNWATCHED
) -> tuple[Model, Training]:
    """Train on the training part and choose the epoch on dev; test is not looked at.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    assert spec.model_config is not None  # noqa: S101 - a baseline has no model
    assert spec.choice.learning_rate is not None  # noqa: S101 - always chosen
    strategy, seeds = STRATEGIES[spec.strategy], Seeds(spec.seed)
    model_config = config_for(strategy, spec.choice.applied(spec.model_config))
    table = materials.tables[spec.vectors]
    embedding = table.initial(strategy, model_config, seeds.embedding)
    model = new_model(
        model_config.new_encoder(),
        embedding,
        len(materials.corpus.classes),
        seeds,
        initializer=model_config.new_initializer(),
        channel=embedding.copy() if strategy.channels > 1 else None,
    )
    n_words = len(embedding) - model_config.n_buckets
    training = train(
        model,
        table.encoded("train", strategy, model_config),
        materials.labels["train"],
        options=model_config.options,
        learning_rate=spec.choice.learning_rate,
        seeds=seeds,
        frozen_rows=strategy.frozen_rows(n_words, model_config.n_buckets),
        dev=(table.encoded("dev", strategy, model_config), materials.labels["dev"]),
        should_stop=watch.stopping,
        on_epoch=watch.epoch,
    )
    return model, training


def dev_accuracy(spec: RunSpec, materials: PreparedCorpus, watch: Watch = UNWATCHED) -> float:
    """Train, and return the accuracy on dev; test is not looked at.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    if spec.model_config is None:
        return _fit_baseline(spec, materials)[1]
    _, training = fit(spec, materials, watch)
    return training.best.dev_accuracy or 0.0


def _run_baseline(spec: RunSpec, materials: PreparedCorpus) -> RunResult:
    started = perf_counter()
    model, accuracy = _fit_baseline(spec, materials)
    seconds = perf_counter() - started
    predicted = np.asarray(model.predict(materials.features.of("test")), np.int64)
    return RunResult(
        dev_accuracy=accuracy,
        test_accuracy=_accuracy(predicted, materials),
        test_macro_f1=_macro_f1(predicted, materials),
        predicted=predicted,
        seconds=seconds,
    )


def _fit_baseline(spec: RunSpec, materials: PreparedCorpus) -> tuple[Any, float]:
    features, labels = materials.features, materials.labels
    c = 1.0 if spec.choice.c is None else spec.choice.c
    model = BASELINES[spec.strategy].make(c, spec.seed)
    model.fit(features.of("train"), labels["train"])
    return model, float((model.predict(features.of("dev")) == labels["dev"]).mean())


def _accuracy(predicted: np.ndarray, materials: PreparedCorpus) -> float:
    return float((predicted == materials.labels["test"]).mean())


def _macro_f1(predicted: np.ndarray, materials: PreparedCorpus) -> float:
    true = materials.labels["test"]
    return float(f1_score(true, predicted, average="macro", zero_division=0))
