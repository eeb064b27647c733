"""Trials and runs in a process of a cluster, which makes their materials once, by itself."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from embedstudy.datasets.catalog import load_with
from embedstudy.errors import EmbedstudyError
from embedstudy.nn.compile import warm_up
from embedstudy.results.directory import StudyDirectory
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.compute_once import Once
from embedstudy.study.data.study_datasets import StudyDatasets, open_supply
from embedstudy.study.data.trained_vectors import trains
from embedstudy.study.execution.backend import ClusterError, Work
from embedstudy.study.execution.dask_job import DaskJob, versions_here
from embedstudy.study.execution.metadata import identity
from embedstudy.study.plan.config import RunSpec
from embedstudy.study.runs.publish import publishes_space
from embedstudy.study.runs.run import RunResult, run
from embedstudy.study.runs.tuning import run_trial
from embedstudy.text.tokenizers import TOKENIZERS

# What a worker can be asked for, by name: code is not sent.
WORK: Mapping[str, Work] = {"trial": run_trial, "run": run}

# By the JSON of their orders; of the study before, only until another begins.
_supplies = Once[str, StudyDatasets](1)


def made(work: str, spec: Mapping[str, Any], order: str, where: str = "") -> Any:
    """Make a trial or a run here.

    Parameters
    ----------
    work : {"trial", "run"}
    spec : dict
        Of the run, as JSON has it.
    order : str
        The JSON of an `DaskJob`.
    where : str
        What to call this process in errors.

    Returns
    -------
    TuningRow, Outcome or DivergedError
        Without what would not be published.

    Raises
    ------
    ClusterError
        If the materials of the study cannot be made here, or are not those of the study.
    """
    supply = _supplies.get(order, lambda: _first(order, where))
    # For good: were a thread to set back what it found, another would go on with more of them.
    threadpool_limits(1, user_api="blas")
    asked = RunSpec.from_json(dict(spec))
    return _published(asked, WORK[work](asked, supply.materials(asked)), supply)


def supply_for(order: DaskJob) -> StudyDatasets:
    """Make the materials of a study anew, in another process or on another machine.

    Raises
    ------
    ClusterError
        If they are not those of the study.
    EmbedstudyError
        If they cannot be found or read.
    """
    config = order.config
    tokenizer = TOKENIZERS[config.tokenizer]
    here = versions_here(tokenizer)
    for name, wanted in order.versions.items():
        if here[name] != wanted:
            raise ClusterError(f"has {name} {here[name]}, where the study has {wanted}")
    corpora = [load_with(each, order.options, progress=False) for each in order.datasets]
    for name, corpus in zip(config.datasets, corpora, strict=True):
        _check(f"data set {name!r}", corpus.sha256, order.identity["dataset_sha256"][name])
    supply, _ = open_supply(
        corpora,
        [order.tables.get(name, name) for name in config.vectors],
        config,
        tokenizer,
        resumed=_study_with_vectors(order),
        progress=False,
    )
    found = identity(config, supply)["vectors_sha256"]
    for name, tables in order.identity["vectors_sha256"].items():
        for table, hashes in tables.items():
            for here_is, wanted in zip(found[name][table], hashes, strict=True):
                _check(f"vectors {table!r}", here_is, wanted)
    return supply


def _first(order: str, where: str) -> StudyDatasets:
    """Make the materials, and compile what is trained with them."""
    asked = DaskJob.from_json(order)
    try:
        supply = supply_for(asked)
    except (EmbedstudyError, OSError) as error:
        raise ClusterError(f"worker {where}: {error}") from None
    for model_config in asked.config.model_configs:
        warm_up(model_config)
    return supply


def _check(what: str, here: str, wanted: str) -> None:
    if here != wanted:
        raise ClusterError(
            f"{what} is not the study's: its hash is {here[:16]} there and {wanted[:16]} here"
        )


def _study_with_vectors(order: DaskJob) -> StudyDirectory | None:
    """Open the study for the vectors that it trained itself, if it did."""
    if not any(map(trains, order.config.vectors)):
        return None
    try:
        study = StudyDirectory(Path(order.study))
        missing = [name for name in order.trained if study.trained(name) is None]
    except EmbedstudyError:
        missing = list(order.trained)
    if missing:
        raise ClusterError(
            f"no vectors {missing[0]!r} in {order.study}; study directories that hold trained "
            "vectors must be where workers can read them, at the same path"
        )
    return study


def _published(spec: RunSpec, made: Any, supply: StudyDatasets) -> Any:
    """Leave out the matrices that would only be sent to be thrown away."""
    if not isinstance(made, RunResult) or made.space is None:
        return made
    if not publishes_space(spec, supply.sources[spec.dataset]):
        return replace(made, space=None)
    if STRATEGIES[spec.strategy].learns:
        return made
    return replace(made, space=replace(made.space, initial=made.space.initial[:0]))


def on_worker(work: str, spec: Mapping[str, Any], order: str) -> Any:
    """Do what `made` does, in a worker of Dask."""
    from distributed import get_worker

    return made(work, spec, order, get_worker().address)
