"""Carrying out a plan: trials, then runs, on threads; every finished run is on disk at once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import numpy as np
from joblib import cpu_count

from embedstudy.errors import DivergedError
from embedstudy.nn.strategies import STRATEGIES
from embedstudy.nn.warm_up import warm_up
from embedstudy.progress import Advance, progress_bar
from embedstudy.study.directory import Predictions, Study
from embedstudy.study.materials import Materials
from embedstudy.study.plan import TUNING_SEEDS, Cell, RunSpec, StudyConfig, cells
from embedstudy.study.rows import RunRow, TuningRow
from embedstudy.study.run import Outcome, run
from embedstudy.study.tuning import chosen_rate, run_trial, trial_key, trials

Result = TypeVar("Result")


class StudyInterrupted(KeyboardInterrupt):
    """A study was stopped by hand; what was finished is on disk."""


def execute(
    study: Study,
    config: StudyConfig,
    materials: Sequence[Materials],
    *,
    jobs: int | None,
    progress: bool,
) -> dict[Cell, float]:
    """Make every trial and every run of a plan that is not in the directory yet.

    Parameters
    ----------
    study : Study
    config : StudyConfig
    materials : sequence of Materials
        One for each fold, or one alone.
    jobs : int, optional
        Threads; one for each core by default.
    progress : bool

    Returns
    -------
    dict
        The learning rate that was chosen for each cell.

    On Ctrl-C the runs in progress are dropped; those that are finished are on disk.
    """
    planned_cells = cells(config, train_size(materials))
    wanted = trials(config, planned_cells)
    n_runs = len(planned_cells) * config.seeds
    with (
        progress_bar("training", len(wanted) + n_runs, show=progress) as advance,
        _workers(jobs or cpu_count()) as workers,
    ):
        advance(0, "compiling the kernels, if this is the first time")
        for recipe in config.recipes:
            warm_up(recipe)
        counter = _Counter(advance)
        _tune(study, wanted, materials, workers, counter)
        tuned = study.tuning  # as it is on disk, so that a resumed study chooses the same
        rates = {cell: chosen_rate(cell, tuned, config) for cell in planned_cells}
        specs = [
            cell.spec(seed, rate) for cell, rate in rates.items() for seed in range(config.seeds)
        ]
        _train(study, specs, materials, workers, counter)
    return rates


def _tune(
    study: Study,
    wanted: Sequence[RunSpec],
    materials: Sequence[Materials],
    workers: "_Workers",
    counter: "_Counter",
) -> None:
    """Make the trials that are not on disk yet."""
    rows = {trial_key(row): row for row in study.tuning}
    missing = [spec for spec in wanted if trial_key(spec) not in rows]
    counter.skip(len(wanted) - len(missing))
    for spec, row in workers.as_finished(
        missing, lambda s: run_trial(s, _of(s, materials), workers.stopping), counter
    ):
        rows[trial_key(spec)] = row
        study.write_rows(TuningRow, [rows[k] for k in map(trial_key, wanted) if k in rows])


def _train(
    study: Study,
    specs: Sequence[RunSpec],
    materials: Sequence[Materials],
    workers: "_Workers",
    counter: "_Counter",
) -> None:
    """Make the runs that are not on disk yet."""
    rows = {row.run: row for row in study.runs}
    missing = [spec for spec in specs if spec.name not in rows]
    counter.skip(len(specs) - len(missing))
    for spec, outcome in workers.as_finished(
        missing, lambda s: run(s, _of(s, materials), workers.stopping), counter
    ):
        rows[spec.name] = _keep(study, spec, outcome, _of(spec, materials))
        study.write_rows(RunRow, [rows[s.name] for s in specs if s.name in rows])


def train_size(materials: Sequence[Materials]) -> int:
    """Return the texts to train on; those of the smallest fold, where folds differ by one."""
    return min(each.train_size for each in materials)


def _of(spec: RunSpec, materials: Sequence[Materials]) -> Materials:
    return materials[spec.fold or 0]


def _keep(
    study: Study, spec: RunSpec, outcome: Outcome | DivergedError, materials: Materials
) -> RunRow:
    """Publish the files of a run and return its row."""
    row = RunRow(
        run=spec.name,
        dataset=spec.dataset,
        vectors=spec.vectors,
        strategy=spec.strategy,
        encoder=spec.encoder,
        train_size=spec.train_size,
        fold=spec.fold,
        seed=spec.seed,
        lr=spec.learning_rate,
        epochs=None,
        dev_accuracy=None,
        test_accuracy=None,
        test_macro_f1=None,
        train_loss=None,
        seconds=None,
        tokens_per_second=None,
        status="diverged",
        note="",
    )
    if isinstance(outcome, DivergedError):
        return replace(row, note=str(outcome))
    if not spec.fold:  # the spaces of one fold are enough to look into, and much to store
        _keep_space(study, spec, outcome, materials)
    test, classes = materials.corpus.test, np.array(materials.corpus.classes, dtype=object)
    study.write_predictions(
        spec.name,
        Predictions(test.rows, classes[test.label_ids], classes[outcome.predicted]),
    )
    training = outcome.training
    return replace(
        row,
        epochs=training.best.epoch,
        dev_accuracy=training.best.dev_accuracy,
        test_accuracy=outcome.test_accuracy,
        test_macro_f1=outcome.test_macro_f1,
        train_loss=training.best.train_loss,
        seconds=training.seconds,
        tokens_per_second=training.tokens / training.seconds,
        status="ok",
    )


def _keep_space(study: Study, spec: RunSpec, outcome: Outcome, materials: Materials) -> None:
    matrices = {"vectors": outcome.final}
    if STRATEGIES[spec.strategy].learns:
        matrices["initial"] = outcome.initial
    meta = {
        **spec.as_json(),
        "words": len(outcome.final),
        "dim": outcome.final.shape[1],
        "without_vector": outcome.without_vector.tolist(),
    }
    study.write_space(spec.name, materials.vocabulary.words, matrices, meta)


class _Counter:
    """Tells a progress bar how much is done and what is running."""

    def __init__(self, advance: Advance) -> None:
        self._advance, self._lock = advance, threading.Lock()
        self._done, self._running = 0, list[str]()

    def skip(self, count: int) -> None:
        with self._lock:
            self._done += count
            self._advance(self._done, " | ".join(self._running))

    @contextmanager
    def running(self, spec: RunSpec) -> Iterator[None]:
        fold = "" if spec.fold is None else f", fold {spec.fold + 1}"
        rate = f"{spec.strategy}{fold}, rate {spec.learning_rate:g}"
        label = f"tuning {rate}" if spec.seed in TUNING_SEEDS else f"{rate}, seed {spec.seed}"
        with self._lock:
            self._running.append(label)
        self.skip(0)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(label)
            self.skip(1)


class _Workers:
    """Threads that make runs. The kernels release the interpreter's lock, so they run at once."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool, self._stop = pool, threading.Event()

    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def _submit(
        self, specs: Sequence[RunSpec], work: Callable[[RunSpec], Result], counter: _Counter
    ) -> dict[Future[Result], RunSpec]:
        def one(spec: RunSpec) -> Result:
            with counter.running(spec):
                return work(spec)

        return {self._pool.submit(one, spec): spec for spec in specs}

    def as_finished(
        self, specs: Sequence[RunSpec], work: Callable[[RunSpec], Result], counter: _Counter
    ) -> Iterator[tuple[RunSpec, Result]]:
        futures = self._submit(specs, work, counter)
        for future in as_completed(futures):
            yield futures.pop(future), future.result()


@contextmanager
def _workers(jobs: int) -> Iterator[_Workers]:
    workers = _Workers(ThreadPoolExecutor(jobs, thread_name_prefix="run"))
    try:
        yield workers
    finally:
        workers.stop()
