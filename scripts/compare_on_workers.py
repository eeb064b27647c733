"""Compare on two workers of a Dask scheduler, all started here on this machine and then ended.

    python scripts/compare_on_workers.py rotten-tomatoes --vectors glove-6b-50d

takes the arguments of ``embedstudy compare``. A cluster of several machines is started in the same
way, with the same three commands: see docs/cluster.md.
"""

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from embedstudy.cli import main as run_command_line

WORKERS, PATIENCE = 2, 30.0


def start_module(module: str, folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a part of a cluster; its log goes to a file of its own."""
    common = ["--host", "127.0.0.1", "--no-dashboard"]
    with (folder / f"{module}.log").open("ab") as log:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments, *common]
        return subprocess.Popen(command, stdout=log, stderr=log)


def address_of(scheduler: subprocess.Popen[bytes], file: Path) -> str:
    """Wait until a scheduler says where it listens."""
    deadline = monotonic() + PATIENCE
    while scheduler.poll() is None and monotonic() < deadline:
        with suppress(FileNotFoundError, json.JSONDecodeError):  # not yet, or not yet whole
            return str(json.loads(file.read_bytes())["address"])
        sleep(0.05)
    return sys.exit((file.parent / "dask_scheduler.log").read_text())


def main() -> None:
    """Start a cluster, compare, and end it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        options = ["--port", "0", "--scheduler-file", str(file)]
        processes = [start_module("dask_scheduler", Path(folder), *options)]
        try:
            address = address_of(processes[0], file)
            options = [address, "--nthreads", "1", "--local-directory", folder]
            processes += [
                start_module("dask_worker", Path(folder), *options) for _ in range(WORKERS)
            ]
            options = ["--backend", "dask", "--scheduler", address]
            run_command_line(["compare", *sys.argv[1:], *options])
        finally:
            for process in reversed(processes):
                process.terminate()
            for process in processes:
                process.wait()


if __name__ == "__main__":
    main()
