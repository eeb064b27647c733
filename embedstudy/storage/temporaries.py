"""Temporary files and folders: each is locked while its process lives.

So other processes can tell whether it is in use, and remove what nobody uses.
"""

import contextlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from embedstudy.storage.locks import Lock, is_same_file, try_lock

_NAME = re.compile(r"\..*\.[0-9]{1,10}-([0-9a-f]{10}|[0-9a-f]{8})\.tmp", re.DOTALL)
# Older versions give theirs eight digits, and do not lock them.
_OLD_DIGITS = 8
# Begins the names of folders of downloads. No other folder is ever removed.
FOLDER = ".fetch-"
# Where no lock can be taken, what is older counts as left behind.
_DAY = 24 * 3600.0  # seconds
_open: set[Path] = set()


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
    holder = os.dup(file.fileno()) if os.name == "posix" else None
    try:
        with file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)
        _open.discard(temporary)
        if holder is not None:
            os.close(holder)


@contextlib.contextmanager
def temporary_folder(path: Path) -> Iterator[Path]:
    """Create an empty folder next to the place of a file, and remove it after the block."""
    folder, holder = _create_folder(path)
    with remove_if_ended(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if holder is not None:
                os.close(holder)


def _create(path: Path) -> tuple[BinaryIO, Path]:
    while True:
        temporary = _choose_name(path)
        _open.add(temporary)  # before it is there: Ctrl-C may come in between
        file = temporary.open("xb")
        if try_lock(file.fileno()) is not Lock.THEIRS and is_same_file(temporary, file.fileno()):
            return file, temporary
        file.close()  # it was swept before it was locked
        _open.discard(temporary)


def _create_folder(path: Path) -> tuple[Path, int | None]:
    while True:
        folder = _choose_name(path, FOLDER)
        folder.mkdir(parents=True)
        try:
            holder = os.open(folder, os.O_RDONLY)
        except OSError:
            if folder.is_dir():  # Windows does not open folders
                return folder, None
            continue  # it was swept
        if try_lock(holder) is not Lock.THEIRS and is_same_file(folder, holder):
            return folder, holder
        os.close(holder)


def _choose_name(path: Path, before: str = ".") -> Path:
    token = secrets.token_hex(5)
    return path.with_name(f"{before}{path.name[:100]}.{os.getpid()}-{token}.tmp")


def is_temporary(path: Path) -> bool:
    """Tell whether a file has the name of one of our temporary files."""
    return _NAME.fullmatch(path.name) is not None


def sweep(folder: Path) -> int:
    """Remove temporary files and folders that dead processes left in a folder.

    Returns
    -------
    int
        How many.
    """
    return sum(remove_temporary(path) for path in list(folder.iterdir()) if is_temporary(path))


def remove_temporary(path: Path) -> bool:
    """Remove a temporary file or folder unless a living process has it; return whether it did."""
    match = _NAME.fullmatch(path.name)
    is_old = match is not None and len(match[1]) == _OLD_DIGITS
    return remove_abandoned(path, _DAY if is_old else 0.0)


def remove_abandoned(path: Path, seconds: float = 0.0) -> bool:
    """Remove a file, or a folder of a download, unless a living process has locked it.

    Parameters
    ----------
    path : Path
    seconds : float
        Only if it has not changed for so long. Where no locks can be taken, it is a day at least.

    Returns
    -------
    bool
        Whether it was removed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:  # gone meanwhile, or not ours
        return False
    try:
        status = os.fstat(descriptor)
        lock = try_lock(descriptor)
        # Not the difference alone: where a clock went back, the time of a change is in the future.
        age = abs(time.time() - status.st_mtime)
        if lock is Lock.THEIRS or age < (max(seconds, _DAY) if lock is Lock.UNKNOWN else seconds):
            return False
        # While it is locked, so that its writer sees it gone.
        if stat.S_ISREG(status.st_mode):
            path.unlink()
        elif stat.S_ISDIR(status.st_mode) and path.name.startswith(FOLDER):
            shutil.rmtree(path)
        else:
            return False
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


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
