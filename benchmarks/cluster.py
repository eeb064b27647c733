"""Seconds that studies take on the workers of a Dask scheduler and on threads.

    python benchmarks/cluster.py        (or: --seeds 3 --tasks 100)

The default study of rotten-tomatoes is made on one and two threads and on two workers with one
thread each, all on this machine. A second table has the cost that a cluster adds to a run. It
times a task that does almost nothing, the embedding that comes back, and the process that
publishes the runs. A third table times a row in tables of several lengths. docs/cluster.md works
out a large study from these.
"""

import argparse
import os
import statistics
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from time import perf_counter
from typing import Any

from distributed.deploy.subprocess import SubprocessCluster
from rich.console import Console
from rich.table import Table

import embedstudy
from embedstudy.errors import EmbedstudyWarning
from embedstudy.notebook import Study
from embedstudy.results.create import begin
from embedstudy.results.growing_table import GrowingTable, write_at_end
from embedstudy.results.rows import RunRow, TuningRow
from embedstudy.study.data.snapshot_plan import SnapshotPlan
from embedstudy.study.data.study_datasets import open_datasets
from embedstudy.study.execution.dask import Cluster, connect_client
from embedstudy.study.execution.dask_job import make_job
from embedstudy.study.execution.metadata import describe_study
from embedstudy.study.execution.progress import Watcher
from embedstudy.study.plan.config import configure
from embedstudy.study.plan.grid import RunSpec, list_cells, values_to_try
from embedstudy.study.plan.request import StudyRequest
from embedstudy.study.runs.publish import publish_run
from embedstudy.study.runs.run import RunResult, run
from embedstudy.study.runs.tuning import group_by_cell, make_trial_key

DATASET, VECTORS = "rotten-tomatoes", "glove-6b-50d"


def measure_seconds(do: Callable[[], Any]) -> tuple[float, Any]:
    started = perf_counter()
    result = do()
    return perf_counter() - started, result


def measure_studies(folder: Path, scheduler: str, seeds: int) -> tuple[Table, Study]:
    table = Table(title=f"a study of {DATASET}, {VECTORS}, {seeds} seeds, start to end")
    table.add_column("made on")
    for heading in ("trials and runs", "s"):
        table.add_column(heading, justify="right")
    compare = partial(embedstudy.compare, DATASET, VECTORS, seeds=seeds, progress=False)
    dask = {"backend": "dask", "scheduler": scheduler}
    compare(out=folder / "not timed")  # compiles, and encodes the corpus
    for name, options in (
        ("a thread", {"jobs": 1}),
        ("2 threads", {"jobs": 2}),
        ("2 workers, new", dask),
        ("2 workers that have the data", dask),
    ):
        taken, study = measure_seconds(partial(compare, out=folder / name, **options))
        table.add_row(name, f"{len(study.tuning) + len(study.runs):,}", f"{taken:.1f}")
    return table, study


def measure_parts(folder: Path, scheduler: str, tasks: int) -> Table:
    """Measure what a cluster adds to a run."""
    request = StudyRequest.from_call(
        DATASET, None, "basic",
        {
            "strategies": ["random"], "seeds": tasks, "baselines": ["majority"],
            "learning_rate": 0.1, "epochs": 1,
        },
    )  # fmt: skip
    config = configure(request.dataset_names, request.options)
    datasets, trained = open_datasets(
        request.load_corpora(progress=False), request.vectors, config, request.tokenizer,
        resumed=None, progress=False,
    )  # fmt: skip
    meta = describe_study(config, datasets, trained, {}, None, SnapshotPlan(False))
    study = begin(folder / "parts", meta)
    strategy, baseline = list_cells(config, datasets.sizes)
    watcher = Watcher((), ())
    table = Table(title=f"what is added to a run, mean of {tasks}")
    table.add_column("")
    table.add_column("ms", justify="right")
    with connect_client(scheduler) as client:
        cluster = Cluster(client, make_job(study, datasets, trained, request))
        for name, cell in (("nothing to do or send", baseline), ("an embedding sent", strategy)):
            specs = [cell.make_spec(seed, values_to_try(cell, config)[0]) for seed in range(tasks)]
            list(cluster.as_finished(run, specs[:4], watcher))  # data are read and encoded
            here, _ = measure_seconds(
                lambda specs=specs: [run(s, datasets.materials_for(s)) for s in specs]
            )
            cluster_seconds, finished = measure_seconds(
                lambda s=specs: list(cluster.as_finished(run, s, watcher))
            )
            table.add_row(f"{name}: on one thread here", f"{1e3 * here / tasks:.1f}")
            table.add_row(f"{name}: on two workers", f"{1e3 * cluster_seconds / tasks:.1f}")
            publishing_seconds, _ = measure_seconds(
                lambda results=finished: [publish_run(study, *r, datasets) for r in results]
            )
            size = _bytes(finished[0])
            table.add_row(
                f"{name}: published ({size / 1e6:.1f} MB)",
                f"{1e3 * publishing_seconds / tasks:.1f}",
            )
    return table


def _bytes(finished: tuple[RunSpec, RunResult]) -> int:
    space = finished[1].space
    matrices = 0 if space is None else space.initial.nbytes + space.final.nbytes
    return matrices + finished[1].predicted.nbytes


def measure_rows(folder: Path, study: Study) -> Table:
    """Measure what a row costs in tables of several lengths: added, and all written each time."""
    table = Table(title="a row of a table put on disk, mean over all rows of a study")
    sizes = (100, 1_000, 10_000)
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size:,} rows, ms", justify="right")
    for kind, row, key in (
        (RunRow, study.runs[0], attrgetter("run")),
        (TuningRow, study.tuning[0], make_trial_key),
    ):
        added, written = [], []
        for size in sizes:
            column = "run" if kind is RunRow else "seed"
            new_rows = [replace(row, **{column: f"run-{i}" if column == "run" else i})
                        for i in range(size)]  # fmt: skip
            into = begin(folder / f"rows-{kind.__name__}-{size}", {"identity": {}})
            order = [key(new) for new in new_rows]
            with write_at_end(GrowingTable(into, kind, [], key, order)) as growing:
                taken, _ = measure_seconds(
                    lambda table=growing, new=new_rows: list(map(table.add, new))
                )
            added.append(taken / size)
            # The cost is linear in the rows: half of the last is the mean.
            times = [measure_seconds(partial(into.write_rows, kind, new_rows))[0] for _ in range(5)]
            written.append(statistics.median(times) / 2)
        table.add_row(f"{kind.__name__}, added", *(f"{1e3 * s:.2f}" for s in added))
        table.add_row(f"{kind.__name__}, table written", *(f"{1e3 * s:.2f}" for s in written))
    many = [replace(study.tuning[0], train_size=i // 18) for i in range(36_000)]
    table.add_row(
        "36,000 trials put by cell, all",
        "",
        "",
        f"{1e3 * measure_seconds(lambda: group_by_cell(many))[0]:.0f}",
    )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--tasks", type=int, default=200)
    options = parser.parse_args()
    warnings.simplefilter("ignore", EmbedstudyWarning)
    console = Console(width=max(Console().width, 100))
    console.print(f"{os.cpu_count()} cores")
    with (
        tempfile.TemporaryDirectory() as name,
        SubprocessCluster(n_workers=2, threads_per_worker=1) as cluster,
    ):
        folder, scheduler = Path(name), cluster.scheduler_address
        table, study = measure_studies(folder, scheduler, options.seeds)
        console.print(table)
        console.print(measure_parts(folder, scheduler, options.tasks))
        console.print(measure_rows(folder, study))


if __name__ == "__main__":
    main()
