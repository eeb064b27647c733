"""A Dask scheduler and its workers on this machine: real processes, on ports that are free."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep


@dataclass
class LocalCluster:
    """A scheduler, its address, and workers without anyone who would start them anew."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def processes(self) -> list[subprocess.Popen[bytes]]:
        return [*self.workers.values(), self.scheduler]


@contextmanager
def local_cluster(folder: Path, workers: int = 2, threads: int = 1) -> Iterator[LocalCluster]:
    """Start a scheduler and so many workers; they are killed in the end."""
    folder.mkdir(parents=True)
    file = folder / "scheduler.json"
    common = ["--no-dashboard", "--host", "127.0.0.1"]
    scheduler = _started(
        folder, "dask_scheduler", *common, "--port", "0", "--scheduler-file", str(file)
    )
    found = LocalCluster("", scheduler)
    try:
        found.address = _address(scheduler, file)
        for i in range(workers):
            found.workers[f"worker-{i}"] = _started(
                folder, "dask_worker", found.address, *common, "--no-nanny", "--name",
                f"worker-{i}", "--nthreads", str(threads), "--local-directory", str(folder),
            )  # fmt: skip
        yield found
    finally:
        for process in found.processes():
            process.kill()
            process.wait()


def _started(folder: Path, module: str, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / f"{module}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *arguments],
            stdout=log,
            stderr=log,
            cwd=folder,
            env={**os.environ, "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false"},
        )


def _address(scheduler: subprocess.Popen[bytes], file: Path) -> str:
    deadline = monotonic() + 300
    while True:
        with suppress(FileNotFoundError, json.JSONDecodeError):  # not yet, or not yet whole
            return json.loads(file.read_bytes())["address"]
        assert scheduler.poll() is None, "the scheduler ended by itself; see its log"
        assert monotonic() < deadline, "no scheduler within 300 s"
        sleep(0.02)
