"""Commands that are killed between two writes to the disk, however fast the machine is."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from embedstudy.cli import main
from tests.forked import start_process


class WriteCounter:
    """How often a file was flushed or renamed."""

    def __init__(self) -> None:
        self.count = 0


@contextmanager
def counted_writes() -> Iterator[WriteCounter]:
    """Count, within a block, how often this process flushes or renames a file."""
    counter = WriteCounter()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("fsync", "replace"):
            real_call = getattr(os, name)

            def call(*arguments, real=real_call, **options):
                counter.count += 1
                return real(*arguments, **options)

            patch.setattr(os, name, call)
        yield counter


def run_killed(write: int, *arguments: object, log: Path) -> None:
    """Run a command of embedstudy that is killed right before its N-th write."""
    process = start_process(_die_at_write, write, [str(a) for a in arguments], log=log)
    process.join()
    assert process.exitcode == -signal.SIGKILL, log.read_text(encoding="utf-8")


def _die_at_write(write: int, arguments: list[str]) -> None:
    writes_left = write

    def count(real_call: Callable[..., object]) -> Callable[..., object]:
        def call(*values: object, **options: object) -> object:
            nonlocal writes_left
            writes_left -= 1
            if writes_left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real_call(*values, **options)

        return call

    os.fsync, os.replace = count(os.fsync), count(os.replace)
    main(arguments)
