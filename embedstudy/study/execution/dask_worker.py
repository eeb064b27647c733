"""Trials and runs in a process of a cluster, which prepares the data once, by itself."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from embedstudy.errors import EmbedstudyError
from embedstudy.nn.compile import warm_up
from embedstudy.parallel import limit_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.study.data.compute_once import Once
from embedstudy.study.data.snapshot_plan import publishes_space
from embedstudy.study.data.study_datasets import StudyDatasets, open_datasets
from embedstudy.study.execution.backend import ClusterError, Work
from embedstudy.study.execution.dask_job import DaskJob, list_versions
from embedstudy.study.execution.metadata import make_identity
from embedstudy.study.plan.config import StudyConfig, configure
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.plan.source_names import is_trained
from embedstudy.study.runs.run import RunResult, run
from embedstudy.study.runs.tuning import run_trial

# The work of a worker by name: no code is sent.
WORK: Mapping[str, Work] = {"trial": run_trial, "run": run}

# By the JSON of their jobs; of the study before, only until another begins.
_datasets = Once[str, StudyDatasets](1)


def run_job(work: str, spec: Mapping[str, Any], job: str, where: str = "") -> Any:
    """Make a trial or a run in this process.

    Parameters
    ----------
    work : {"trial", "run"}
    spec : dict
        What `RunSpec.to_json` returns.
    job : str
        What `DaskJob.to_json` returns.
    where : str
        The name of this process in errors.

    Returns
    -------
    TuningRow, RunResult or DivergedError
        Without what would not be published.

    Raises
    ------
    ClusterError
        If the data of the study cannot be prepared here, or are not those of the study.
    """
    datasets = _datasets.get(job, lambda: _prepare(job, where))
    # For good: a thread that set back the number would give another thread more of them.
    limit_threads("blas")
    run_spec = RunSpec.from_json(spec)
    return _drop_unpublished(
        run_spec, WORK[work](run_spec, datasets.materials_for(run_spec)), datasets
    )


def prepare_datasets(job: DaskJob) -> StudyDatasets:
    """Prepare the data of a study again, in another process or on another machine.

    Raises
    ------
    ClusterError
        If they are not those of the study.
    EmbedstudyError
        If they cannot be found or read.
    """
    request = StudyRequest.from_json(job.request)
    config = configure(request.dataset_names, request.options)
    here = list_versions(request.tokenizer)
    for name, expected in job.versions.items():
        if here[name] != expected:
            raise ClusterError(f"has {name} {here[name]}, where the study has {expected}")
    corpora = request.load_corpora(progress=False)
    for name, corpus in zip(config.datasets, corpora, strict=True):
        _check(f"data set {name!r}", corpus.sha256, job.identity["dataset_sha256"][name])
    datasets, _ = open_datasets(
        corpora,
        request.vectors,
        config,
        request.tokenizer,
        resumed=_open_vectors_study(job, config),
        progress=False,
    )
    identity = make_identity(config, datasets)
    for name, expected in job.identity.get("tokenizer_sha256", {}).items():
        _check(f"tokenizer of {name!r}", identity["tokenizer_sha256"][name], expected)
    hashes_here = identity["vectors_sha256"]
    for name, tables in job.identity["vectors_sha256"].items():
        for table, hashes in tables.items():
            for here_is, expected in zip(hashes_here[name][table], hashes, strict=True):
                _check(f"vectors {table!r}", here_is, expected)
    return datasets


def _prepare(job: str, where: str) -> StudyDatasets:
    """Prepare the data of a study, and compile the kernels of its models."""
    try:
        datasets = prepare_datasets(DaskJob.from_json(job))
    except (EmbedstudyError, OSError) as error:
        raise ClusterError(f"worker {where}: {error}") from None
    for model_config in datasets.config.model_configs:
        warm_up(model_config, is_solved=datasets.config.solves(model_config))
    return datasets


def _check(what: str, here: str, wanted: str) -> None:
    if here != wanted:
        raise ClusterError(
            f"{what} is not the study's: its hash is {here[:16]} there and {wanted[:16]} here"
        )


def _open_vectors_study(job: DaskJob, config: StudyConfig) -> StudyDirectory | None:
    """Open the study for the vectors that it trained itself, if it did."""
    if not any(map(is_trained, config.study.vectors)):
        return None
    try:
        study = StudyDirectory(Path(job.study))
        missing = [name for name in job.trained if study.trained(name) is None]
    except EmbedstudyError:
        missing = list(job.trained)
    if missing:
        raise ClusterError(
            f"no vectors {missing[0]!r} in {job.study}; study directories that hold trained "
            "vectors must be where workers can read them, at the same path"
        )
    return study


def _drop_unpublished(spec: RunSpec, result: Any, datasets: StudyDatasets) -> Any:
    """Leave out the matrices that would only be sent to be thrown away."""
    if not isinstance(result, RunResult) or result.space is None:
        return result
    if publishes_space(spec, datasets.sources[spec.dataset]):
        return result
    return replace(result, space=None)


def run_on_worker(work: str, spec: Mapping[str, Any], job: str) -> Any:
    """Do what `run_job` does, in a worker of Dask."""
    from distributed import get_worker

    return run_job(work, spec, job, get_worker().address)
