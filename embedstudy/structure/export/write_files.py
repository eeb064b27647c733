"""Writes several files that belong together, all of them or none."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from embedstudy.errors import InputError
from embedstudy.storage import publish


@contextlib.contextmanager
def publish_all(paths: Sequence[Path], needs: int = 0) -> Iterator[list[BinaryIO]]:
    """Write files, none of which has its name before all of them are written.

    The first file takes its name last. After an error, no new file is left.
    """
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(publish(path, needs)) for path in paths]
        yield files
        for file in files:
            file.flush()
            os.fsync(file.fileno())


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


def check_target(path: Path, files: Sequence[Path], study: Path, *, force: bool) -> None:
    """Make sure that the files of an export can be written.

    Raises
    ------
    InputError
        If they exist and `force` is not given, something else is in the way, or the path is inside
        the study.
    """
    if path.resolve().is_relative_to(study.resolve()):
        raise InputError(f"{path}: is inside the study; choose an --out elsewhere")
    if path not in files and path.exists() and not path.is_dir():
        raise InputError(f"{path}: is a file; this format is written to a folder of several")
    above = next(folder for folder in path.absolute().parents if folder.exists())
    if not above.is_dir():
        raise InputError(f"{path}: {above} is a file, not a folder; choose another --out")
    for file in files:
        if file.is_dir():
            raise InputError(f"{file}: is a folder; name a file for this format")
        if file.exists() and not file.is_file():
            raise InputError(f"{file}: is there, and is no file that could be replaced")
        if file.exists() and not force:
            raise InputError(f"{file}: is there already (--force replaces it)")
