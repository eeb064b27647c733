"""From labelled texts to a trained model: hold texts out, tune on them, train."""

from collections.abc import Iterable

import numpy as np

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.classifier.inference.pretrained import PretrainedVectors
from embedstudy.classifier.training.model_selection import (
    MIN_CLASS_SIZE,
    hold_out,
    select_values_and_epoch,
)
from embedstudy.classifier.training.training_set import LabeledTexts, TrainingSet, make_training_set
from embedstudy.classifier.training.workers import choose_workers
from embedstudy.errors import InputError
from embedstudy.metrics import Metric
from embedstudy.nn.compile import warm_up
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.training import Epoch, Training, Watch
from embedstudy.progress import progress_bar, write_line
from embedstudy.tuning.values import TunedValues


def fit(
    texts: LabeledTexts, config: ClassifierConfig, pretrained: PretrainedVectors | None
) -> tuple[Predictor, Training, TunedValues]:
    """Tune what is to be tuned, and train or solve.

    Returns
    -------
    predictor : Predictor
    training : Training
    values : TunedValues

    Raises
    ------
    InputError
        If there are too few texts for a batch or for `patience`.
    DivergedError
        If the loss is not finite; at every learning rate, if the rate is tuned.
    """
    size = config.model.options.batch_size
    usual = OPTIMIZERS[config.model.options.optimizer].recommended_batch_size
    # Few texts are one batch; only a size that somebody chose is a mistake.
    if size > texts.n_train and size != usual and not config.is_solved:
        raise InputError(f"batch_size is {size}, more than the {texts.n_train} texts to train on")
    warm_up(config.model, is_solved=config.is_solved, show=config.options.verbose > 0)
    values, stop_after = config.untuned, None
    is_tuned = config.learning_rate is None
    parts = _split_off_dev(texts, config)
    if parts is not None:
        training_set = make_training_set(texts, *parts, config, pretrained)
        if is_tuned:
            values, _ = select_values_and_epoch(training_set)
    else:
        if is_tuned:
            values, stop_after = _tune_on_held_out(texts, config, pretrained)
        every_row = np.arange(texts.n_train)
        training_set = make_training_set(texts, every_row, None, config, pretrained)
    predictor, training = _train(training_set, values, stop_after)
    if config.options.verbose:
        epochs = training.epochs if config.options.verbose > 1 else [training.best]
        _write_epochs(epochs, values, config.metric)
    return predictor, training, values


def _split_off_dev(
    texts: LabeledTexts, config: ClassifierConfig
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the rows to train on and those that choose the epoch; None if none choose it."""
    if texts.n_validation:
        return np.arange(texts.n_train), np.arange(texts.n_train, len(texts.labels))
    if config.model.options.patience is None or config.is_solved:
        return None
    parts = hold_out(texts.labels, config)
    if parts is None:
        raise InputError(
            f"patience: no two classes have {MIN_CLASS_SIZE} texts to hold some out "
            "(add texts, or hand validation_data to fit)"
        )
    return parts


def _tune_on_held_out(
    texts: LabeledTexts, config: ClassifierConfig, pretrained: PretrainedVectors | None
) -> tuple[TunedValues, int | None]:
    """Return the best values and epoch, or the usual values where texts are too few."""
    parts = hold_out(texts.labels, config)
    if parts is None:
        return config.untuned, None
    return select_values_and_epoch(make_training_set(texts, *parts, config, pretrained))


def _train(
    training_set: TrainingSet, values: TunedValues, stop_after: int | None
) -> tuple[Predictor, Training]:
    config = training_set.config
    choose_workers(training_set, 1)  # refuses one that does not fit
    n_epochs = 1 if config.is_solved else stop_after or config.model.options.epochs
    with progress_bar("training", n_epochs, show=config.options.verbose > 0) as advance:
        model, training = training_set.train(
            values, stop_after, watch=Watch(on_epoch=lambda epoch: advance(epoch.epoch or 1))
        )
    predictor = training_set.new_predictor(model, values)
    predictor.update_prior(training_set.examples.labels, training_set.examples.weights)
    return predictor, training


def _write_epochs(epochs: Iterable[Epoch], values: TunedValues, metric: Metric) -> None:
    for epoch in epochs:
        dev = "" if epoch.dev_score is None else f", dev {metric.title} {epoch.dev_score:.4f}"
        what = f"learning {values}, epoch {epoch.epoch}" if epoch.epoch else f"solved with {values}"
        write_line(f"{what}: loss {epoch.train_loss:.4f}{dev}")
