"""The command line in this process, with its streams captured."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from unittest import mock

from embedstudy.cli import main


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    exit_code: int
    stdout_bytes: bytes
    stderr: str

    @property
    def stdout(self) -> str:
        return self.stdout_bytes.decode()


def call(
    *arguments: object,
    given: bytes = b"",
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Result:
    """Run a command; anything but an exit, such as a traceback, is an error of the test."""
    stdin, stdout, stderr = (
        io.TextIOWrapper(io.BytesIO(content), encoding=encoding, write_through=True)
        for content in (given, b"", b"")
    )
    status = 0
    with (
        mock.patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
        mock.patch.dict(os.environ, env or {}),
    ):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
    assert isinstance(status, int)
    return Result(status, stdout.buffer.getvalue(), stderr.buffer.getvalue().decode())


def process(*arguments: object, **options: object) -> subprocess.Popen[str]:
    """Start a command in a process of its own.

    It writes no bytecode: Python cuts it short where files may not grow, and then stumbles over it.
    """
    command = [sys.executable, "-B", "-m", "embedstudy", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )
