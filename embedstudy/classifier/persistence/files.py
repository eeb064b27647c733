"""The files of a saved model as bytes; a folder may come from a stranger."""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from embedstudy.errors import InputError

# At the end of a name: the start of the hash of the content, while a save is not finished.
_HASH_DIGITS = 16


def name_staged(name: str, sha256: str) -> str:
    """Return the name of a file that is written, while the one it replaces still has its name.

    Examples
    --------
    >>> name_staged("vocab.txt", "0123456789abcdef" * 4)
    'vocab.txt.0123456789abcdef'
    """
    return f"{name}.{sha256[:_HASH_DIGITS]}"


def is_staged(name: str, final: str) -> bool:
    """Tell whether `name_staged` names so a file that is to be called `final`."""
    digits = name.removeprefix(f"{final}.")
    is_hash = len(digits) == _HASH_DIGITS and not set(digits) - set("0123456789abcdef")
    return name != digits and is_hash


@contextlib.contextmanager
def open_file(folder: Path, name: str, limit: int | None = None) -> Iterator[BinaryIO]:
    """Open a file of a model for reading.

    Parameters
    ----------
    folder : Path
    name : str
    limit : int, optional
        The most bytes that it may have.

    Raises
    ------
    FileNotFoundError
    InputError
        If it is a link out of the folder, no regular file, or too long.
    """
    path = folder / name
    place, there = (Path(os.path.realpath(name)) for name in (folder, path))
    if path.is_symlink() and not there.is_relative_to(place):
        raise InputError(f"{path}: is a link out of the folder, and is not followed")
    if there.is_symlink():
        raise InputError(f"{path}: is a link that leads nowhere")
    status = there.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe would wait for a writer
        raise InputError(f"{path}: is no regular file")
    if limit is not None and status.st_size > limit:
        raise InputError(
            f"{path}: is {status.st_size:,} bytes long; this model takes at most {limit:,}"
        )
    with there.open("rb") as file:
        yield file


def read_file(folder: Path, name: str, limit: int) -> bytes:
    """Return the bytes of a file of a model; raise what `open_file` does."""
    with open_file(folder, name, limit) as file:
        return file.read(limit)


def hash_file(file: BinaryIO) -> str:
    """Return the SHA-256 of a file from its start, as hex digits, in constant memory."""
    file.seek(0)
    return hashlib.file_digest(cast("BufferedReader", file), "sha256").hexdigest()
