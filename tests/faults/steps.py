"""A hook that hits every step of every publication of a command.

A command runs in a forked process, where each change of a file in the watched folders is a step:
open (for writing), write (its bytes are in the file, none is flushed), fsync, rename, remove,
mkdir, rmdir, symlink, link and truncate. `record_steps` lists the steps of an unbroken command.
`run_killed` kills the process right before its N-th step, and `run_stopped` sends it another
signal there. ::

    steps = record_steps("train", data, "--out", tmp_path / "unbroken", watch=[tmp_path], log=log)
    for step in trials.sample("kill -9 at a step", steps, 50):
        with trials.run("kill -9 at a step of train", step):
            run_killed(step, "train", data, "--out", model, watch=[tmp_path], log=log)

At the step `write` the file is cut to half of its bytes first: before `fsync` a power cut may
leave any part of them.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from embedstudy.cli import main
from tests.forked import start_process

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events of Python's audit hooks (docs.python.org/3/library/audit_events.html), and which of their
# values is the path that changes.
_EVENTS = {
    "os.rename": ("rename", 1),
    "os.remove": ("remove", 0),
    "os.mkdir": ("mkdir", 0),
    "os.rmdir": ("rmdir", 0),
    "os.symlink": ("symlink", 1),
    "os.link": ("link", 1),
    "os.truncate": ("truncate", 0),
}


@dataclass(frozen=True)
class Step:
    """The N-th change of a file: what happens to which path."""

    number: int
    action: str
    path: str

    def __str__(self) -> str:
        return f"step {self.number}, {self.action} {self.path}"


def record_steps(*arguments: object, watch: Sequence[Path], log: Path) -> list[Step]:
    """Run a command of embedstudy to its end, and return its steps in the watched folders.

    `log` is a file for what the command prints. The steps go to a file next to it.
    """
    record = log.with_name(f"{log.name}.steps")
    record.write_text("", encoding="utf-8")
    status = _run(arguments, watch, log, record=record)
    assert status == 0, log.read_text(encoding="utf-8")
    lines = record.read_text(encoding="utf-8").splitlines()
    return [Step(**json.loads(line)) for line in lines]


def run_killed(step: Step, *arguments: object, watch: Sequence[Path], log: Path) -> bool:
    """Run a command that is killed right before a step; return whether it came so far."""
    status = _run(arguments, watch, log, kill_at=step.number)
    assert status in (0, -signal.SIGKILL), log.read_text(encoding="utf-8")
    return status != 0


def run_stopped(
    step: Step, number: signal.Signals, *arguments: object, watch: Sequence[Path], log: Path
) -> int | None:
    """Run a command that gets a signal right before a step, and return its exit status."""
    return _run(arguments, watch, log, kill_at=step.number, number=number)


def run(*arguments: object, log: Path) -> int | None:
    """Run a command to its end in a forked process, and return its exit status."""
    return _run(arguments, [], log)


def _run(
    arguments: Sequence[object],
    watch: Sequence[Path],
    log: Path,
    *,
    record: Path | None = None,
    kill_at: int = 0,
    number: signal.Signals = signal.SIGKILL,
) -> int | None:
    texts = [str(argument) for argument in arguments]
    folders = [f"{folder.absolute()}{os.sep}" for folder in watch]
    hook = _StepHook(folders, record, kill_at, number)
    process = start_process(_run_in_child, texts, hook, log=log)
    process.join()
    return process.exitcode


def _run_in_child(arguments: list[str], hook: "_StepHook") -> None:
    hook.install()
    if hook.number is signal.SIGKILL:
        main(arguments)
    sys.argv[1:] = arguments
    main()  # it handles signals


class _StepHook:
    """Counts the steps of this process."""

    def __init__(
        self, folders: list[str], record: Path | None, kill_at: int, number: signal.Signals
    ) -> None:
        self.folders = folders
        self.record = record
        self.kill_at = kill_at
        self.number = number
        self.count = 0
        self.descriptor = -1

    def install(self) -> None:
        if self.record is not None:
            self.descriptor = os.open(self.record, os.O_WRONLY | os.O_APPEND)
        for name in ("fsync", "fdatasync"):
            setattr(os, name, self._count_sync(getattr(os, name)))
        sys.addaudithook(self._audit)

    def _count_sync(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def sync(descriptor: int) -> None:
            try:
                path = str(Path(f"/proc/self/fd/{descriptor}").readlink())
            except OSError:
                path = ""
            if not path.endswith(" (deleted)"):
                # A folder has no bytes that could be half there.
                if os.path.isfile(path):  # noqa: PTH113
                    self._step("write", path)
                self._step("fsync", path)
            real(descriptor)

        return sync

    def _audit(self, event: str, values: tuple[object, ...]) -> None:
        if event == "open":
            path, _, flags = values
            if isinstance(flags, int) and flags & _WRITES:
                self._step("open", path)
        elif event in _EVENTS:
            action, position = _EVENTS[event]
            self._step(action, values[position])

    def _step(self, action: str, path: object) -> None:
        if not isinstance(path, str | bytes | os.PathLike):
            return
        text = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        if not any(f"{text}{os.sep}".startswith(folder) for folder in self.folders):
            return
        self.count += 1
        if self.count == self.kill_at:
            if action == "write" and self.number is signal.SIGKILL:
                os.truncate(text, os.stat(text).st_size // 2)  # noqa: PTH116
            os.kill(os.getpid(), self.number)
        if self.record is not None:
            line = json.dumps(asdict(Step(self.count, action, text)))
            os.write(self.descriptor, f"{line}\n".encode())
