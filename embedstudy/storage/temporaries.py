"""Temporary files: each is locked while its process lives, so that others can tell it is in use.

A process number would not do: processes of two containers may share a folder, and the numbers of
one mean nothing in the other. A lock that the system holds for an open file dies with its process.
"""

import contextlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import IO, BinaryIO

try:
    import fcntl
except ImportError:  # Windows: it does not let a file go that is open, which will do
    fcntl = None  # type: ignore[assignment]

_NAME = re.compile(r"\..*\.[0-9]{1,10}-[0-9a-f]{8}\.tmp", re.DOTALL)
# Where no lock can be taken, a file this old counts as left behind.
_ABANDONED = 24 * 3600.0  # seconds
_open: set[Path] = set()


class _Lock(Enum):
    OURS = "taken"
    THEIRS = "held by a process that lives"
    UNKNOWN = "the file system has no locks"


@contextlib.contextmanager
def open_temporary(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Create a temporary file next to the place of a file, and remove it after the block.

    Yields
    ------
    file : binary file
        Open for writing.
    temporary : Path
        Whoever writes the file may close and rename it within the block.
    """
    file, temporary = _create(path)
    # A second descriptor holds the lock until the file has its name, after it is closed.
    holder = os.dup(file.fileno()) if fcntl else None
    try:
        with file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)
        _open.discard(temporary)
        if holder is not None:
            os.close(holder)


def _create(path: Path) -> tuple[BinaryIO, Path]:
    while True:
        temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        _open.add(temporary)  # before it is there: Ctrl-C may come in between
        file = temporary.open("xb")
        if _lock(file) is not _Lock.THEIRS:
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(temporary.stat(), os.fstat(file.fileno())):
                    return file, temporary
        file.close()  # it was swept before it was locked
        _open.discard(temporary)


def is_temporary(path: Path) -> bool:
    """Tell whether a file has the name of one of our temporary files."""
    return _NAME.fullmatch(path.name) is not None


def sweep(folder: Path) -> int:
    """Remove temporary files that dead processes left in a folder.

    Returns
    -------
    int
        How many files.
    """
    return sum(_remove_abandoned(path) for path in list(folder.iterdir()) if is_temporary(path))


def _remove_abandoned(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:  # gone meanwhile, or not ours
        return False
    with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - a descriptor
        lock = _lock(file)
        if lock is _Lock.UNKNOWN and time.time() - os.fstat(descriptor).st_mtime < _ABANDONED:
            lock = _Lock.THEIRS
        if lock is _Lock.THEIRS:
            return False
        try:
            path.unlink()  # while it is locked, so that its writer sees it gone
        except OSError:
            return False
    return True


def _lock(file: IO[bytes]) -> _Lock:
    if fcntl is None:
        return _Lock.UNKNOWN
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _Lock.THEIRS
    except OSError:
        return _Lock.UNKNOWN
    return _Lock.OURS


@contextlib.contextmanager
def remove_if_ended(path: Path) -> Iterator[None]:
    """Remove a file or folder too if the process is ended by force within a block."""
    _open.add(path)
    try:
        yield
    finally:
        _open.discard(path)


def remove_open_temporaries() -> None:
    """Remove the temporary files of this process, which ends without more ado."""
    for path in list(_open):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        with contextlib.suppress(OSError):
            path.unlink()
