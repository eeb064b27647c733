"""The files that a person means by paths and globs."""

import atexit
import contextlib
import functools
import glob
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from embedstudy.datasets.files.archives import ENDINGS as ARCHIVES
from embedstudy.datasets.files.archives import find_member, is_archive
from embedstudy.datasets.files.data_format import PACKED
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.datasets.files.virtual_path import SIGN, VirtualPath, make_virtual_path
from embedstudy.errors import InputError
from embedstudy.storage import remove_if_ended

PathName = str | os.PathLike[str]
STANDARD_INPUT = ("-", "/dev/stdin")


def is_files(name: str) -> bool:
    """Return whether a name means files: one exists, matches, or its name looks like a path.

    It never raises.

    Examples
    --------
    >>> is_files("nowhere/reviews"), is_files("reviews.csv.gz"), is_files("imdb")
    (True, True, False)
    """
    if name in STANDARD_INPUT:
        return True
    lowered = name.lower().removesuffix(PACKED)
    separators = [sign for sign in ("/", os.sep, os.altsep) if sign]
    return bool(
        any(lowered.endswith(entry.endings) for entry in FORMATS.values())
        or lowered.endswith(ARCHIVES)
        or (SIGN in name and _exists(_make_path(name.partition(SIGN)[0])))
        or any(sign in name for sign in separators)
        or (name and _exists(_make_path(name)))
        or _find_matches(name)
    )


def name_dataset(names: PathName | Sequence[PathName]) -> str:
    """Return the name of a data set in study.json and on screen."""
    paths = [names] if isinstance(names, str | os.PathLike) else names
    return ", ".join(os.fspath(path) for path in paths)


def resolve_paths(names: PathName | Sequence[PathName]) -> list[Path]:
    """Return the files and folders that a path, a glob or several of them mean, each glob sorted.

    Raises
    ------
    InputError
        If one is not there, matches nothing, or is neither a file nor a folder.
    """
    if isinstance(names, str | os.PathLike):
        names = [names]
    if not isinstance(names, Sequence) or isinstance(names, bytes) or not names:
        raise InputError(f"a data set is a name, a path or several paths, not {names!r}")
    return [path for name in names for path in _resolve_path(name)]


def _resolve_path(name: PathName) -> list[Path]:
    if not isinstance(name, str | os.PathLike) or not isinstance(os.fspath(name), str):
        raise InputError(f"a path is a string or a Path, not {name!r}")
    given = os.fspath(name)
    if given in STANDARD_INPUT:
        return [_spool(_find_input())]
    path = _make_path(given)
    if given and _exists(path):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(f"{path}: is neither a file nor a folder")
        return [path]
    matches = _find_member(given) or _find_matches(given)
    if not matches:
        shown = given if given.isprintable() and given else repr(given)
        raise InputError(f"{shown}: {_describe_absence(given)}")
    return matches


def _find_input() -> BinaryIO:
    """Return the bytes of standard input."""
    if sys.stdin is None or sys.stdin.isatty():
        raise InputError("standard input is a terminal: pipe a file into it, or name one")
    return sys.stdin.buffer


@functools.cache  # a stream can be read but once
def _spool(stream: BinaryIO) -> VirtualPath:
    """Return a stream as a file that is deleted at the end."""
    with tempfile.NamedTemporaryFile(prefix="embedstudy-", delete=False) as file:
        path = Path(file.name)
        stack = contextlib.ExitStack()
        atexit.register(stack.close)
        stack.callback(path.unlink, missing_ok=True)
        stack.enter_context(remove_if_ended(path))
        shutil.copyfileobj(stream, file)
    return make_virtual_path("standard input", path, open_member=lambda: path.open("rb"))


def _find_member(name: str) -> list[Path]:
    """Return the member of an archive, or the sheet of a workbook, that stands behind a ``#``."""
    file_name, sign, member = name.partition(SIGN)
    path = _make_path(file_name)
    if not sign or not file_name or not _exists(path) or not path.is_file():
        return []
    if is_archive(path):
        return [find_member(path, member)]
    return [make_virtual_path(name, path, member)]


def _make_path(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError:  # nobody of that name has a home
        return Path(name)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # no file can be called so, or nobody may look
        return False


def _find_matches(pattern: str) -> list[Path]:
    if not glob.has_magic(pattern):
        return []
    try:
        # Path.glob takes no pattern that begins at the root.
        matches = map(Path, glob.glob(str(_make_path(pattern)), recursive=True))  # noqa: PTH207
        return sorted(path for path in matches if path.is_file())
    except (OSError, ValueError, re.error):  # no file can be called so
        return []


def _describe_absence(name: str) -> str:
    if glob.has_magic(name):
        return "no file matches"
    if re.fullmatch(r"[\w-]+/[\w-]+", name):
        return f"no such file or folder (hf:{name} is a data set of the Hugging Face hub)"
    return "no such file or folder"
