"""Carrying out a plan: trials, then runs; every finished run is on disk at once."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from operator import attrgetter

from joblib import cpu_count

from embedstudy.progress import write_line
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.growing_table import GrowingTable, write_at_end
from embedstudy.results.rows import RunRow, TuningRow
from embedstudy.results.verify import drop_runs
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import StudyDatasets
from embedstudy.study.execution.backend import Backend, open_threads
from embedstudy.study.execution.log import get_log
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.grid import Cell, RunSpec, list_cells
from embedstudy.study.runs.publish import has_files, publish_run
from embedstudy.study.runs.run import run
from embedstudy.study.runs.tuning import (
    TrialPlan,
    TuningResult,
    make_searches,
    make_trial_key,
    run_trial,
)
from embedstudy.tuning.joint_search import AnySearch
from embedstudy.wording import counted


class StudyInterrupted(KeyboardInterrupt):
    """A study was stopped by hand; what was finished is on disk."""


def execute(
    study: StudyDirectory,
    datasets: StudyDatasets,
    plan: SnapshotPlan,
    *,
    jobs: int | None,
    progress: bool,
    elsewhere: Backend | None = None,
) -> dict[Cell, TuningResult]:
    """Make every trial and every run of a plan that is not in the directory yet.

    Parameters
    ----------
    study : StudyDirectory
    datasets : StudyDatasets
    plan : SnapshotPlan
        Which runs keep snapshots.
    jobs : int, optional
        Threads; one for each core by default.
    progress : bool
    elsewhere : Backend, optional
        What makes the runs, if it is not threads of this process.

    Returns
    -------
    dict
        The result of the search of each cell.

    On Ctrl-C the runs in progress are dropped; those that are finished are on disk.
    """
    config = datasets.config
    planned = list_cells(config, datasets.sizes)
    searches = make_searches(config, planned, datasets.dev_sizes)
    drop_runs(study, _list_without_files(study, searches, datasets))
    lacking = _list_without_snapshots(study, searches, datasets, plan)
    if lacking and progress:
        write_line(f"{counted(len(lacking), 'run')} without snapshots: trained again, to keep them")
    drop_runs(study, lacking)
    trials = TrialPlan(searches, study.tuning, config)
    watcher = _make_watcher(study, trials, searches)
    making: AbstractContextManager[Backend] = (
        nullcontext(elsewhere) if elsewhere else open_threads(jobs or cpu_count(), datasets)
    )
    with watcher.show(progress), making as backend:
        with watcher.announce("compiling the kernels, if this is the first time"):
            backend.warm_up()
        _tune(study, trials, backend, watcher)
        results = trials.read_results()
        watcher.log_chosen({cell: result.values for cell, result in results.items()})
        specs = [
            cell.make_spec(seed, result.values)
            for cell, result in results.items()
            for seed in range(cell.seeds)
        ]
        specs = [
            replace(spec, has_snapshots=plan.keeps(spec, datasets.sources[spec.dataset]))
            for spec in specs
        ]
        _train(study, specs, datasets, backend, watcher)
    return results


def count_runs(planned: Sequence[Cell]) -> int:
    """Count the runs of some cells."""
    return sum(cell.seeds for cell in planned)


def _make_watcher(
    study: StudyDirectory, trials: TrialPlan, searches: Mapping[Cell, AnySearch]
) -> Watcher:
    """Watch what is not on disk yet; what it will be trained with is not known yet."""
    runs = _list_runs(searches)
    finished = {row.run for row in study.runs}
    planned, to_do = trials.list_planned()
    to_do += [spec for spec in runs if spec.name not in finished]
    return Watcher([*planned, *runs], to_do, log=get_log(study))


def _list_runs(searches: Mapping[Cell, AnySearch]) -> list[RunSpec]:
    """List the runs of a plan, before their values are chosen."""
    return [
        cell.make_spec(seed, search.candidates[0])
        for cell, search in searches.items()
        for seed in range(cell.seeds)
    ]


def _list_without_files(
    study: StudyDirectory, searches: Mapping[Cell, AnySearch], datasets: StudyDatasets
) -> list[str]:
    """List the runs with a result whose files are not all there."""
    with_result = {row.run for row in study.runs if row.has_result}
    return [
        spec.name
        for spec in _list_runs(searches)
        if spec.name in with_result and not has_files(study, spec, datasets)
    ]


def _list_without_snapshots(
    study: StudyDirectory,
    searches: Mapping[Cell, AnySearch],
    datasets: StudyDatasets,
    plan: SnapshotPlan,
) -> list[str]:
    """List the runs with a result that lack the snapshots that a study was asked for.

    A study that decides by itself trains nothing again for them.
    """
    if not datasets.config.study.snapshots:
        return []
    with_result = {row.run for row in study.runs if row.has_result}
    return [
        spec.name
        for spec in _list_runs(searches)
        if spec.name in with_result
        and plan.keeps(spec, datasets.sources[spec.dataset])
        and not study.has_snapshots(spec.name)
    ]


def _tune(study: StudyDirectory, trials: TrialPlan, backend: Backend, watcher: Watcher) -> None:
    """Make the trials that are not on disk yet, and those that follow from them."""
    rows = GrowingTable(study, TuningRow, study.tuning, make_trial_key, trials)
    with write_at_end(rows):
        for spec, row in backend.as_finished(run_trial, trials.pop_waiting(), watcher):
            rows.add(row)
            trials.add(row)
            watcher.log_finished(spec, row)
    planned, known = trials.list_planned()[0], list(trials)
    watcher.end_tuning(len(planned) - len(known))  # where nothing was left to try


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
