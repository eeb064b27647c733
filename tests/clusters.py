"""A Dask scheduler and its workers on this machine: real processes, on ports that are free."""

import importlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep

from tests.forked import start_process


@dataclass
class LocalCluster:
    """A scheduler, its address, and workers without anyone who would start them again."""

    address: str
    scheduler: BaseProcess
    workers: dict[str, BaseProcess] = field(default_factory=dict)

    def processes(self) -> list[BaseProcess]:
        return [*self.workers.values(), self.scheduler]


@contextmanager
def local_cluster(folder: Path, workers: int = 2, threads: int = 1) -> Iterator[LocalCluster]:
    """Start a scheduler and so many workers; they are killed in the end."""
    folder.mkdir(parents=True)
    file = folder / "scheduler.json"
    common = ["--no-dashboard", "--host", "127.0.0.1"]
    scheduler = _start(
        folder, "dask_scheduler", *common, "--port", "0", "--scheduler-file", str(file)
    )
    cluster = LocalCluster("", scheduler)
    try:
        cluster.address = _read_address(scheduler, file)
        for i in range(workers):
            cluster.workers[f"worker-{i}"] = _start(
                folder, "dask_worker", cluster.address, *common, "--no-nanny", "--name",
                f"worker-{i}", "--nthreads", str(threads), "--local-directory", str(folder),
            )  # fmt: skip
        yield cluster
    finally:
        for process in cluster.processes():
            process.kill()
            process.join()


def _start(folder: Path, module: str, *arguments: str) -> BaseProcess:
    log = folder / f"{module}.log"
    return start_process(_serve, module, list(arguments), log=log, folder=folder)


def _serve(module: str, arguments: list[str]) -> None:
    import dask

    os.environ["DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED"] = "false"
    dask.config.refresh()  # it was imported with other variables
    importlib.import_module(f"distributed.cli.{module}").main(arguments)


def _read_address(scheduler: BaseProcess, file: Path) -> str:
    deadline = monotonic() + 300
    while True:
        with suppress(FileNotFoundError, json.JSONDecodeError):  # not yet, or not yet whole
            return json.loads(file.read_bytes())["address"]
        assert scheduler.is_alive(), "the scheduler ended by itself; see its log"
        assert monotonic() < deadline, "no scheduler within 300 s"
        sleep(0.02)
