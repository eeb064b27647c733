"""Hashes of files and documents, which tell when they have changed.

XXH3 (128 bits) tells a damaged file at the speed of memory. It is no proof against somebody who
changes a file on purpose: what comes from elsewhere is checked by SHA-256.
"""

import hashlib
import json
from collections.abc import Mapping
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Any

import xxhash

# In a document: the checksum of the rest of it.
SEAL = "checksum"
_BLOCK_BYTES = 1 << 18  # stays in the processor's cache


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksum_file(path: Path) -> str:
    """Return the XXH3 checksum of a file's bytes: 32 hex digits."""
    with path.open("rb", buffering=0) as file:
        return checksum_open_file(file)


def checksum_open_file(file: BufferedReader | FileIO) -> str:
    """Return the XXH3 checksum of an open file's bytes; it is at its beginning afterwards.

    Others may replace the file of that name meanwhile: whoever goes on reading from the open file,
    or maps it, has the bytes that were looked at.
    """
    checksum, block = xxhash.xxh3_128(), memoryview(bytearray(_BLOCK_BYTES))
    file.seek(0)
    while count := file.readinto(block):
        checksum.update(block[:count])
    file.seek(0)
    return checksum.hexdigest()


def checksum_bytes(content: Any) -> str:
    """Return the XXH3 checksum of bytes: 32 hex digits.

    Parameters
    ----------
    content : bytes-like
        Also a contiguous array, which may be memory-mapped.

    Examples
    --------
    >>> checksum_bytes(b"word")
    '7d8e573b9912cf533cb5f2048b6ef655'
    """
    return xxhash.xxh3_128_hexdigest(content)


def seal_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON document with the checksum of its content, under `SEAL`, as its last key.

    Examples
    --------
    >>> is_seal_whole(seal_document({"words": 3}))
    True
    """
    content = {key: value for key, value in document.items() if key != SEAL}
    return {**content, SEAL: _compute_seal(content)}


def is_seal_whole(document: Mapping[str, Any]) -> bool | None:
    """Tell whether a document has the content that it was sealed with; None if it has no seal."""
    if SEAL not in document:
        return None
    content = {key: value for key, value in document.items() if key != SEAL}
    return bool(document[SEAL] == _compute_seal(content))


def _compute_seal(content: Mapping[str, Any]) -> str:
    # As a reader of the file has it, with the order and the spaces of its text left aside.
    as_read = json.loads(json.dumps(content))
    return checksum_bytes(json.dumps(as_read, sort_keys=True).encode())
