"""The files that a person means by paths and globs."""

import glob
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from embedstudy.datasets.files.data_format import PACKED
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.errors import InputError

PathName = str | os.PathLike[str]


def is_files(name: str) -> bool:
    """Return whether a name means files: one exists, matches, or its name looks like a path.

    It never raises.

    Examples
    --------
    >>> is_files("nowhere/reviews"), is_files("reviews.csv.gz"), is_files("imdb")
    (True, True, False)
    """
    lowered = name.lower().removesuffix(PACKED)
    separators = [sign for sign in ("/", os.sep, os.altsep) if sign]
    return bool(
        any(lowered.endswith(entry.endings) for entry in FORMATS.values())
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
    path = _make_path(given)
    if given and _exists(path):
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError(f"{path}: is neither a file nor a folder")
        return [path]
    matches = _find_matches(given)
    if not matches:
        shown = given if given.isprintable() and given else repr(given)
        raise InputError(f"{shown}: {_describe_absence(given)}")
    return matches


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
