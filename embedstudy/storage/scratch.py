"""Large arrays in files without a name, which vanish with the process however it ends."""

import mmap
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO

from embedstudy.errors import EmbedstudyWarning
from embedstudy.storage.home import data_home
from embedstudy.storage.publish import FULL, no_space

if TYPE_CHECKING:
    import numpy as np

# Smaller arrays stay in memory.
LARGE = 50_000_000  # bytes
# Several arrays, each by some of its rows.
Rows = tuple["np.ndarray", ...]
_warned: set[Path] = set()


def is_large(n_bytes: int) -> bool:
    """Return whether an array of so many bytes belongs in a file."""
    return n_bytes >= LARGE


def join_on_disk(read: Callable[[], Iterator[Rows]]) -> Rows:
    """Return arrays whose rows come a few at a time, mapped from files that only this process has.

    The files are in the data home. Where that is full or cannot be written, the arrays are made
    in memory, with a warning, which is given once.

    Parameters
    ----------
    read : callable
        Yields the next rows of each array, at least once; from the start at each call.

    Returns
    -------
    tuple of ndarray
        Those in files are read-only.

    Examples
    --------
    >>> import numpy as np
    >>> numbers, halves = join_on_disk(lambda: ((np.array([i]), np.array([i / 2])) for i in (1, 2)))
    >>> numbers, halves
    (array([1, 2]), array([0.5, 1. ]))
    """
    import numpy as np

    folder = data_home() / "encoded"
    try:
        return _write_and_map(read(), folder)
    except OSError as error:  # a home that is full or read-only: go on in memory
        cause = no_space(folder, 0) if error.errno in FULL else error.strerror or error
        if folder not in _warned:
            _warned.add(folder)
            message = f"{folder}: {cause}; texts are held in memory instead"
            warnings.warn(message, EmbedstudyWarning, stacklevel=2)
    return tuple(np.concatenate(parts) for parts in zip(*read(), strict=True))


def _write_and_map(blocks: Iterator[Rows], folder: Path) -> Rows:
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    files: list[BinaryIO] = []
    try:
        for number, block in enumerate(blocks):
            if number == 0:
                files = [TemporaryFile(dir=folder) for _ in block]  # noqa: SIM115 - closed below
                kinds = [(rows.dtype, rows.shape[1:]) for rows in block]
            for file, rows in zip(files, block, strict=True):
                file.write(np.ascontiguousarray(rows).data)
        return tuple(
            _map_rows(file, dtype, width) for file, (dtype, width) in zip(files, kinds, strict=True)
        )
    finally:
        for file in files:
            file.close()


def _map_rows(file: BinaryIO, dtype: "np.dtype", width: tuple[int, ...]) -> "np.ndarray":
    import numpy as np

    file.flush()
    if not file.tell():
        return np.empty((0, *width), dtype)
    pages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(pages, dtype).reshape(-1, *width)
