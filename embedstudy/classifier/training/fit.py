"""From labelled texts to a trained model: hold texts out, tune on them, train."""

from collections.abc import Iterable

import numpy as np

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.inference.predictor import Predictor
from embedstudy.classifier.inference.pretrained import PretrainedVectors
from embedstudy.classifier.training.model_selection import (
    MIN_CLASS_SIZE,
    hold_out,
    select_rate_and_epoch,
)
from embedstudy.classifier.training.training_set import LabeledTexts, TrainingSet, make_training_set
from embedstudy.errors import InputError
from embedstudy.nn.compile import warm_up
from embedstudy.nn.training import Epoch, Training, Watch
from embedstudy.progress import progress_bar, write_line


def fit(
    texts: LabeledTexts, config: ClassifierConfig, pretrained: PretrainedVectors | None
) -> tuple[Predictor, Training, float]:
    """Tune the learning rate if it is "auto", and train.

    Returns
    -------
    predictor : Predictor
    training : Training
    learning_rate : float

    Raises
    ------
    InputError
        If there are too few texts for a batch or for `patience`.
    DivergedError
        If the loss is not finite; at every learning rate, if the rate is tuned.
    """
    size = config.model.options.batch_size
    if size > texts.n_train:
        raise InputError(f"batch_size is {size}, more than the {texts.n_train} texts to train on")
    warm_up(config.model, show=config.options.verbose > 0)
    rate, stop_after = config.learning_rate, None
    parts = _split_off_dev(texts, config)
    if parts is not None:
        training_set = make_training_set(texts, *parts, config, pretrained)
        if rate is None:
            rate, _ = select_rate_and_epoch(training_set)
    else:
        if rate is None:
            rate, stop_after = _tune_on_held_out(texts, config, pretrained)
        every_row = np.arange(texts.n_train)
        training_set = make_training_set(texts, every_row, None, config, pretrained)
    predictor, training = _train(training_set, rate, stop_after)
    if config.options.verbose:
        _write_epochs(training.epochs if config.options.verbose > 1 else [training.best], rate)
    return predictor, training, rate


def _split_off_dev(
    texts: LabeledTexts, config: ClassifierConfig
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the rows to train on and those that choose the epoch; None if none choose it."""
    if texts.n_validation:
        return np.arange(texts.n_train), np.arange(texts.n_train, len(texts.labels))
    if config.model.options.patience is None:
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
) -> tuple[float, int | None]:
    """Return the best learning rate and epoch, or a middle rate where texts are too few."""
    parts = hold_out(texts.labels, config)
    if parts is None:
        return config.untuned_rate, None
    return select_rate_and_epoch(make_training_set(texts, *parts, config, pretrained))


def _train(
    training_set: TrainingSet, rate: float, stop_after: int | None
) -> tuple[Predictor, Training]:
    config = training_set.config
    n_epochs = stop_after or config.model.options.epochs
    with progress_bar("training", n_epochs, show=config.options.verbose > 0) as advance:
        model, training = training_set.train(
            rate, stop_after, watch=Watch(on_epoch=lambda epoch: advance(epoch.epoch))
        )
    predictor = training_set.new_predictor(model)
    predictor.update_prior(training_set.examples.labels, training_set.examples.weights)
    return predictor, training


def _write_epochs(epochs: Iterable[Epoch], rate: float) -> None:
    for epoch in epochs:
        dev = "" if epoch.dev_accuracy is None else f", dev accuracy {epoch.dev_accuracy:.4f}"
        line = f"learning rate {rate:g}, epoch {epoch.epoch}: loss {epoch.train_loss:.4f}{dev}"
        write_line(line)
