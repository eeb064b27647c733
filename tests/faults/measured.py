"""A command in a process of its own, with the memory and the time that it took."""

import json
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embedstudy.cli import main
from tests.forked import start_process


@dataclass(frozen=True)
class Ended:
    """A command that ended.

    Attributes
    ----------
    status : int
        Negative for the signal that killed it.
    lines : list of str
        What it printed.
    memory : int
        Bytes that it took beyond those of the process it was forked from.
    seconds : float
        Of CPU.
    """

    status: int
    lines: list[str]
    memory: int
    seconds: float

    @property
    def error(self) -> str:
        """The only line of an error; fails if there is another one, or none."""
        errors = [line for line in self.lines if line.startswith("error: ")]
        assert len(errors) == 1, self.lines[-5:]
        assert "Traceback" not in "\n".join(self.lines)
        assert len(errors[0]) < 2_000
        return errors[0]


def run_measured(
    arguments: Sequence[object], log: Path, *, address_space: int | None = None, hangs: float = 300
) -> Ended:
    """Run a command of embedstudy to its end.

    Parameters
    ----------
    arguments : sequence of object
    log : Path
        A new file for what it prints.
    address_space : int, optional
        The bytes that ``ulimit -v`` allows.
    hangs : float
        Seconds after which it is killed.
    """
    report = log.with_name(f"{log.name}.report")
    texts = [str(argument) for argument in arguments]
    process = start_process(_run_in_child, texts, report, address_space, log=log)
    process.join(hangs)
    if process.exitcode is None:
        process.kill()
        process.join()
    assert process.exitcode is not None
    sizes = json.loads(report.read_text("utf-8")) if report.exists() else {}
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return Ended(process.exitcode, lines, sizes.get("memory", 0), sizes.get("seconds", 0.0))


def _run_in_child(arguments: list[str], report: Path, address_space: int | None) -> None:
    if address_space is not None:
        resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
    before, started = _measure_peak(), time.process_time()
    try:
        main(arguments)
    finally:
        sizes = {
            "memory": _measure_peak() - before,
            "seconds": time.process_time() - started,
        }
        report.write_text(json.dumps(sizes), "utf-8")


def _measure_peak() -> int:
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
