"""Cache folders: files whose checksums stand in their meta.json, which has one of its own.

A copy is opened only if every byte is as it was written. The name of a folder depends on the format
of its files, so that two versions of the package may share a data home: neither opens, replaces or
removes what the other wrote.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from embedstudy.storage.checksums import (
    checksum_file,
    checksum_open_file,
    is_seal_whole,
    seal_document,
)
from embedstudy.storage.publish import publish
from embedstudy.storage.sealed_file import (
    DamagedCacheError,
    check_not_endless,
    format_document,
    parse_document,
    read_bytes,
)
from embedstudy.storage.temporaries import is_temporary, sweep

META = "meta.json"


@dataclass(frozen=True, eq=False)
class CacheContent:
    """The verified files of a cache folder, open for reading.

    They stay the same when others replace or remove the files of the folder.

    Attributes
    ----------
    meta : dict
        What the writer stored.
    files : dict
        The open files by name, each at its beginning.
    """

    meta: dict[str, Any]
    files: dict[str, BufferedReader] = field(default_factory=dict)

    def __enter__(self) -> "CacheContent":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.files.values():
            file.close()


@dataclass(frozen=True)
class CacheFolder:
    """A folder of the data home that holds one copy.

    Attributes
    ----------
    path : Path
        Its name depends on the key of the copy and on the format.
    format : int
        The format of the files; copies of another one count as absent.
    """

    path: Path
    format: int

    def read_meta(self) -> dict[str, Any] | None:
        """Return what the writer stored; None if there is no copy of this format.

        Raises
        ------
        DamagedCacheError
            If it is not as it was written.
        """
        content = self._read_meta_file()
        document = None if content is None else self._parse_document(content)
        return None if document is None else document["content"]

    def open(self) -> CacheContent | None:
        """Open the copy, after a look at every byte of it; None if there is none of this format.

        Raises
        ------
        DamagedCacheError
            If a file is not as it was written, or is not there.
        """
        while True:
            content = self._read_meta_file()
            if content is None:
                return None
            try:
                return self._open_files(content)
            except DamagedCacheError:
                if self._read_meta_file() == content:
                    raise
            except PermissionError:
                return None

    @contextlib.contextmanager
    def write(
        self, names: Sequence[str], needs: int = 0
    ) -> Iterator[tuple[dict[str, Any], list[BinaryIO]]]:
        """Write the files of a copy; none has its name before all are written, the last `META`.

        What killed processes left in this folder and in those next to it goes.

        Parameters
        ----------
        names : sequence of str
            The files besides `META`.
        needs : int
            About how many bytes they take, for messages.

        Yields
        ------
        content : dict
            What the writer fills in is stored: see `CacheContent.meta`.
        files : list of binary files
            Open for writing, in the order of `names`.
        """
        sweep_caches(self.path.parent)
        try:
            with contextlib.ExitStack() as stack:
                # Locked until the last file has its name: a folder with it is in use.
                meta_file = stack.enter_context(publish(self.path / META))
                files = [stack.enter_context(publish(self.path / name, needs)) for name in names]
                content: dict[str, Any] = {}
                yield content, files
                for file in files:
                    file.flush()
                    os.fsync(file.fileno())
                checksums = map(checksum_file, [Path(file.name) for file in files])
                document = {
                    "format": self.format,
                    "folder": self.path.name,
                    "files": dict(zip(names, checksums, strict=True)),
                    "content": content,
                }
                meta_file.write(format_document(seal_document(document)))
        except BaseException:
            with contextlib.suppress(OSError):  # it holds what was there before
                self.path.rmdir()
            raise

    def remove(self) -> None:
        """Remove the copy; processes that have mapped it keep it."""
        with contextlib.suppress(OSError):
            (self.path / META).unlink(missing_ok=True)  # without it, the others count for nothing
            for path in self.path.iterdir():
                if not is_temporary(path):
                    path.unlink(missing_ok=True)
            self.path.rmdir()

    def _read_meta_file(self) -> bytes | None:
        return read_bytes(self.path / META)

    def _parse_document(self, content: bytes) -> dict[str, Any] | None:
        document = parse_document(content, self.path / META)
        is_whole = is_seal_whole(document)
        if is_whole is not False and document.get("format") != self.format:
            return None
        is_as_written = is_whole and content == format_document(document)
        if not is_as_written or document["folder"] != self.path.name:
            raise DamagedCacheError(self.path / META)
        return document

    def _open_files(self, content: bytes) -> CacheContent | None:
        document = self._parse_document(content)
        if document is None:
            return None
        if any(map(is_temporary, _list(self.path))):
            with contextlib.suppress(OSError):  # a read-only home will do
                sweep(self.path)
        opened = CacheContent(document["content"])
        try:
            for name, checksum in document["files"].items():
                path = self.path / name
                opened.files[name] = open_verified(path, checksum)
        except BaseException:
            with opened:
                raise
        return opened


def open_verified(path: Path, checksum: str) -> BufferedReader:
    """Open a file whose bytes have a checksum.

    Raises
    ------
    DamagedCacheError
        If they have another one, or cannot be read.
    """
    file = None
    check_not_endless(path)
    try:
        file = path.open("rb")
        if checksum_open_file(file) == checksum:
            return file
    except PermissionError:
        raise
    except OSError:
        pass
    if file is not None:
        file.close()
    raise DamagedCacheError(path)


def _list(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return list(folder.iterdir())
    return []


def sweep_caches(parent: Path) -> None:
    """Remove what killed processes left in cache folders: temporary files, and copies in part.

    A folder in which a live process writes stays as it is.
    """
    for folder in _list(parent):
        with contextlib.suppress(OSError):  # no folder, or others are faster
            names = {path.name for path in folder.iterdir()}
            if META not in names or any(name.endswith(".tmp") for name in names):
                _sweep_cache(folder)


def _sweep_cache(folder: Path) -> None:
    sweep(folder)
    left = _list(folder)
    # In this order: whoever finishes meanwhile has renamed its temporary file.
    if not left or any(map(is_temporary, left)) or (folder / META).exists():
        return
    for path in left:
        path.unlink()
    folder.rmdir()
