"""Commands that are killed between two writes to the disk, however fast the machine is."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

# The N-th time that a file is flushed or renamed, the process is no more.
_PROGRAM = """
import os, signal, sys

left = int(sys.argv.pop(1))

def counted(real):
    def call(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return call

os.fsync, os.replace = counted(os.fsync), counted(os.replace)

from embedstudy.cli import main
main()
"""


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


def run_killed(write: int, *arguments: object) -> None:
    """Run a command of embedstudy that is killed right before its N-th write."""
    command = [sys.executable, "-c", _PROGRAM, str(write), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
