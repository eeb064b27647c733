"""From encoded texts and labels to a trained model: what is held out, chosen and trained."""

import sys

import numpy as np

from embedstudy.classifier.config import Settings
from embedstudy.classifier.inference.predictor import FittedModel
from embedstudy.classifier.inference.pretrained import Pretrained
from embedstudy.classifier.training.model_selection import RARE, choose, parted
from embedstudy.classifier.training.training_set import Data, TrainingSet
from embedstudy.errors import InputError
from embedstudy.nn.compile import warm_up
from embedstudy.nn.training import Training
from embedstudy.progress import progress_bar


def fit(
    data: Data, settings: Settings, pretrained: Pretrained | None
) -> tuple[FittedModel, Training, float]:
    """Choose what is to be chosen, and train.

    Returns
    -------
    fitted : FittedModel
    training : Training
    learning_rate : float

    Raises
    ------
    InputError
        If there are too few texts for what is asked.
    DivergedError
        If the loss is not finite; at every learning rate, if it was to be chosen.
    """
    every = np.arange(data.n_train)
    size = settings.model_config.options.batch_size
    if size > data.n_train:
        raise InputError(f"batch_size is {size}, more than the {data.n_train} texts to train on")
    warm_up(settings.model_config, show=settings.verbose > 0)
    rate, stop_after = settings.learning_rate, None
    held_out = _held_out(data, settings)
    if held_out is not None:
        task = TrainingSet.of(data, *held_out, settings, pretrained)
        if rate is None:
            rate, _ = choose(task)
    else:
        if rate is None:
            parts = parted(data.labels[: data.n_train], settings)
            if parts is None:
                rate = settings.usual_rate
            else:
                rate, stop_after = choose(TrainingSet.of(data, *parts, settings, pretrained))
        task = TrainingSet.of(data, every, None, settings, pretrained)
    epochs = stop_after or settings.model_config.options.epochs
    with progress_bar("training", epochs, show=settings.verbose > 0) as advance:
        done = -1

        def watch() -> bool:
            nonlocal done
            done += 1
            advance(done)
            return False

        model, training = task.train(rate, stop_after, watch)
    fitted = FittedModel(model, task.reader, task.pretrained, np.zeros(data.n_classes))
    fitted.count(task.labels, task.weights)
    if settings.verbose:
        _say(training, rate, each=settings.verbose > 1)
    return fitted, training, rate


def _say(training: Training, rate: float, *, each: bool) -> None:
    """Say on stderr what a training came to, and each of its epochs if asked."""
    for epoch in training.epochs if each else [training.best]:
        dev = "" if epoch.dev_accuracy is None else f", dev accuracy {epoch.dev_accuracy:.4f}"
        said = f"learning rate {rate:g}, epoch {epoch.epoch}: loss {epoch.train_loss:.4f}{dev}"
        print(said, file=sys.stderr)  # noqa: T201


def _held_out(data: Data, settings: Settings) -> tuple[np.ndarray, np.ndarray] | None:
    """Say which texts are trained on and which are never, if some are to choose the epoch."""
    if len(data.labels) > data.n_train:
        return np.arange(data.n_train), np.arange(data.n_train, len(data.labels))
    if settings.model_config.options.patience is None:
        return None
    parts = parted(data.labels, settings)
    if parts is None:
        raise InputError(
            f"patience: no two classes have {RARE} texts to hold some out "
            "(add texts, or hand validation_data to fit)"
        )
    return parts
