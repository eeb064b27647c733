"""Checks the place of the files of an export, and leaves no empty folder behind."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.storage import publish_all, remove_empty_folders


def write_files(contents: Mapping[Path, bytes], replaced: Sequence[Path] = ()) -> None:
    """Write the files of an export: all or none.

    Parameters
    ----------
    contents : dict of Path to bytes
        All in one folder.
    replaced : sequence of Path
        Old files of other names that go once the new ones are written.
    """
    files, needs = list(contents), sum(map(len, contents.values()))
    with remove_empty_folders(files[0].parent), publish_all(files, needs, replaced) as opened:
        for file, content in zip(opened, contents.values(), strict=True):
            file.write(content)


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
