"""One run: from a spec and the shared materials to a result, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score

from embedstudy.errors import DivergedError
from embedstudy.nn.encoders import encoder_named
from embedstudy.nn.strategies import STRATEGIES
from embedstudy.nn.training import Model, Seeds, Training, new_model, train
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
    initial = table.initial(strategy, Seeds(spec.seed).embedding)[:n_words]
    try:
        model, training = fit(spec, materials, should_stop)
    except DivergedError as error:
        return error
    predicted, true = model.predict(table.encoded("test", strategy)), materials.labels["test"]
    return Outcome(
        training=training,
        test_accuracy=float((predicted == true).mean()),
        test_macro_f1=float(f1_score(true, predicted, average="macro", zero_division=0)),
        predicted=predicted,
        initial=initial,
        final=model.embedding[:n_words],
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
    strategy, table, seeds = (
        STRATEGIES[spec.strategy],
        materials.tables[spec.vectors],
        Seeds(spec.seed),
    )
    model = new_model(
        encoder_named(spec.encoder),
        table.initial(strategy, seeds.embedding),
        len(materials.corpus.classes),
        seeds,
    )
    training = train(
        model,
        table.encoded("train", strategy),
        materials.labels["train"],
        epochs=spec.epochs,
        learning_rate=spec.learning_rate,
        embedding_learns=strategy.learns,
        order=seeds.order,
        dev=(table.encoded("dev", strategy), materials.labels["dev"]),
        should_stop=should_stop,
    )
    return model, training
