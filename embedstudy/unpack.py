"""Files as streams of bytes, whatever they are packed in; nothing is unpacked to disk."""

import bz2
import contextlib
import errno
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeAlias, TypeVar, cast

from embedstudy.errors import InputError

BufferedStream: TypeAlias = "io.BufferedReader[Any]"
Opened = TypeVar("Opened", zipfile.ZipFile, IO[bytes])

MAGIC = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "zip": b"PK\x03\x04"}
_BUFFER = 1 << 16
_UNPACKED_BUFFER = 1 << 20
_CURE = "damaged, or not whole: get it again"


class _UnpackedStream(io.RawIOBase):
    """An unpacked stream whose errors are input errors, and which stops a bomb."""

    def __init__(self, stream: IO[bytes], source: str, packed_size: int, max_ratio: float) -> None:
        self._stream, self._source, self._max_ratio = stream, source, max_ratio
        self._bytes_left = max(packed_size * max_ratio, 1 << 20)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            content = self._stream.read(len(view))
        except (lzma.LZMAError, struct.error, RuntimeError, ValueError) as error:
            raise InputError(f"{self._source}: {error} ({_CURE})") from None
        view[: len(content)] = content
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            raise InputError(
                f"{self._source}: unpacks to over {self._max_ratio:g} times its size: refused"
            )
        return len(content)


@contextlib.contextmanager
def open_unpacked(
    path: Path,
    member: str = "",
    *,
    packings: Collection[str] = tuple(MAGIC),
    max_ratio: float = float("inf"),
) -> Iterator[BufferedStream]:
    """Open a file, or the file that is packed in it, for reading.

    Parameters
    ----------
    path : Path
    member : str
        The file wanted of a .zip; needed where the .zip holds several.
    packings : collection of str
        Names in `MAGIC`. A file that is packed otherwise is read as it is.
    max_ratio : float
        A packed file that unpacks to more than this times its size is refused.

    Raises
    ------
    InputError
        If what is packed is damaged, cut short, refused, or not there.
    OSError
        If the file itself cannot be opened or read.
    """
    packing = ""
    try:
        with cast(BufferedStream, path.open("rb", buffering=_BUFFER)) as file:
            start = file.peek(4)[:4]
            packing = next((name for name in packings if start.startswith(MAGIC[name])), "")
            if not packing:
                yield file
                return
            with contextlib.ExitStack() as stack:
                if packing == "zip":
                    archive = stack.enter_context(_check_zip(path, lambda: zipfile.ZipFile(file)))
                    info = _find_member(path, archive, member)
                    unpacked, size = (
                        _check_zip(path, lambda: archive.open(info)),
                        info.compress_size,
                    )
                else:
                    stream = gzip.GzipFile(fileobj=file) if packing == "gzip" else bz2.BZ2File(file)
                    unpacked, size = cast(IO[bytes], stream), path.stat().st_size
                stack.enter_context(unpacked)
                raw = _UnpackedStream(unpacked, str(path), size, max_ratio)
                yield io.BufferedReader(raw, _UNPACKED_BUFFER)
    except EOFError:
        raise InputError(f"{path}: ends before the end of the {packing} stream ({_CURE})") from None
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path}: {error} ({_CURE})") from None
    except OSError as error:
        # bz2 reports invalid data so, and zipfile a place before the beginning.
        if error.errno is None or (error.errno == errno.EINVAL and error.filename is None):
            raise InputError(f"{path}: {error.strerror or error} ({_CURE})") from None
        raise


def read_to_end(stream: BufferedStream) -> None:
    """Read what is packed to its end, where its checksum is; plain files have none."""
    if isinstance(stream.raw, _UnpackedStream):
        while stream.read(_UNPACKED_BUFFER):
            pass


def _check_zip(path: Path, get: Callable[[], Opened]) -> Opened:
    try:
        return get()
    except (OSError, zipfile.BadZipFile):
        raise
    except RuntimeError as error:  # a password, or a method or version that Python does not know
        raise InputError(f"{path}: {str(error).rstrip('.')}: cannot be unpacked") from None
    except Exception as error:  # damage of names and numbers shows in many ways
        raise InputError(f"{path}: {error} ({_CURE})") from None


def _find_member(path: Path, archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    files = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    for inside in files:
        parts = PurePosixPath(inside.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in inside.split("/", 1)[0]:
            raise InputError(f"{path}: a member is named {inside!r}: refused")
    if name:
        if name not in files:
            raise InputError(f"{path}: no member {name!r}; there are: {', '.join(files)}")
        return files[name]
    if len(files) != 1:
        raise InputError(
            f"{path}: holds {len(files)} files; name one of them after a '#': "
            + ", ".join(f"{path.name}#{inside}" for inside in files)
        )
    return next(iter(files.values()))
