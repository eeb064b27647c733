"""Files that are whole at their final name."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from embedstudy.errors import InputError
from embedstudy.storage.temporaries import open_temporary, sweep

# A full disk, a limit on the size of files, a quota.
FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


class FullDiskError(OSError):
    """A file could not be published: the disk is full; the message says how much it needs."""


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
    with explain_full(path, needs), open_temporary(path) as (file, temporary):
        yield file
        file.flush()
        os.fsync(file.fileno())
        file.close()  # here, where a disk that has no room after all is still an error
        temporary.replace(path)
    _sync_folder(path.parent)


def publish_first(path: Path, content: bytes) -> bytes:
    """Publish a small file unless there is one; return the content of the one that is there.

    Of several processes that do so at the same time, the first decides.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with explain_full(path, len(content)), open_temporary(path) as (file, temporary):
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            return path.read_bytes()
        except OSError:  # the file system has no links
            file.close()
            temporary.replace(path)
    _sync_folder(path.parent)
    return content


@contextlib.contextmanager
def publish_all(
    paths: Sequence[Path], needs: int = 0, replaced: Sequence[Path] = ()
) -> Iterator[list[BinaryIO]]:
    """Write files that belong together; a new one never stands next to one that was there before.

    None has its name before all of them are written. Then those that were there are removed, the
    first one first, and the new ones take their names, the first one last. A kill in that moment
    leaves some of the old files, none, or some of the new ones. After an error, no new file is
    left. What killed processes left in the folders goes.

    Parameters
    ----------
    paths : sequence of Path
    needs : int
        The bytes of all of them, where that is known.
    replaced : sequence of Path
        Old files of other names that go too.
    """
    folders = dict.fromkeys(path.parent for path in paths)
    for folder in folders:
        with contextlib.suppress(OSError):  # it is not there yet
            sweep(folder)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(publish(path, needs)) for path in paths]
        yield files
        for file in files:
            file.flush()
            os.fsync(file.fileno())
        if len(paths) > 1 or replaced:
            for path in (*paths, *replaced):
                path.unlink(missing_ok=True)
            for folder in folders:
                _sync_folder(folder)


@contextlib.contextmanager
def explain_full(path: Path, needs: int) -> Iterator[None]:
    """Say of a full disk what the system does not: what was needed, and what is free."""
    try:
        yield
    except FullDiskError:  # of a file that is published within this one
        raise
    except OSError as error:
        if error.errno in FULL:
            raise FullDiskError(error.errno, no_space(path, needs), str(path)) from error
        raise


def append(path: Path, line: bytes, *, durable: bool = True) -> None:
    """Add a line to a file; after an error the file is as long as before.

    After a kill or a power cut the last line may be a part of one, without its line feed; the next
    one starts on a line of its own. What is `durable` is on the disk afterwards, with all that was
    added earlier.

    Raises
    ------
    InputError
        If the file is a link, which may lead anywhere.
    """
    if path.is_symlink():
        raise InputError(f"{path}: is a link, and is not written through (remove the link)")
    is_new = not path.exists()
    with explain_full(path, len(line)), path.open("ab+") as file:
        length = file.seek(0, os.SEEK_END)
        try:
            file.write(_end_line(file, length) + line if line else b"")
            file.flush()
            if durable:
                os.fsync(file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), length)
            raise
    if is_new:
        _sync_folder(path.parent)


def _end_line(file: BinaryIO, length: int) -> bytes:
    """Return the line feed that a file lacks at its end."""
    if not length:
        return b""
    file.seek(length - 1)
    return b"" if file.read(1) == b"\n" else b"\n"


def publish_file(finished: Path, path: Path) -> None:
    """Move a finished file of the same disk to its final name, flushed to the disk first."""
    with finished.open("rb") as file:
        os.fsync(file.fileno())
    path.parent.mkdir(parents=True, exist_ok=True)
    finished.replace(path)
    _sync_folder(path.parent)


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
