"""Verified files of the data home, each made by one process while others wait."""

import contextlib
import errno
import os
import re
import shutil
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from embedstudy import storage
from embedstudy.errors import EmbedstudyWarning, FetchError, NoSpaceError
from embedstudy.fetch.digests import find_sha256, md5
from embedstudy.fetch.turn import take_turn
from embedstudy.progress import poll_progress, progress_bar
from embedstudy.registry import Package
from embedstudy.storage import (
    FULL,
    HOME_VARIABLE,
    count_bytes,
    publish,
    publish_file,
    publish_first,
    sha256,
    sweep_home,
    temporary_folder,
)

# pip and npm download to a folder of their own, and copy from there.
_COPIES = 2
_NO_ACCESS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)


@dataclass(frozen=True)
class Check:
    """The known hashes and size of a file; an empty field is unknown.

    If neither hash is known, the first download counts: its SHA-256 is written next to the file
    (see `locate_pin`), and later downloads must match it.
    """

    sha256: str = ""
    md5: str = ""
    size: int = 0


def ensure(path: Path, check: Check, make: Callable[[], None], *, progress: bool = True) -> Path:
    """Return `path` if its bytes are right; otherwise make it again.

    One process makes it, and others that need it wait. Where they cannot wait for one another, each
    makes it; see `embedstudy.fetch.turn`.

    Parameters
    ----------
    path : Path
        A file of the data home.
    check : Check
        The hashes and size that it must have.
    make : callable
        Publishes the file at `path`, whatever other processes do at the same time.
    progress : bool
        Whether to say that another process is being waited for.

    Raises
    ------
    FetchError
        If it could not be made, or there is no room for it.
    """
    sweep_home()
    try:
        # Without the lock: a read-only home that holds the file is enough.
        if is_whole(path, check):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with take_turn(path, progress=progress):
            if not is_whole(path, check):
                if path.exists():
                    message = f"{path}: damaged (wrong SHA-256), making it again"
                    warnings.warn(message, EmbedstudyWarning, stacklevel=2)
                require_space(path, check.size)
                make()
    except OSError as error:
        if error.errno in FULL:
            raise no_space(path, check.size) from error
        if error.errno in _NO_ACCESS:
            raise FetchError(
                f"{error.filename or path}: {error.strerror} "
                f"(set {HOME_VARIABLE} to a folder that can be read and written)"
            ) from error
        raise
    if not is_whole(path, check):
        expected = check.sha256 or check.md5 or f"{check.size:,} bytes"
        raise FetchError(f"{path}: wrong SHA-256 after fetching, expected {expected}")
    return path


def download_package(
    package: Package,
    path: Path,
    run: Callable[[Path], CompletedProcess[str]],
    explain: Callable[[str], str],
    *,
    server: str,
    progress: bool,
) -> None:
    """Let a package manager download a file, check its bytes, and publish it.

    Parameters
    ----------
    package : Package
    path : Path
        The file's place in the data home.
    run : callable
        Runs the package manager, which leaves the file in the folder that it is given.
    explain : callable
        From what it wrote to stderr to the message of the error.
    server : str
        Who brought the bytes, for messages.
    progress : bool

    Raises
    ------
    FetchError
        If the file could not be downloaded, has another hash, or there is no room for it.
    """
    space = _COPIES * package.size
    require_space(path, space)
    title = f"downloading {package.filename}"
    with (
        temporary_folder(path.absolute()) as folder,
        progress_bar(title, package.size, show=progress, in_bytes=True) as advance,
    ):
        with poll_progress(lambda: min(count_bytes(folder), package.size), advance):
            done = run(folder)
        downloaded = folder / package.filename
        if done.returncode and _ran_out_of_space(done.stderr):
            raise no_space(path, space)
        if done.returncode or not downloaded.is_file():
            raise FetchError(explain(done.stderr))
        if (digest := sha256(downloaded)) != package.sha256:
            raise FetchError(
                f"{package.filename}: {server} other bytes "
                f"(SHA-256 {digest}, expected {package.sha256})"
            )
        advance(package.size)
        publish_file(downloaded, path)


def is_whole(path: Path, check: Check) -> bool:
    """Return whether a file is there with the right bytes."""
    if not path.is_file() or (check.size and path.stat().st_size != check.size):
        return False
    expected = check.sha256 or read_pin(path)
    if expected:
        return find_sha256(path) == expected
    if check.md5 and md5(path) != check.md5:
        return False
    # A file that a person put here by hand is pinned as one that was downloaded would be.
    digest = find_sha256(path)
    with contextlib.suppress(OSError):
        return write_pin(path, digest) == digest
    return True


def locate_pin(path: Path) -> Path:
    """Return where the SHA-256 is kept of a file whose hash was not known beforehand."""
    return path.with_name(f"{path.name}.sha256")


def read_pin(path: Path) -> str:
    """Return the hash that was seen when a file first came, or nothing.

    It stands there twice. Where the two differ, one of them is damaged: that of the file counts.
    """
    try:
        lines = locate_pin(path).read_bytes().splitlines()
    except OSError:
        return ""
    digests = [match[0].decode() for line in lines if (match := _DIGEST.match(line))]
    # Earlier versions wrote it once.
    if digests and len(digests) == len(lines) and len(set(digests)) == 1:
        return digests[0]
    warnings.warn(f"{locate_pin(path)}: damaged; written again", EmbedstudyWarning, stacklevel=2)
    digest = find_sha256(path) if path.is_file() else ""
    if digests and digest not in digests:
        digest = digests[0]
    if digest:
        with contextlib.suppress(OSError):  # a read-only home will do
            _replace_pin(path, digest)
    return digest


_DIGEST = re.compile(rb"[0-9a-f]{64}\b")


def write_pin(path: Path, digest: str) -> str:
    """Keep the hash of a file, twice, as ``sha256sum --check`` reads it, unless one is kept.

    Returns
    -------
    str
        The hash that is kept: another process may have seen another file first.
    """
    publish_first(locate_pin(path), _format_pin(path, digest))
    pin = read_pin(path)
    if not pin:  # what was there is damaged
        _replace_pin(path, digest)
    return pin or digest


def _replace_pin(path: Path, digest: str) -> None:
    with publish(locate_pin(path)) as file:
        file.write(_format_pin(path, digest))


def _format_pin(path: Path, digest: str) -> bytes:
    return f"{digest}  {path.name}\n".encode() * 2


def require_space(path: Path, needed: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises
    ------
    NoSpaceError
        If fewer than `needed` bytes are free where `path` is to be.
    """
    if needed > shutil.disk_usage(path.parent).free:
        raise no_space(path, needed)


def _ran_out_of_space(output: str) -> bool:
    """Return whether another program's output says that the disk is full."""
    signs = {os.strerror(number) for number in FULL} | {errno.errorcode[number] for number in FULL}
    return any(sign in output for sign in signs)


def no_space(path: Path, needed: int) -> NoSpaceError:
    """Make the error for a full disk."""
    return NoSpaceError(
        f"{path}: {storage.no_space(path, needed)}; "
        f"{HOME_VARIABLE} names the folder that downloads go to"
    )
