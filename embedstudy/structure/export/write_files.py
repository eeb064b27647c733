"""Checks the place of the files of an export, and leaves no empty folder behind."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from embedstudy.errors import InputError


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
        the study. A link exists wherever it leads.
    """
    if path.resolve().is_relative_to(study.resolve()):
        raise InputError(f"{path}: is inside the study; choose an --out elsewhere")
    if path not in files and os.path.lexists(path) and not path.is_dir():
        raise InputError(f"{path}: is a file; this format is written to a folder of several")
    above = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    if not above.is_dir():
        raise InputError(f"{path}: {above} is a file, not a folder; choose another --out")
    for file in files:
        if file.is_dir():
            raise InputError(f"{file}: is a folder; name a file for this format")
        if file.exists() and not file.is_file():
            raise InputError(f"{file}: is there, and is no file that could be replaced")
        if os.path.lexists(file) and not force:
            raise InputError(f"{file}: is there already (--force replaces it)")
