"""The tuned values and the number of epochs, selected on texts that are held out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import numpy as np
from joblib import cpu_count
from sklearn.model_selection import train_test_split

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.training.training_set import TrainingSet
from embedstudy.errors import DivergedError
from embedstudy.interrupts import CtrlC
from embedstudy.nn.training import Epoch, Training, Watch
from embedstudy.progress import progress_bar
from embedstudy.tuning.search_space import TunedValues

# The held-out share of a class with fewer texts could be none.
MIN_CLASS_SIZE = 10


def hold_out(labels: np.ndarray, config: ClassifierConfig) -> tuple[np.ndarray, np.ndarray] | None:
    """Hold out `validation_fraction` of the texts, stratified by class.

    Texts of classes below `MIN_CLASS_SIZE` stay among those to train on.

    Parameters
    ----------
    labels : ndarray of int32, shape (n_texts,)
        Class ids.
    config : ClassifierConfig

    Returns
    -------
    (ndarray of int64, ndarray of int64) or None
        The texts to train on and those held out, both in ascending order. None if fewer than two
        classes have enough texts.
    """
    class_sizes = np.bincount(labels)
    candidates = np.flatnonzero(class_sizes[labels] >= MIN_CLASS_SIZE)
    n_classes = int((class_sizes >= MIN_CLASS_SIZE).sum())
    size = max(n_classes, round(config.options.validation_fraction * len(candidates)))
    if n_classes < 2 or len(candidates) - size < n_classes:
        return None
    _, sample = train_test_split(
        candidates,
        test_size=size,
        stratify=labels[candidates],
        random_state=config.options.random_state % 2**32,
    )
    held_out = np.sort(sample)
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out


def select_values_and_epoch(training_set: TrainingSet) -> tuple[TunedValues, int]:
    """Return the values and the epoch with the highest accuracy on the dev texts.

    Trials run on all cores. The lowest rate wins a tie.

    Raises
    ------
    DivergedError
        If the loss is not finite at any rate.
    """
    candidates = training_set.config.candidates
    trials = _train_with_each(candidates, training_set)
    best: tuple[float, TunedValues, int] | None = None
    for values, trial in zip(candidates, trials, strict=True):
        if isinstance(trial, DivergedError):
            continue
        accuracy = trial.best.dev_accuracy or 0.0
        if best is None or accuracy > best[0]:
            best = (accuracy, values, trial.best.epoch)
    if best is None:
        raise next(trial for trial in trials if isinstance(trial, DivergedError))
    return best[1:]


def _train_with_each(
    candidates: Sequence[TunedValues], training_set: TrainingSet
) -> list[Training | DivergedError]:
    config = training_set.config
    n_epochs = len(candidates) * config.model.options.epochs
    stop, lock, n_done = Event(), Lock(), 0
    title, show = "choosing the learning rate", config.options.verbose > 0
    with progress_bar(title, n_epochs, show=show) as advance:

        def count_epoch(_: Epoch) -> None:
            nonlocal n_done
            with lock:
                n_done += 1
                advance(n_done)

        def run_trial(values: TunedValues) -> Training | DivergedError:
            try:
                return training_set.train(values, watch=Watch(stop.is_set, count_epoch))[1]
            except DivergedError as error:
                return error

        with CtrlC() as ctrl_c, ThreadPoolExecutor(min(len(candidates), cpu_count())) as workers:
            try:
                trials = [workers.submit(run_trial, values) for values in candidates]
                while unfinished := [trial for trial in trials if not trial.done()]:
                    ctrl_c.wait_for_first(unfinished)
                return [trial.result() for trial in trials]
            finally:
                stop.set()
                workers.shutdown(wait=False, cancel_futures=True)
