"""Folders that others may change at the same time, and the folder of a download in progress."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from embedstudy.storage.home import data_home
from embedstudy.storage.names import safe_name
from embedstudy.storage.temporaries import remove_if_ended


@contextlib.contextmanager
def staging_folder(name: str) -> Iterator[Path]:
    """Give an empty folder for a download in progress; it goes when the block ends.

    It is inside the data home, so that a finished file is not copied across disks. Whoever asks
    for it holds the lock of what is downloaded: what a process that was killed left there goes.
    """
    # Absolute, since programs that work in it are told of it.
    folder = data_home().absolute() / f".fetch-{safe_name(name)}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with remove_if_ended(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, also while others write and remove there.

    A file may vanish before the caller opens it.
    Links to folders are not followed.
    """
    for parent, _, names in os.walk(folder):  # rglob raises where a folder vanishes
        for name in names:
            yield Path(parent, name)


def count_bytes(folder: Path) -> float:
    """Return how many bytes of files a folder holds, also while others write and remove there."""
    total = 0
    for path in walk_files(folder):
        with contextlib.suppress(OSError):  # gone since it was listed
            total += path.lstat().st_size
    return total
