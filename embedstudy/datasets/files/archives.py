"""Archives (.zip; .tar, packed or not) of data files; nothing in them is written to disk."""

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from embedstudy.datasets.files.virtual_path import (
    SIGN,
    VirtualPath,
    make_virtual_path,
    read_into_memory,
)
from embedstudy.errors import InputError
from embedstudy.limits import check_unpacked
from embedstudy.unpack import BoundedTar, BufferedStream

ENDINGS = (".zip", ".tar", ".tgz")
_ZIP = b"PK\x03\x04"
# How a tar may be packed, by its first bytes; `tarfile` reads each.
_PACKED_TARS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
# A tar archive has this in its first header.
_TAR, _TAR_AT = b"ustar", 257
# Workbooks of Excel and LibreOffice are .zip files with one of these.
_WORKBOOK = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_CURE = "damaged, or not whole: get it again"
_BUFFER = 1 << 20


def is_archive(path: Path) -> bool:
    """Return whether a file is an archive, by its first bytes.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_TAR_AT + len(_TAR))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    unpack = _find_unpacker(start)
    if unpack is not None:
        with (
            contextlib.suppress(OSError, EOFError, zlib.error, lzma.LZMAError),
            path.open("rb") as file,
        ):
            start = unpack(file).read(_TAR_AT + len(_TAR))
    return start[_TAR_AT:] == _TAR or (start.startswith(_ZIP) and not is_workbook(path))


def is_workbook(path: Path) -> bool:
    """Return whether a .zip is a workbook."""
    with (
        contextlib.suppress(zipfile.BadZipFile, OSError, ValueError, RuntimeError, struct.error),
        path.open("rb") as file,
        zipfile.ZipFile(read_into_memory(path) or file) as archive,
    ):
        return any(name in archive.namelist() for name in _WORKBOOK)
    return False


def list_members(path: Path) -> list[VirtualPath]:
    """Return the files in an archive, in the order of their names, without hidden ones.

    Raises
    ------
    InputError
        If it is damaged, or a member has a name that leads out of a folder.
    """
    opener = _open_zip_member if _is_zip(path) else _open_tar_member
    with _explain_damage(path):
        names = _list_zip(path) if _is_zip(path) else _list_tar(path)
    for name in names:
        _check_name(path, name)
    return [
        make_virtual_path(
            f"{path}{SIGN}{PurePosixPath(name)}", path, name, partial(opener, path, name)
        )
        for name in sorted(names)
        if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
    ]


def find_member(path: Path, name: str) -> VirtualPath:
    """Return the member of an archive that a person named.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    members = {member.member: member for member in list_members(path)}
    if name not in members:
        raise InputError(f"{path}: no member {name!r}; there are: {', '.join(list(members)[:20])}")
    return members[name]


class _Member(io.RawIOBase):
    """A stream from an archive that closes the archive too, and whose errors are input errors."""

    def __init__(self, path: Path, stream: IO[bytes], close: Callable[[], None]) -> None:
        self._path, self._stream, self._close_archive = path, stream, close

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        with _explain_damage(self._path):
            content = self._stream.read(len(view))
        view[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._close_archive()
        super().close()


def _open_zip_member(path: Path, name: str) -> BufferedStream:
    with _explain_damage(path):
        archive = zipfile.ZipFile(path)
        stream = archive.open(name)
    return io.BufferedReader(_Member(path, stream, archive.close), _BUFFER)


def _open_tar_member(path: Path, name: str) -> BufferedStream:
    with _explain_damage(path):
        opened = contextlib.ExitStack()
        archive = opened.enter_context(_open_tar(path))
        stream = archive.extractfile(name)
    if stream is None:
        raise InputError(f"{path}: {name!r} is not a file")
    return io.BufferedReader(_Member(path, stream, opened.close), _BUFFER)


@contextlib.contextmanager
def _open_tar(path: Path) -> Iterator[tarfile.TarFile]:
    with contextlib.ExitStack() as opened:
        file = opened.enter_context(path.open("rb"))
        start = file.read(max(map(len, _PACKED_TARS)))
        file.seek(0)
        unpack = _find_unpacker(start)
        stream = file if unpack is None else opened.enter_context(unpack(file))
        tar = BoundedTar(stream, str(path), path.stat().st_size)
        yield opened.enter_context(tarfile.open(fileobj=cast(IO[bytes], tar), mode="r:"))


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def _find_unpacker(start: bytes) -> Callable[..., Any] | None:
    return next((_PACKED_TARS[magic] for magic in _PACKED_TARS if start.startswith(magic)), None)


def _list_zip(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
    # Members of a bomb may share their bytes. `zipfile` reads no more of one than it claims.
    check_unpacked(path, sum(info.file_size for info in infos), path.stat().st_size)
    return [info.filename for info in infos if not info.is_dir()]


def _list_tar(path: Path) -> list[str]:
    names, size = [], path.stat().st_size
    with _open_tar(path) as archive:
        for info in archive:
            check_unpacked(path, info.offset_data + info.size, size)
            if info.isfile():
                names.append(info.name)
        assert archive.fileobj is not None  # noqa: S101 - it is open
        while archive.fileobj.read(_BUFFER):  # the checksum of a packed tar is at its end
            pass
    return names


def _check_name(path: Path, name: str) -> None:
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name.split("/", 1)[0] or "\0" in name:
        raise InputError(f"{path}: a member is named {name!r}: refused")


@contextlib.contextmanager
def _explain_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError) as error:
        cause = str(error).partition("\n")[0].rstrip(":")  # tarfile tells all that it tried
        raise InputError(f"{path}: {cause} ({_CURE})") from None
    except (RuntimeError, NotImplementedError) as error:  # a password, or an unknown method
        raise InputError(f"{path}: {str(error).rstrip('.')}: cannot be unpacked") from None
    except InputError:
        raise
    except (OSError, ValueError, struct.error) as error:
        raise InputError(f"{path}: {error} ({_CURE})") from None
