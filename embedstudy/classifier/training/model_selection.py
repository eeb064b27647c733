"""The learning rate and the number of epochs, chosen on texts that are held out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import numpy as np
from joblib import cpu_count
from sklearn.model_selection import train_test_split

from embedstudy.classifier.config import Settings
from embedstudy.classifier.training.training_set import TrainingSet
from embedstudy.errors import DivergedError
from embedstudy.interrupts import CtrlC
from embedstudy.nn.training import Training
from embedstudy.progress import progress_bar

# A part of a class with fewer texts could be none.
RARE = 10


def parted(labels: np.ndarray, settings: Settings) -> tuple[np.ndarray, np.ndarray] | None:
    """Hold a part of the texts out, of each class in proportion; classes with few texts stay.

    None if not two classes have enough of them.
    """
    counts = np.bincount(labels)
    plenty = np.flatnonzero(counts[labels] >= RARE)
    n_classes = int((counts >= RARE).sum())
    size = max(n_classes, round(settings.validation_fraction * len(plenty)))
    if n_classes < 2 or len(plenty) - size < n_classes:
        return None
    _, chosen = train_test_split(
        plenty, test_size=size, stratify=labels[plenty], random_state=settings.seeds.seed % 2**32
    )
    held_out = np.sort(chosen)
    return np.setdiff1d(np.arange(len(labels)), held_out), held_out


def choose(task: TrainingSet) -> tuple[float, int]:
    """Return the learning rate and the epoch that do best on the texts held out.

    Trials are independent, and run on all cores; of rates that tie the lowest is taken.
    """
    rates, epochs = task.settings.rates, task.settings.model_config.options.epochs
    stop, lock, done = Event(), Lock(), 0
    with progress_bar(
        "choosing the learning rate", len(rates) * epochs, show=task.settings.verbose > 0
    ) as advance:

        def watch() -> bool:
            nonlocal done
            with lock:
                advance(done)
                done += 1
            return stop.is_set()

        def trial(rate: float) -> Training | DivergedError:
            try:
                return task.train(rate, None, watch)[1]
            except DivergedError as error:
                return error

        with CtrlC() as ctrl_c, ThreadPoolExecutor(min(len(rates), cpu_count())) as workers:
            try:
                trials = [workers.submit(trial, rate) for rate in rates]
                while unfinished := [each for each in trials if not each.done()]:
                    ctrl_c.first_finished(unfinished)
                results = [each.result() for each in trials]
            finally:
                stop.set()
                workers.shutdown(wait=False, cancel_futures=True)
    best: tuple[float, float, int] | None = None
    for rate, result in zip(rates, results, strict=True):
        if isinstance(result, DivergedError):
            continue
        accuracy = result.best.dev_accuracy or 0.0
        if best is None or accuracy > best[0]:
            best = (accuracy, rate, result.best.epoch)
    if best is None:
        raise next(result for result in results if isinstance(result, DivergedError))
    return best[1:]
