"""Processes that start at once: forked from one that has imported what they need.

A new interpreter spends two seconds on imports, and a forked one none. It is killed, or loses its
peers, as any other process.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

_CONTEXT = multiprocessing.get_context("forkserver")
# Their names alone: the server imports them, when the first process is asked for.
_CONTEXT.set_forkserver_preload(
    [
        "sklearn.linear_model",
        "embedstudy.cli",
        "embedstudy.comparison",
        "embedstudy.report.study.page",
        "distributed.cli.dask_scheduler",
        "distributed.cli.dask_worker",
    ]
)


def start_process(
    program: Callable[..., object], *arguments: object, log: Path, folder: Path | None = None
) -> BaseProcess:
    """Call a function in a process of its own, which adds what it prints to a file.

    The process has the environment variables of the caller, and works in `folder` or where the
    caller does.
    """
    process = _CONTEXT.Process(
        target=_run, args=(program, arguments, log, folder or Path.cwd(), dict(os.environ))
    )
    process.daemon = True  # it does not outlive the tests
    process.start()
    return process


def _run(
    program: Callable[..., object],
    arguments: tuple[object, ...],
    log: Path,
    folder: Path,
    variables: dict[str, str],
) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(descriptor, stream.fileno())
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    gc.freeze()  # passes over what was there before would copy it into this process
    program(*arguments)
