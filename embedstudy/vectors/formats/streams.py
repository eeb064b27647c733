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
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeAlias, TypeVar, cast

from embedstudy.errors import InputError

BufferedStream: TypeAlias = "io.BufferedReader[Any]"
Opened = TypeVar("Opened", zipfile.ZipFile, IO[bytes])

PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"PK\x03\x04": "zip"}
# So much of a file is looked at to tell what it is.
HEAD = 1 << 16
# A table of numbers seldom packs better than ten to one; zeros pack a thousand to one.
MAX_RATIO = 200
_CURE = "damaged, or not whole: download it again"


class Guarded(io.RawIOBase):
    """A stream that stops a bomb: something small that unpacks to far more than tables do."""

    def __init__(self, stream: IO[bytes], source: str, packed_size: int) -> None:
        self._stream, self._source = stream, source
        self._left = max(packed_size * MAX_RATIO, 1 << 20)

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read some bytes."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            content = self._stream.read(len(view))
        except (lzma.LZMAError, struct.error, RuntimeError, ValueError) as error:
            raise InputError(f"{self._source}: {error} ({_CURE})") from None
        view[: len(content)] = content
        self._left -= len(content)
        if self._left < 0:
            raise InputError(f"{self._source}: unpacks to over {MAX_RATIO} times its size: refused")
        return len(content)


def check_rest(stream: BufferedStream) -> None:
    """Read what is packed to its end, where its checksum is; plain files have none."""
    if isinstance(stream.raw, Guarded):
        while stream.read(1 << 20):
            pass


@contextlib.contextmanager
def opened(path: Path, member: str = "") -> Iterator[BufferedStream]:
    """Open a file, or what is packed in it, for reading.

    Parameters
    ----------
    path : Path
    member : str
        The file wanted of a .zip; needed only where it holds several.

    Raises
    ------
    InputError
        If the file is not there, is empty, is a web page, or is damaged or cut short.
    """
    with _named_errors(path), _buffered(path) as file:
        start = file.peek(4)[:4]
        kind = next((kind for magic, kind in PACKED.items() if start.startswith(magic)), "")
        if path.stat().st_size == 0:
            raise InputError(f"{path}: is empty")
        if not kind:
            _refuse_web_page(path, file.peek(512)[:512])
            yield file
            return
        with contextlib.ExitStack() as stack:
            if kind == "zip":
                archive = stack.enter_context(_from_zip(path, lambda: zipfile.ZipFile(file)))
                info = _member(path, archive, member)
                unpacked = _from_zip(path, lambda: archive.open(info))
                size = info.compress_size
            else:
                unpacked = cast(
                    IO[bytes], gzip.GzipFile(fileobj=file) if kind == "gzip" else bz2.BZ2File(file)
                )
                size = path.stat().st_size
            stack.enter_context(unpacked)
            reader = io.BufferedReader(Guarded(unpacked, str(path), size), 1 << 20)
            head = reader.peek(512)[:512]
            if not head:
                raise InputError(f"{path}: is empty inside")
            _refuse_web_page(path, head)
            yield reader


def _buffered(path: Path) -> BufferedStream:
    return cast(BufferedStream, path.open("rb", buffering=HEAD))


@contextlib.contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder, not a file of vectors") from None
    except EOFError:
        raise InputError(f"{path}: ends before the end of the stream ({_CURE})") from None
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path}: {error} ({_CURE})") from None
    except OSError as error:
        # bz2 says so that its data are invalid, and zipfile that a place is before the beginning.
        if error.errno is None or (error.errno == errno.EINVAL and error.filename is None):
            raise InputError(f"{path}: {error.strerror or error} ({_CURE})") from None
        raise


def _from_zip(path: Path, get: Callable[[], Opened]) -> Opened:
    try:
        return get()
    except (OSError, zipfile.BadZipFile):
        raise
    except RuntimeError as error:  # a password, or a method or version that Python does not know
        raise InputError(f"{path}: {str(error).rstrip('.')}: cannot be unpacked") from None
    except Exception as error:  # damage of names and numbers shows in many ways
        raise InputError(f"{path}: {error} ({_CURE})") from None


def _member(path: Path, archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
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


def _refuse_web_page(path: Path, head: bytes) -> None:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<!doctype", b"<html")):
        raise InputError(f"{path}: is a web page, not vectors (a failed download?)")
