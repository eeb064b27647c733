"""Hashes of files, remembered for the large ones so that a warm start does not read gigabytes."""

import contextlib
import hashlib
import os
import warnings
from pathlib import Path

from embedstudy.errors import EmbedstudyWarning
from embedstudy.storage import DamagedCacheError, data_home, read_sealed, sha256, write_sealed

# Hashing runs at about 1 GB/s. The hash of a smaller file is not worth remembering: the file is
# read again whenever it is opened.
REMEMBERED_FROM = 128_000_000
_KEYS = ("path", "state", "sha256")


def find_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, from memory if it is large and unchanged since last time.

    Unchanged means: the same inode, size, and times of writing and of change to the nanosecond.
    """
    before = path.stat()
    if before.st_size < REMEMBERED_FROM:
        return sha256(path)
    memory, state = _find_memory(path), _read_state(before)
    if (digest := _recall(path, memory, state)) is not None:
        return digest
    digest = sha256(path)
    if _read_state(path.stat()) == state:
        values = (str(path), state, digest)
        with contextlib.suppress(OSError):  # a read-only home will do
            write_sealed(memory, dict(zip(_KEYS, values, strict=True)))
    return digest


def _recall(path: Path, memory: Path, state: list[int]) -> str | None:
    """Return the remembered hash; None if there is none for this state of the file."""
    try:
        document = read_sealed(memory, _KEYS)
    except DamagedCacheError as damage:
        message = f"{damage.path}: damaged; hashing {path} again"
        warnings.warn(message, EmbedstudyWarning, stacklevel=3)
        return None
    return str(document["sha256"]) if document and document["state"] == state else None


def md5(path: Path) -> str:
    """Return the MD5 of a file, for lists that give no better hash."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _read_state(status: os.stat_result) -> list[int]:
    return [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _find_memory(path: Path) -> Path:
    name = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]
    return data_home() / "hashes" / f"{name}.json"
