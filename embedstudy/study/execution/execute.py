"""Carrying out a plan: trials, then runs; every finished run is on disk at once."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from operator import attrgetter

from joblib import cpu_count

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.growing_table import GrowingTable, write_at_end
from embedstudy.results.rows import RunRow, TuningRow
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.study.execution.backend import Backend, open_threads
from embedstudy.study.execution.log import get_log
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import Cell, RunSpec, list_cells, values_to_try
from embedstudy.study.runs.publish import publish_run
from embedstudy.study.runs.run import run
from embedstudy.study.runs.tuning import (
    choose_values,
    group_by_cell,
    list_trials,
    make_trial_key,
    run_trial,
)
from embedstudy.tuning.search_space import TunedValues


class StudyInterrupted(KeyboardInterrupt):
    """A study was stopped by hand; what was finished is on disk."""


def execute(
    study: StudyDirectory,
    config: StudyConfig,
    datasets: StudyDatasets,
    *,
    jobs: int | None,
    progress: bool,
    elsewhere: Backend | None = None,
) -> dict[Cell, TunedValues]:
    """Make every trial and every run of a plan that is not in the directory yet.

    Parameters
    ----------
    study : StudyDirectory
    config : StudyConfig
    datasets : StudyDatasets
    jobs : int, optional
        Threads; one for each core by default.
    progress : bool
    elsewhere : Backend, optional
        What makes the runs, if it is not threads of this process.

    Returns
    -------
    dict
        What was chosen for each cell.

    On Ctrl-C the runs in progress are dropped; those that are finished are on disk.
    """
    planned = list_cells(config, datasets.sizes)
    wanted = list_trials(config, planned)
    watcher = _make_watcher(study, wanted, planned, config)
    making: AbstractContextManager[Backend] = (
        nullcontext(elsewhere) if elsewhere else open_threads(jobs or cpu_count(), datasets)
    )
    with watcher.show(progress), making as backend:
        with watcher.announce("compiling the kernels, if this is the first time"):
            backend.warm_up()
        _tune(study, wanted, backend, watcher)
        tuned = group_by_cell(study.tuning)  # as on disk, so that a resumed study chooses the same
        choices = {cell: choose_values(cell, tuned[cell.names], config) for cell in planned}
        watcher.log_chosen(choices)
        specs = [
            cell.make_spec(seed, c) for cell, c in choices.items() for seed in range(cell.seeds)
        ]
        _train(study, specs, datasets, backend, watcher)
    return choices


def count_runs(planned: Sequence[Cell]) -> int:
    """Count the runs of some cells."""
    return sum(cell.seeds for cell in planned)


def _make_watcher(
    study: StudyDirectory, wanted: Sequence[RunSpec], planned: Sequence[Cell], config: StudyConfig
) -> Watcher:
    """Watch what is not on disk yet; what it will be trained with is not known yet."""
    runs = [
        cell.make_spec(seed, values_to_try(cell, config)[0])
        for cell in planned
        for seed in range(cell.seeds)
    ]
    tried, finished = {make_trial_key(row) for row in study.tuning}, {row.run for row in study.runs}
    to_do = [spec for spec in wanted if make_trial_key(spec) not in tried]
    to_do += [spec for spec in runs if spec.name not in finished]
    return Watcher([*wanted, *runs], to_do, log=get_log(study))


def _tune(
    study: StudyDirectory, wanted: Sequence[RunSpec], backend: Backend, watcher: Watcher
) -> None:
    """Make the trials that are not on disk yet."""
    order = [make_trial_key(spec) for spec in wanted]
    rows = GrowingTable(study, TuningRow, study.tuning, make_trial_key, order)
    missing = [spec for spec, key in zip(wanted, order, strict=True) if key not in rows]
    with write_at_end(rows):
        for spec, row in backend.as_finished(run_trial, _group_by_sample(missing), watcher):
            rows.add(row)
            watcher.log_finished(spec, row)


def _train(
    study: StudyDirectory,
    specs: Sequence[RunSpec],
    datasets: StudyDatasets,
    backend: Backend,
    watcher: Watcher,
) -> None:
    """Make the runs that are not on disk yet."""
    order = [spec.name for spec in specs]
    rows = GrowingTable(study, RunRow, study.runs, attrgetter("run"), order)
    missing = [spec for spec in specs if spec.name not in rows]
    with write_at_end(rows):
        for spec, outcome in backend.as_finished(run, _group_by_sample(missing), watcher):
            row = publish_run(study, spec, outcome, datasets)
            rows.add(row)
            watcher.log_finished(spec, row)


def _group_by_sample(specs: Sequence[RunSpec]) -> list[RunSpec]:
    """Put runs on one sample of the training texts next to each other."""
    places = {cell: place for place, cell in enumerate(dict.fromkeys(map(_find_part, specs)))}
    return sorted(specs, key=lambda spec: (places[_find_part(spec)], spec.seed))


def _find_part(spec: RunSpec) -> tuple[str, int, int | None]:
    return spec.dataset, spec.train_size, spec.fold
