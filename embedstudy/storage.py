"""The data home, and files that are whole at their final name."""

import contextlib
import errno
import hashlib
import io
import mmap
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from platformdirs import user_cache_path

from embedstudy.errors import FetchError, InputError

if TYPE_CHECKING:
    import numpy as np

# A full disk, a limit on the size of files, a quota.
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)

HOME_VARIABLE = "EMBEDSTUDY_HOME"


class FullDiskError(OSError):
    """A file could not be published: the disk is full; the message says how much it needs."""


def data_home() -> Path:
    """Return the folder of downloads: ``EMBEDSTUDY_HOME``, or the user's cache folder.

    Raises
    ------
    InputError
        If it depends on a home folder, and none is known.
    """
    home_setting = os.environ.get(HOME_VARIABLE)
    try:
        folder = Path(home_setting).expanduser() if home_setting else user_cache_path("embedstudy")
    except RuntimeError:
        folder = None
    if folder is None or (not home_setting and not folder.is_absolute()):
        why = f"{HOME_VARIABLE} is {home_setting!r}, and" if home_setting else ""
        raise InputError(f"{why} no home folder is known (set {HOME_VARIABLE} to a folder)".strip())
    return folder


@contextlib.contextmanager
def use_home(folder: Path | None) -> Iterator[None]:
    """Use another data home within a block, if the caller gives one.

    Raises
    ------
    FetchError
        If the data home cannot be looked into.
    """
    before = os.environ.get(HOME_VARIABLE)
    if folder is not None:
        os.environ[HOME_VARIABLE] = str(folder)
    try:
        with explain_home_errors():
            yield
    finally:
        if folder is not None:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before


@contextlib.contextmanager
def explain_home_errors() -> Iterator[None]:
    """Say how the data home is set where files in it may not be looked at.

    Raises
    ------
    FetchError
        Instead of a PermissionError for a file of the data home.
    """
    try:
        yield
    except PermissionError as error:
        if error.filename and Path(error.filename).is_relative_to(data_home()):
            raise FetchError(
                f"{error.filename}: {error.strerror} "
                f"(set {HOME_VARIABLE} to a folder that can be read and written)"
            ) from error
        raise


@contextlib.contextmanager
def publish(path: Path, needs: int = 0) -> Iterator[BinaryIO]:
    """Write a file so that it is whole whenever it stands at its final name.

    The bytes go to a temporary name in the same folder, are flushed to the disk and then renamed.
    After an error or a kill, `path` is as it was before.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with publish(folder / "a.txt") as file:
    ...     _ = file.write(b"whole")
    >>> [p.name for p in folder.iterdir()]
    ['a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    with _explain_full(path, needs):
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:  # before the disk is looked at, or it would count as not free
            temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextlib.contextmanager
def publish_all(paths: Sequence[Path], needs: int = 0) -> Iterator[list[BinaryIO]]:
    """Write files, none of which has its name before all of them are written.

    The first file takes its name last. After an error, no new file is left.
    """
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(publish(path, needs)) for path in paths]
        yield files
        for file in files:
            file.flush()
            os.fsync(file.fileno())


@contextlib.contextmanager
def _explain_full(path: Path, needs: int) -> Iterator[None]:
    """Say of a full disk what the system does not: what was needed, and what is free."""
    try:
        yield
    except FullDiskError:  # of a file that is published within this one
        raise
    except OSError as error:
        if error.errno in FULL:
            raise FullDiskError(error.errno, no_space(path, needs), str(path)) from error
        raise


def write_array(file: BinaryIO, array: "np.ndarray") -> None:
    """Write what ``np.save`` writes, to the byte, of numbers.

    ``np.save`` may lose the last page on a full disk without an error: it writes through a buffer
    of C and ignores a failed flush.
    """
    import numpy as np
    from numpy.lib import format as npy

    array = np.ascontiguousarray(array)
    npy.write_array_header_1_0(file, npy.header_data_from_array_1_0(array))
    file.write(array.data)


def make_npy_header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return the header of a .npy file of an array in C's order."""
    from numpy.lib import format as npy

    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": dtype, "fortran_order": False, "shape": shape})
    return header.getvalue()


def release_memory(array: "np.ndarray") -> None:
    """Release the memory of a mapped file; later accesses read the file again."""
    pages = array.base
    if isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        pages.madvise(mmap.MADV_DONTNEED)


def append(path: Path, line: bytes) -> None:
    """Add a line to a file, flushed to the disk; after an error the file is as long as before.

    After a kill or a power cut the last line may be a part of one, without its line feed.
    """
    is_new = not path.exists()
    with _explain_full(path, len(line)), path.open("ab") as file:
        length = file.tell()
        try:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), length)
            raise
    if is_new:
        _sync_folder(path.parent)


def publish_file(finished: Path, path: Path) -> None:
    """Move a finished file of the same disk to its final name, flushed to the disk first."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    finished.replace(path)
    _sync_folder(path.parent)


def sweep(folder: Path) -> int:
    """Remove temporary files that dead processes left in a folder.

    Returns
    -------
    int
        How many files.
    """
    left = 0
    for path in folder.iterdir():
        made_by = _TEMPORARY.fullmatch(path.name)
        if made_by and not _is_running(int(made_by[1])):
            path.unlink(missing_ok=True)
            left += 1
    return left


# As `publish` calls them.
_TEMPORARY = re.compile(r"\..*\.([0-9]{1,9})-[0-9a-f]{8}\.tmp", re.DOTALL)


def _is_running(process: int) -> bool:
    if os.name != "posix":  # elsewhere there is no asking without harm
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def no_space(path: Path, needs: int) -> str:
    """Say that a disk is full: what was needed, where that is known, and what is free."""
    there = next(folder for folder in path.absolute().parents if folder.exists())
    free = shutil.disk_usage(there).free
    needed = f"needs {needs / 1e6:,.1f} MB, " if needs else ""
    return f"no space left ({needed}{free / 1e6:,.1f} MB free)"


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def staging_folder(name: str) -> Iterator[Path]:
    """Give an empty folder for a download in progress; it goes when the block ends.

    It is inside the data home, so that a finished file is not copied across disks. Whoever asks
    for it holds the lock of what is downloaded: what a process that was killed left there goes.
    """
    folder = data_home() / f".fetch-{safe_name(name)}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def walk_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, also while others write and remove there.

    A file may vanish before the caller opens it.
    Links to folders are not followed.
    """
    for parent, _, names in os.walk(folder):  # rglob raises where a folder vanishes
        for name in names:
            yield Path(parent, name)


def count_bytes(folder: Path) -> float:
    """Return how many bytes of files a folder holds, also while others write and remove there."""
    total = 0
    for path in walk_files(folder):
        with contextlib.suppress(OSError):  # gone since it was listed
            total += path.lstat().st_size
    return total


def sha256(path: Path) -> str:
    """Return the hex digest of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def safe_name(name: str) -> str:
    """Turn any name into one that is safe as a file name; plain names stay as they are.

    Examples
    --------
    >>> safe_name("glove-6b-50d")
    'glove-6b-50d'
    >>> safe_name("../../etc/passwd")
    'etc-passwd-3754d6cb'
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,79}", name) and name not in _RESERVED:
        return name
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "name"
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{slug}-{digest}"


# Names that Windows gives to devices.
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
