"""Folders that others may change at the same time."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


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


@contextlib.contextmanager
def remove_empty_folders(path: Path) -> Iterator[None]:
    """Remove the folders that were created for a file, if it cannot be written."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for folder in missing:
                if folder.is_dir():
                    folder.rmdir()
        raise
