"""Waiting for one's turn, so that one process makes a file and the others need not.

A lock saves traffic and time, and nothing else rests on it: all processes could make the file at
once. So where a file system has no locks, or a process that holds one is stopped, others go on.
"""

import contextlib
import os
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic, sleep

from embedstudy.errors import EmbedstudyWarning
from embedstudy.progress import progress_bar, repeat_meanwhile
from embedstudy.storage import Lock, is_same_file, try_lock

# A process that holds the lock touches it so often. Others wait for so long after the last time,
# since a remote file system may show it a minute late.
BEAT_SECONDS = 5.0
PATIENCE_SECONDS = 90.0
_LOOK_SECONDS = 0.05


@contextlib.contextmanager
def take_turn(path: Path, *, progress: bool) -> Iterator[bool]:
    """Wait until no other process makes a file, and keep others waiting within the block.

    The lock dies with its process, so a killed one holds up nobody.

    Parameters
    ----------
    path : Path
        The file to be made.
    progress : bool
        Whether to say that another process is being waited for.

    Yields
    ------
    bool
        Whether all other processes wait, as far as they are of this machine.
    """
    lock = _TurnLock(path.with_name(f".{path.name}.lock"))
    try:
        answer = lock.try_once()
        if answer is Lock.THEIRS:
            title = f"waiting for another process that is fetching {path.name}"
            with progress_bar(title, None, show=progress):
                answer = lock.wait()
        if answer is Lock.OURS:
            with lock.beat():
                yield True
        else:
            warnings.warn(_explain(path, answer), EmbedstudyWarning, stacklevel=4)
            yield False
    finally:
        lock.close()


def _explain(path: Path, answer: Lock) -> str:
    if answer is Lock.UNKNOWN:
        return (
            f"{path.parent}: its file system has no locks; processes that need {path.name} at the "
            "same time each fetch it"
        )
    return (
        f"{path}: the process that is fetching it has shown no life for {PATIENCE_SECONDS:.0f} s; "
        "fetching it here too"
    )


class _TurnLock:
    """The lock file of a file that is being made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = self._open()

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        except PermissionError as error:
            try:  # that of another user can be locked all the same
                return os.open(self._path, os.O_RDONLY)
            except OSError:
                raise error from None

    def try_once(self) -> Lock:
        """Take the lock if it is free."""
        while (answer := try_lock(self._descriptor)) is Lock.OURS:
            if is_same_file(self._path, self._descriptor):
                break
            self.close()  # somebody removed the file that was locked
            self._descriptor = self._open()
        return answer

    def wait(self) -> Lock:
        """Take the lock when it is free; give up when whoever holds it shows no life."""
        last_beat, since = self._read_beat(), monotonic()
        while (answer := self.try_once()) is Lock.THEIRS:
            if (beat := self._read_beat()) != last_beat:
                last_beat, since = beat, monotonic()
            if monotonic() - since > PATIENCE_SECONDS:
                break
            sleep(_LOOK_SECONDS)
        return answer

    def _read_beat(self) -> int:
        # Whether it changes counts alone: the clocks of two machines may differ, or go back.
        return os.fstat(self._descriptor).st_mtime_ns

    def beat(self) -> AbstractContextManager[None]:
        """Show life within a block."""
        return repeat_meanwhile(lambda: os.utime(self._path), BEAT_SECONDS)

    def close(self) -> None:
        """Release it."""
        os.close(self._descriptor)
