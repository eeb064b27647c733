"""One run: from a spec and the shared materials to a result, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

from embedstudy.errors import DivergedError
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.strategies import STRATEGIES
from embedstudy.nn.training import Training, train
from embedstudy.study.materials import Materials
from embedstudy.study.plan import RunSpec


@dataclass(frozen=True)
class Outcome:
    """What a run that did not diverge came to.

    Attributes
    ----------
    training : Training
    test_accuracy, test_macro_f1 : float
        Of the epoch that did best on dev.
    predicted : ndarray of int64, shape (n_test,)
        Class ids.
    initial, final : ndarray of float32, shape (n_words, dim)
        The embedding of the training vocabulary, before and after.
    without_vector : ndarray of int64
        The rows that lack a pretrained vector; empty for a strategy that uses none.
    """

    training: Training
    test_accuracy: float
    test_macro_f1: float
    predicted: np.ndarray
    initial: np.ndarray
    final: np.ndarray
    without_vector: np.ndarray


def run(
    spec: RunSpec, materials: Materials, should_stop: Callable[[], bool] = lambda: False
) -> Outcome | DivergedError:
    """Train, choose the epoch on dev, and test once.

    Returns
    -------
    Outcome or DivergedError
        The error, as a value, if the run diverged: the study goes on.
    """
    strategy, table = STRATEGIES[spec.strategy], materials.tables[spec.vectors]
    n_words = len(materials.vocabulary)
    initial = table.initial(strategy, spec.recipe, Seeds(spec.seed).embedding)[:n_words]
    try:
        model, training = fit(spec, materials, should_stop)
    except DivergedError as error:
        return error
    predicted, true = (
        model.predict(table.encoded("test", strategy, spec.recipe)),
        materials.labels["test"],
    )
    return Outcome(
        training=training,
        test_accuracy=float((predicted == true).mean()),
        test_macro_f1=float(f1_score(true, predicted, average="macro", zero_division=0)),
        predicted=predicted,
        initial=initial,
        final=model.rows(np.arange(n_words, dtype=np.int32)),
        without_vector=np.flatnonzero(table.rows < 0) if strategy.pretrained else np.empty(0, int),
    )


def fit(
    spec: RunSpec, materials: Materials, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Model, Training]:
    """Train on the training part and choose the epoch on dev; test is not looked at.

    Raises
    ------
    DivergedError
        If a loss or a weight is not finite.
    """
    strategy, recipe, seeds = STRATEGIES[spec.strategy], spec.recipe, Seeds(spec.seed)
    table = materials.tables[spec.vectors]
    embedding = table.initial(strategy, recipe, seeds.embedding)
    model = new_model(
        recipe.new_encoder(),
        embedding,
        len(materials.corpus.classes),
        seeds,
        initializer=recipe.new_initializer(),
        channel=embedding.copy() if strategy.channels > 1 else None,
    )
    training = train(
        model,
        table.encoded("train", strategy, recipe),
        materials.labels["train"],
        hyperparameters=recipe.hyperparameters,
        learning_rate=spec.learning_rate,
        seeds=seeds,
        frozen_rows=0 if strategy.learns else len(embedding) - recipe.n_buckets,
        dev=(table.encoded("dev", strategy, recipe), materials.labels["dev"]),
        should_stop=should_stop,
    )
    return model, training
