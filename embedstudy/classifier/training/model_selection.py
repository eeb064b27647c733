"""The tuned values and the number of epochs, selected on texts that are held out."""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Lock

import numpy as np
from sklearn.model_selection import train_test_split

from embedstudy.classifier.config import ClassifierConfig
from embedstudy.classifier.training.training_set import TrainingSet
from embedstudy.classifier.training.workers import choose_workers
from embedstudy.errors import DivergedError, EmbedstudyWarning
from embedstudy.interrupts import CtrlC
from embedstudy.nn.training import Epoch, Training, Watch
from embedstudy.progress import progress_bar
from embedstudy.tuning.search import Score, Search, Trial
from embedstudy.tuning.values import TunedValues

Outcomes = dict[Trial, Training | DivergedError]
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
    n_left_out = int((class_sizes > 0).sum()) - n_classes
    if config.metric.weighs_classes and n_left_out:
        message = (
            f"{n_left_out} of {n_classes + n_left_out} classes have fewer than {MIN_CLASS_SIZE} "
            f"texts, too few to hold some out: {config.metric.title} chooses without these classes "
            "(hand validation_data to fit)"
        )
        warnings.warn(message, EmbedstudyWarning, stacklevel=5)
    held_out = np.sort(sample)
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out


def select_values_and_epoch(training_set: TrainingSet) -> tuple[TunedValues, int]:
    """Return the values that the search chooses on the dev texts, and the epoch to stop after.

    Trials run on all cores. The gentlest values win a tie.

    Raises
    ------
    DivergedError
        If the loss is not finite with any values.
    """
    assert training_set.dev is not None  # noqa: S101 - those that choose
    search = replace(training_set.config.search, margin=0.5 / len(training_set.dev))
    if search.is_needed:
        outcomes = _run_search(search, training_set)
    else:
        outcomes = _train_with_each([Trial(search.candidates[0], 1)], training_set)
    by_key = {trial.key: outcome for trial, outcome in outcomes.items()}
    sign = training_set.config.metric.sign
    chosen = search.choose({key: _score(outcome, sign) for key, outcome in by_key.items()})
    n_epochs = search.epochs if search.is_needed else None
    training = by_key.get(Trial(replace(chosen, epochs=n_epochs), 1).key)
    if not isinstance(training, Training):  # all of the last rung diverged
        raise next(error for error in by_key.values() if isinstance(error, DivergedError))
    return chosen, _choose_epoch(training, len(training_set.dev), sign)


def _choose_epoch(training: Training, n_dev: int, sign: int) -> int:
    """Return the last epoch that is within one text of the best.

    Early in a training, accuracy jumps from epoch to epoch, and with few texts held out the best of
    these may be luck that training on all texts does not repeat.
    """
    best = sign * (training.best.dev_score or 0.0)
    scores = {epoch.epoch: sign * (epoch.dev_score or 0.0) for epoch in training.epochs}
    return max(epoch for epoch, score in scores.items() if score > best - 1.5 / n_dev)


def _score(outcome: Training | DivergedError, sign: int) -> Score | None:
    if isinstance(outcome, DivergedError):
        return None
    return Score(not outcome.instability, sign * (outcome.best.dev_score or 0.0))


def _run_search(search: Search, training_set: TrainingSet) -> Outcomes:
    outcomes = Outcomes()
    n_epochs = sum(trial.values.epochs or 1 for trial in search.fill_up([]))
    title = "choosing C" if training_set.config.is_solved else "choosing rate and scale"
    show, sign = training_set.config.options.verbose > 0, training_set.config.metric.sign
    with progress_bar(title, n_epochs, show=show) as advance:
        while True:
            scores = {trial.key: _score(outcome, sign) for trial, outcome in outcomes.items()}
            missing = [trial for trial in search.list_trials(scores) if trial not in outcomes]
            if not missing:
                return outcomes
            n_before = sum(trial.values.epochs or 1 for trial in outcomes)
            outcomes |= _train_with_each(missing, training_set, advance, n_before)


def _train_with_each(
    trials: Sequence[Trial],
    training_set: TrainingSet,
    advance: Callable[[int], object] = lambda _: None,
    n_before: int = 0,
) -> Outcomes:
    """Train with the values of some trials; `advance` takes how many epochs are done."""
    stop, lock, n_done = Event(), Lock(), n_before

    def count_epoch(_: Epoch) -> None:
        nonlocal n_done
        with lock:
            n_done += 1
            advance(n_done)

    def run_trial(trial: Trial) -> Training | DivergedError:
        try:
            return training_set.train(trial.values, watch=Watch(stop.is_set, count_epoch))[1]
        except DivergedError as error:
            return error

    n_workers = choose_workers(training_set, len(trials))
    with CtrlC() as ctrl_c, ThreadPoolExecutor(n_workers) as workers:
        try:
            futures = [workers.submit(run_trial, trial) for trial in trials]
            while unfinished := [future for future in futures if not future.done()]:
                ctrl_c.wait_for_first(unfinished)
            return {t: future.result() for t, future in zip(trials, futures, strict=True)}
        finally:
            stop.set()
            workers.shutdown(wait=False, cancel_futures=True)
