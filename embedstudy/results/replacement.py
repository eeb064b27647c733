"""Replacing results by newer ones: the old ones are set aside until the new ones are whole.

Files are renamed one by one into a folder within the directory. One of them, which is read first,
goes last, and comes back first. So a process that is killed at any moment leaves either the old
results or the new ones, and `list_roots` says where they are.
"""

import contextlib
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from embedstudy.results.files import META, REPLACED, is_folder, is_regular

# Old results on their way out, of which some files may be gone.
_DONE = f"{REPLACED}-done"


def set_aside(path: Path, names: Sequence[str], first: str = META) -> None:
    """Move results into the folder of replaced ones.

    Where that holds whole results already, what is in the directory was not finished, and goes.

    Parameters
    ----------
    path : Path
    names : sequence of str
        All files and folders that results may have.
    first : str
        The one that is read first.
    """
    aside, others = path / REPLACED, [name for name in names if name != first]
    if is_regular(aside / first):
        for name in (first, *others):
            _remove(path / name)
        return
    if not is_regular(path / first):
        return
    aside.mkdir(exist_ok=True)
    for name in (*others, first):
        _move(path / name, aside / name)


def restore(path: Path, names: Sequence[str], first: str = META) -> None:
    """Move results back that were set aside, unless others have taken their place."""
    aside, others = path / REPLACED, [name for name in names if name != first]
    if not is_folder(aside) or (is_regular(path / first) and is_regular(aside / first)):
        return
    if is_regular(aside / first):
        for name in others:
            _remove(path / name)
        _move(aside / first, path / first)
    for name in others:
        _move(aside / name, path / name)
    with contextlib.suppress(OSError):  # where somebody has put a file of their own
        aside.rmdir()


def drop_replaced(path: Path, first: str = META) -> None:
    """Remove the results that were set aside, once the new ones are whole."""
    done = path / _DONE
    if is_folder(done):
        shutil.rmtree(done)
    if is_regular(path / REPLACED / first) and is_regular(path / first):
        (path / REPLACED).rename(done)  # in one step, so that none of them counts any more
        shutil.rmtree(done)


def is_of_replacement(name: str) -> bool:
    """Tell whether a file or folder of a directory belongs to the replacing of results."""
    return name in (REPLACED, _DONE)


def describe_replacement(path: Path) -> str:
    """Say where the study is that another one is about to replace; nothing if there is none."""
    aside = path / REPLACED
    if not is_folder(aside):
        return ""
    if not (is_regular(path / META) and is_regular(aside / META)):
        return f"{path}: replacing this study was interrupted; it is as it was"
    command = f"embedstudy show {shlex.quote(str(aside))}"
    return f"{aside}: the study that this one replaces is here until this one is whole ({command})"


def _move(place: Path, target: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        place.rename(target)


def _remove(place: Path) -> None:
    if is_folder(place):
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
