"""Hashes of files, remembered for the large ones so that a warm start does not read gigabytes."""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from embedstudy.storage import data_home, publish, sha256

# Hashing runs at about 1 GB/s. The hash of a smaller file is not worth remembering: the file is
# read again whenever it is opened.
REMEMBERED_FROM = 128_000_000


def find_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, from memory if it is large and unchanged since last time.

    Unchanged means: the same inode, size, and times of writing and of change to the nanosecond.
    """
    before = path.stat()
    if before.st_size < REMEMBERED_FROM:
        return sha256(path)
    memory, state = _find_memory(path), _read_state(before)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        remembered = json.loads(memory.read_text(encoding="utf-8"))
        if remembered["state"] == state:
            return str(remembered["sha256"])
    digest = sha256(path)
    if _read_state(path.stat()) == state:
        document = {"path": str(path), "state": state, "sha256": digest}
        with contextlib.suppress(OSError), publish(memory) as file:  # a read-only home will do
            file.write(json.dumps(document).encode())
    return digest


def md5(path: Path) -> str:
    """Return the MD5 of a file, for lists that give no better hash."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _read_state(status: os.stat_result) -> list[int]:
    return [status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _find_memory(path: Path) -> Path:
    name = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]
    return data_home() / "hashes" / f"{name}.json"
