"""Files as streams of bytes, whatever they are packed in; nothing is unpacked to disk."""

import bz2
import contextlib
import errno
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeAlias, TypeVar, cast

from embedstudy.errors import InputError
from embedstudy.limits import check_unpacked, find_unpacked_limit

BufferedStream: TypeAlias = "io.BufferedReader[Any]"
Opened = TypeVar("Opened", zipfile.ZipFile, IO[bytes])

# A tar has no magic at its start; it may be packed itself.
TAR = "tar"
MAGIC = {"gzip": b"\x1f\x8b", "bzip2": b"BZh", "xz": b"\xfd7zXZ\0", "zip": b"PK\x03\x04"}
_MAGIC_BYTES = max(map(len, MAGIC.values()))
_BUFFER = 1 << 16
_UNPACKED_BUFFER = 1 << 20
_CURE = "damaged, or not whole: get it again"


class MemberError(InputError):
    """An archive holds several files, or not the one that was named; the archive itself is fine."""


class BoundedStream(io.RawIOBase):
    """An unpacked stream whose errors are input errors, and which stops a bomb.

    Parameters
    ----------
    stream : file
    source : str
        Name of the file, for messages.
    consumed : callable
        Returns how many packed bytes the stream has used.
    """

    def __init__(self, stream: IO[bytes], source: str, consumed: Callable[[], int]) -> None:
        self._stream, self._source, self._consumed = stream, source, consumed
        self._size = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill a buffer, and return the number of bytes in it."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            content = self._stream.read(len(view))
        except (lzma.LZMAError, struct.error, RuntimeError, ValueError) as error:
            raise InputError(f"{self._source}: {error} ({_CURE})") from None
        view[: len(content)] = content
        self._size += len(content)
        check_unpacked(self._source, self._size, self._consumed())
        return len(content)


@contextlib.contextmanager
def open_unpacked(
    path: Path,
    member: str = "",
    *,
    packings: Collection[str] = (*MAGIC, TAR),
) -> Iterator[BufferedStream]:
    """Open a file, or the file that is packed in it, for reading.

    Parameters
    ----------
    path : Path
    member : str
        The file wanted of a .zip or .tar; needed where it holds several.
    packings : collection of str
        Names in `MAGIC`, and `TAR`. A file that is packed otherwise is read as it is.

    Raises
    ------
    InputError
        If what is packed is damaged, cut short or not there, or unpacks to too many bytes: see
        `check_unpacked`.
    OSError
        If the file itself cannot be opened or read.
    """
    packing = ""
    try:
        with cast(BufferedStream, path.open("rb", buffering=_BUFFER)) as file:
            start = file.peek(_MAGIC_BYTES)[:_MAGIC_BYTES]
            magics = {name: MAGIC[name] for name in packings if name in MAGIC}
            packing = next((name for name in magics if start.startswith(magics[name])), "")
            has_tar = TAR in packings
            if not packing and not (has_tar and _is_tar(file)):
                yield file
                return
            with contextlib.ExitStack() as stack:
                first = 0
                if packing == "zip":
                    archive = stack.enter_context(_check_zip(path, lambda: zipfile.ZipFile(file)))
                    info = _find_member(path, archive, member)
                    unpacked, first = (
                        _check_zip(path, lambda: archive.open(info)),
                        info.header_offset,
                    )
                else:
                    unpacked = _open_packed(file, packing)
                    if has_tar and _is_tar(unpacked):
                        stack.enter_context(unpacked)
                        unpacked = _open_tar_member(path, unpacked, member)
                stack.enter_context(unpacked)
                raw = BoundedStream(unpacked, str(path), lambda: _find_place(path, file) - first)
                yield io.BufferedReader(raw, _UNPACKED_BUFFER)
    except EOFError:
        raise InputError(f"{path}: ends before the end of the {packing} stream ({_CURE})") from None
    except (
        gzip.BadGzipFile,
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        tarfile.TarError,
    ) as error:
        raise InputError(f"{path}: {error} ({_CURE})") from None
    except OSError as error:
        # bz2 reports invalid data so, and zipfile a place before the beginning.
        if error.errno is None or (error.errno == errno.EINVAL and error.filename is None):
            raise InputError(f"{path}: {error.strerror or error} ({_CURE})") from None
        raise


class BoundedTar:
    """The bytes of a tar, unpacked, which stop a bomb; `tarfile` reads and seeks in it.

    A header may claim any size, and some are read into memory whole.

    Parameters
    ----------
    stream : file
    source : str
        Name of the file, for messages.
    packed_size : int
        In bytes.
    """

    def __init__(self, stream: IO[bytes], source: str, packed_size: int) -> None:
        self._stream, self._source, self._packed_size = stream, source, packed_size

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes; all of them without a number."""
        here, limit = self._stream.tell(), find_unpacked_limit(self._packed_size)
        size = limit - here + 1 if size < 0 else min(size, limit - here + 1)
        content = self._stream.read(max(0, size))
        check_unpacked(self._source, here + len(content), self._packed_size)
        return content

    def seek(self, place: int) -> int:
        """Go to a place from the start."""
        check_unpacked(self._source, place, self._packed_size)
        return self._stream.seek(place)

    def tell(self) -> int:
        """Return the place from the start."""
        return self._stream.tell()

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def read_to_end(stream: BufferedStream) -> None:
    """Read what is packed to its end, where its checksum is; plain files have none."""
    if isinstance(stream.raw, BoundedStream):
        while stream.read(_UNPACKED_BUFFER):
            pass


def _find_place(path: Path, file: BufferedStream) -> int:
    """Return how many bytes of a file are read; all where it is in an archive that cannot tell."""
    try:
        return file.tell()
    except io.UnsupportedOperation:
        return path.stat().st_size


def _check_zip(path: Path, get: Callable[[], Opened]) -> Opened:
    try:
        return get()
    except (OSError, zipfile.BadZipFile):
        raise
    except RuntimeError as error:  # a password, or a method or version that Python does not know
        raise InputError(f"{path}: {str(error).rstrip('.')}: cannot be unpacked") from None
    except Exception as error:  # damage of names and numbers shows in many ways
        raise InputError(f"{path}: {error} ({_CURE})") from None


def _is_tar(stream: Any) -> bool:
    """Whether a stream is at the start of a tar, by the checksum of its first header."""
    try:
        start = stream.peek(tarfile.BLOCKSIZE)[: tarfile.BLOCKSIZE]
        tarfile.TarInfo.frombuf(start, "utf-8", "replace")
    except tarfile.HeaderError:
        return False
    return True


def _open_packed(file: BufferedStream, packing: str) -> IO[bytes]:
    openers: dict[str, Callable[..., Any]] = {
        "gzip": lambda file: gzip.GzipFile(fileobj=file),
        "bzip2": bz2.BZ2File,
        "xz": lzma.LZMAFile,
    }
    return cast(IO[bytes], openers[packing](file) if packing in openers else file)


def _open_tar_member(path: Path, stream: IO[bytes], member: str) -> IO[bytes]:
    """Open a file inside a tar; links and devices are passed over.

    The tar is read to its end first: the files in it are known only then, and so is the checksum
    of the stream that it is packed in.
    """
    size = path.stat().st_size
    bounded = cast(IO[bytes], BoundedTar(stream, str(path), size))
    archive = tarfile.open(fileobj=bounded, mode="r:")  # noqa: SIM115 - it holds nothing open
    infos = {}
    for info in archive:
        check_unpacked(path, info.offset_data + info.size, size)
        if info.isreg():
            infos[info.name] = info
    while bounded.read(_UNPACKED_BUFFER):
        pass
    content = archive.extractfile(_choose_member(path, infos, member))
    assert content is not None  # noqa: S101 - it is a file
    return content


def _find_member(path: Path, archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    return _choose_member(path, infos, name)


Member = TypeVar("Member", zipfile.ZipInfo, tarfile.TarInfo)


def _choose_member(path: Path, infos: Mapping[str, Member], name: str) -> Member:
    # The companions that macOS packs with each file.
    files = {
        inside: info
        for inside, info in infos.items()
        if inside == name or not PurePosixPath(inside).name.startswith("._")
    }
    for inside in files:
        parts = PurePosixPath(inside.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in inside.split("/", 1)[0]:
            raise InputError(f"{path}: a member is named {inside!r}: refused")
    if name:
        if name not in files:
            raise MemberError(f"{path}: no member {name!r}; there are: {', '.join(files)}")
        return files[name]
    if len(files) != 1:
        raise MemberError(
            f"{path}: holds {len(files)} files; name one of them after a '#': "
            + ", ".join(f"{path.name}#{inside}" for inside in files)
        )
    return next(iter(files.values()))
