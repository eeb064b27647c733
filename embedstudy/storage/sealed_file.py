"""JSON files that carry a checksum of their own content."""

import errno
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from embedstudy.storage.checksums import SEAL, is_seal_whole, seal_document
from embedstudy.storage.publish import publish
from embedstudy.storage.temporaries import sweep


class DamagedCacheError(Exception):
    """A file of the data home is not as it was written.

    Attributes
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: damaged")
        self.path = path


def format_document(document: Mapping[str, Any]) -> bytes:
    """Return the bytes of a document, which are the same for equal documents."""
    return json.dumps(document).encode()


def write_sealed(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document with its checksum; what killed processes left in the folder goes."""
    with publish(path) as file:
        file.write(format_document(seal_document(document)))
    sweep(path.parent)


def read_sealed(path: Path, keys: Collection[str]) -> dict[str, Any] | None:
    """Read a document; None if there is no file, or none that may be read.

    Parameters
    ----------
    path : Path
    keys : collection of str
        A document of an earlier version has these keys and no checksum.

    Raises
    ------
    DamagedCacheError
        If it is not as it was written.
    """
    content = read_bytes(path)
    if content is None:
        return None
    document = parse_document(content, path)
    is_whole = is_seal_whole(document)
    is_older = is_whole is None and document.keys() == set(keys)
    if not is_older and not (is_whole and content == format_document(document)):
        raise DamagedCacheError(path)
    document.pop(SEAL, None)
    return document


def check_not_endless(path: Path) -> None:
    """Refuse a pipe or a device in the place of a file: opening it might never end.

    Raises
    ------
    DamagedCacheError
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise DamagedCacheError(path)


def read_bytes(path: Path) -> bytes | None:
    """Return the content of a file; None if there is none, or none that may be read.

    Raises
    ------
    DamagedCacheError
        If the disk cannot read it, or a pipe or a device stands in its place.
    """
    try:
        check_not_endless(path)
        return path.read_bytes()
    except OSError as error:
        if error.errno == errno.EIO:
            raise DamagedCacheError(path) from None
        return None


def parse_document(content: bytes, path: Path) -> dict[str, Any]:
    """Return a JSON object; `path` is that of its file.

    Raises
    ------
    DamagedCacheError
        If it is none.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise DamagedCacheError(path)
    return document
