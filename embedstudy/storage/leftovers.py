"""What killed processes left in the data home: temporary files and parts of downloads."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from embedstudy.errors import EmbedstudyError
from embedstudy.storage.folders import walk_files
from embedstudy.storage.home import data_home
from embedstudy.storage.temporaries import FOLDER, is_temporary, remove_abandoned, remove_temporary

# Ends the names of folders with the beginning of a file.
PART = ".part"
# The beginning of a download is kept so long, to go on from it.
_RESUMABLE = 14 * 24 * 3600.0  # seconds
# Those of the hub's own libraries, which look after them.
_FOREIGN = ("files", "arrow")
_DEPTH = 3
# Those of older versions, which lock none of them.
_OLD_PARTS = (PART, f"{PART}.json")
_swept: set[Path] = set()


def sweep_home() -> int:
    """Remove what killed processes left in the data home, once in a process.

    A file that a living process has open is never removed; see `embedstudy.storage.temporaries`.

    Returns
    -------
    int
        How many files and folders.
    """
    try:
        home = data_home()
    except (EmbedstudyError, OSError):  # whoever needs one will say so
        return 0
    if home in _swept:
        return 0
    _swept.add(home)
    return sum(_sweep_path(path) for path in _list_hidden(home, _DEPTH))


def _list_hidden(folder: Path, depth: int) -> Iterator[Path]:
    """Yield what has a hidden name or that of a part, in a folder and those below it."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.name.startswith(".") or entry.name.endswith(_OLD_PARTS):
                yield Path(entry.path)
            elif depth and entry.name not in _FOREIGN and entry.is_dir():
                yield from _list_hidden(Path(entry.path), depth - 1)


def _sweep_path(path: Path) -> bool:
    if is_temporary(path):
        return remove_temporary(path)
    if path.name.startswith(FOLDER) and path.name.endswith(PART):
        return remove_abandoned(path, _RESUMABLE if _has_bytes(path) else 0.0)
    if path.name.startswith(FOLDER) or path.name.endswith(_OLD_PARTS):
        return remove_abandoned(path, _RESUMABLE)
    return False


def _has_bytes(part: Path) -> bool:
    """Tell whether a part is more than the note on its origin."""
    return any(path.stat().st_size for path in walk_files(part) if path.name[0] != ".")
