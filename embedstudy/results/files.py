"""The files of a study: inside its directory, never through a link, and of bounded size."""

import ast
import contextlib
import errno
import json
import math
import mmap
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from embedstudy.errors import InputError

META = "study.json"
# The study that another one replaces lies here until the new one is whole.
REPLACED = ".replaced"
# No text of a study is longer: the words of the largest tables of vectors take a tenth of it.
MOST_BYTES = 1 << 28
# Of study.json: that of ten thousand runs takes a third of it.
MOST_META_BYTES = 1 << 25
# Brackets and commas in JSON. Each is a value in memory, which takes up to a hundred bytes.
MOST_VALUES = 2_000_000
# Of a vector. A header that says more is damaged.
_MOST_COLUMNS = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
# Of a whole number.
_MOST_DIGITS = 20
# Such as spaces/RUN/meta.json.
_MOST_PARTS = 3
_LONGEST_HEADER = 1 << 16
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
# A pipe is opened without waiting for somebody who writes into it.
_READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINKS


class DamagedFileError(InputError):
    """A file of a study is not as it was written; the message names it, and how to mend it."""


def check_name(name: str) -> str:
    """Return a name that stands in a table and reaches a path, if it is one of a file.

    Raises
    ------
    ValueError
        If it could lead elsewhere, or no file has such a name.

    Examples
    --------
    >>> check_name("reviews-random-mean-no-vectors-1000-seed0")
    'reviews-random-mean-no-vectors-1000-seed0'
    >>> check_name("../../etc/passwd")
    Traceback (most recent call last):
    ValueError: '../../etc/passwd' is no name of a run
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        shown = f"{str(name)[:80]!r}{'...' if len(str(name)) > 80 else ''}"
        raise ValueError(f"{shown} is no name of a run")
    return name


def check_relative(relative: str) -> str:
    """Return the path of a file in a study, as study.json names it, if it leads nowhere else.

    Raises
    ------
    ValueError

    Examples
    --------
    >>> check_relative("spaces/random/meta.json")
    'spaces/random/meta.json'
    >>> check_relative("spaces/../../notes.txt")
    Traceback (most recent call last):
    ValueError: 'spaces/../../notes.txt' is no file of a study
    """
    parts = relative.split("/")
    is_inside = 1 <= len(parts) <= _MOST_PARTS and not {"", ".", ".."}.intersection(parts)
    if not is_inside or any(sign in relative for sign in "\\:\0"):
        raise ValueError(f"{relative[:80]!r} is no file of a study")
    return relative


def is_study(path: Path) -> bool:
    """Tell whether a directory holds a study, be it one that was being replaced."""
    return any(is_regular(root / META) for root in list_roots(path))


def list_roots(path: Path, first: str = META) -> list[Path]:
    """List the folders that hold the files of a study, the first one first.

    There are two only while a study is being set aside for another one. Where that was
    interrupted, the old study is the one that is there.

    Parameters
    ----------
    path : Path
    first : str
        The file that is moved last, which says whose files the others are.
    """
    old = path / REPLACED
    if not is_folder(old):
        return [path]
    has_new, has_old = is_regular(path / first), is_regular(old / first)
    if has_new:
        return [path] if has_old else [path, old]
    return [old] if has_old else [path]


def is_regular(path: Path) -> bool:
    """Tell whether a path is that of a regular file; a link is none."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Tell whether a path is that of a folder; a link is none."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


@dataclass(frozen=True)
class OpenFile:
    """A regular file of a study, open for reading.

    Attributes
    ----------
    path : Path
    descriptor : int
    size : int
        In bytes.
    """

    path: Path
    descriptor: int
    size: int

    def read(self, most: int = MOST_BYTES) -> bytes:
        """Return its bytes.

        Raises
        ------
        DamagedFileError
            If there are more than `most`.
        """
        if self.size > most:
            raise DamagedFileError(
                f"{self.path}: damaged ({self.size:,} bytes; such a file has at most {most:,})"
            )
        with open(self.descriptor, "rb", closefd=False) as file:
            return file.read(most)

    def map(self) -> mmap.mmap | bytes:
        """Return its bytes without reading them: they are read when they are looked at."""
        if not self.size:
            return b""
        return mmap.mmap(self.descriptor, 0, access=mmap.ACCESS_READ)


def find_file(path: Path, relative: str) -> Path:
    """Return the path of a file of a study, which may not exist."""
    roots = list_roots(path)
    for root in roots[1:]:
        if not os.path.lexists(roots[0] / relative) and os.path.lexists(root / relative):
            return root / relative
    return roots[0] / relative


def has_file(path: Path, relative: str) -> bool:
    """Tell whether a study has a file; a link is none."""
    place = find_file(path, relative)
    return is_regular(place) and not _leads_through_link(place, relative)


@contextlib.contextmanager
def open_file(path: Path, relative: str) -> Iterator[OpenFile]:
    """Open a file of a study for reading.

    Parameters
    ----------
    path : Path
        The study's directory, which may be a link itself.
    relative : str
        The path of the file in it, with ``/``.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If the file or a folder above it is a link, or it is no regular file.
    """
    place = find_file(path, relative)
    root = place.parents[relative.count("/")]
    try:
        descriptor = _open_inside(root, relative.split("/"))
    except FileNotFoundError:
        raise
    except OSError as error:
        if _leads_through_link(place, relative):
            raise refuse_link(place) from None
        if error.errno in (errno.ENXIO, errno.EISDIR, errno.ENOTDIR):
            raise DamagedFileError(f"{place}: damaged or missing (no regular file)") from None
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise DamagedFileError(f"{place}: damaged or missing (no regular file)")
        yield OpenFile(place, descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _open_inside(root: Path, parts: list[str]) -> int:
    """Open a file part by part, so that no part of the path is a link, and none becomes one."""
    if os.open not in os.supports_dir_fd:  # Windows
        place = root.joinpath(*parts)
        if _leads_through_link(place, "/".join(parts)):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(place))
        return os.open(place, _READING)
    folder = os.open(root, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        for part in parts[:-1]:
            inner = os.open(part, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], _READING | _NO_LINKS, dir_fd=folder)
    finally:
        os.close(folder)


def _leads_through_link(place: Path, relative: str) -> bool:
    places = [place, *place.parents][: relative.count("/") + 1]
    return any(part.is_symlink() for part in places)


def refuse_link(place: Path) -> DamagedFileError:
    """Return the error of a file that would be opened through a link."""
    return DamagedFileError(
        f"{place}: leads through a link, and is not opened (a study's own files are no links)"
    )


def check_no_link(path: Path, relative: str) -> Path:
    """Return the path of a file that is to be written, if no folder above it is a link.

    The file itself may be one: it is replaced, and what it leads to stays as it is.

    Raises
    ------
    DamagedFileError
    """
    place = path / relative
    if _leads_through_link(place.parent, relative.rpartition("/")[0]) and "/" in relative:
        raise refuse_link(place)
    return place


def check_removable(path: Path, relative: str) -> Path:
    """Return the path of a damaged file that is to be removed: nothing outside of the study goes.

    A link in the place of the file may go; what it leads to stays.

    Raises
    ------
    InputError
        If a folder above the file is a link or a file, or the file itself is a folder.
    """
    place = path / check_relative(relative)
    for above in reversed(place.parents[: relative.count("/")]):
        if os.path.lexists(above) and not is_folder(above):
            raise InputError(f"{above}: is no folder of a study (remove it, and call this again)")
    if os.path.lexists(place) and not (place.is_symlink() or place.is_file()):
        raise InputError(f"{place}: is no file (remove it, and call this again)")
    return place


def load_json(content: bytes) -> Any:
    """Return a document of a study, if it is one that embedstudy could have written.

    Raises
    ------
    ValueError
        If it is no JSON, holds more values than one of ours, or a number that is not finite or of
        more than 64 bits.
    RecursionError

    Examples
    --------
    >>> load_json(b'{"seed": 1}')
    {'seed': 1}
    >>> load_json(b'{"margin": NaN}')
    Traceback (most recent call last):
    ValueError: NaN is no finite number
    """
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES:,} values")
    return json.loads(
        content, parse_constant=_refuse_number, parse_float=_parse_float, parse_int=_parse_int
    )


def _parse_float(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _refuse_number(digits)


def _parse_int(digits: str) -> int:
    return int(digits) if len(digits) <= _MOST_DIGITS else _refuse_number(digits)


def _refuse_number(digits: str) -> NoReturn:
    raise ValueError(f"{digits[:20]} is no finite number")


def make_array(content: mmap.mmap | bytes) -> np.ndarray:
    """Return the array of a .npy file, in the memory of its bytes.

    The header is held against the size of the file before anything is allocated.

    Raises
    ------
    ValueError
        If the bytes are no array of numbers, or not one of the size that its header says.
    """
    shape, is_fortran, dtype, offset = _read_header(content)
    if dtype.hasobject or len(shape) > 3 or any(length < 0 for length in shape):
        raise ValueError(f"{dtype}, {shape}: no array of numbers")
    if len(shape) > 1 and shape[-1] > _MOST_COLUMNS:
        raise ValueError(f"{shape}: too many columns")
    n_bytes = dtype.itemsize
    for length in shape:
        n_bytes *= length
    if n_bytes != len(content) - offset:
        raise ValueError(f"shape {shape} needs {n_bytes} bytes, {len(content) - offset} are there")
    return np.ndarray(shape, dtype, content, offset, order="F" if is_fortran else "C")


def _read_header(content: mmap.mmap | bytes) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """Return shape, order, type and place of an array, strictly: NumPy mends headers, and warns."""
    magic, width = bytes(content[:8]), 2
    if magic not in (b"\x93NUMPY\x01\x00", b"\x93NUMPY\x02\x00"):
        raise ValueError("no header of an array")
    if magic[6] == 2:
        width = 4
    start = len(magic) + width
    length = int.from_bytes(content[len(magic) : start], "little")
    if length > _LONGEST_HEADER:
        raise ValueError(f"a header of {length:,} bytes")
    try:
        header = ast.literal_eval(bytes(content[start : start + length]).decode("latin-1"))
        shape, is_fortran = header["shape"], header["fortran_order"]
        dtype = np.lib.format.descr_to_dtype(header["descr"])
    except (SyntaxError, TypeError, LookupError, MemoryError, RecursionError) as error:
        raise ValueError(f"no header of an array ({type(error).__name__})") from None
    if type(is_fortran) is not bool or type(shape) is not tuple or set(map(type, shape)) - {int}:
        raise ValueError("no header of an array")
    return shape, is_fortran, dtype, start + length
