"""Files from https addresses: resumed where they broke off, and checked before they are named."""

import warnings
from collections.abc import Callable
from pathlib import Path

from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.fetch import transfer
from embedstudy.fetch.addresses import explain_refusal, locate_download
from embedstudy.fetch.digests import find_sha256, md5
from embedstudy.fetch.partial_file import PartialFile, claim_part
from embedstudy.fetch.verified import Check, ensure, locate_pin, read_pin, write_pin
from embedstudy.interrupts import describe_if_stopped
from embedstudy.progress import write_line
from embedstudy.storage import publish_file


def fetch_url(
    url: str,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    size: int | None = None,
    check_content: Callable[[Path], object] = lambda _: None,
    progress: bool = True,
) -> Path:
    """Return the path of an address's file, downloading it if need be.

    A download that breaks off continues, in the same call and in the next one. If several processes
    ask for one file, one downloads it and the others wait. Without a hash the first download
    counts, and later ones must match it.

    Parameters
    ----------
    url : str
        An https address; plain http on this machine itself.
    sha256, md5 : str, optional
        Hashes that the file must have.
    size : int, optional
        Bytes that it must have.
    check_content : callable, optional
        Raises an InputError if the file is not whole, or not of the kind that is wanted. It is
        asked about a file without a hash, when that first comes.
    progress : bool
        Whether to show bytes, rate and time left on stderr.

    Raises
    ------
    InputError
        If the address is not one that is fetched from.
    FetchError
        If the file is not in the data home and cannot be downloaded, or is another one.
    """
    if reason := explain_refusal(url):
        raise InputError(f"{url}: {reason}")
    path, check = locate_download(url), Check(sha256 or "", md5 or "", size or 0)

    def make() -> None:
        _download(url, path, check, check_content, progress)

    return ensure(path, check, make, progress=progress)


def _download(
    url: str, path: Path, check: Check, check_content: Callable[[Path], object], progress: bool
) -> None:
    expected = check.sha256 or read_pin(path)
    pinned = bool(expected or check.md5)
    with claim_part(path) as part, describe_if_stopped(part.describe):
        resumed = transfer.download(url, part, check.size, pinned=pinned, progress=progress)
        if resumed and _find_difference(part.path, check, expected):
            # The two pieces may be of two files: once more, in one piece.
            part.discard()
            transfer.download(url, part, check.size, pinned=pinned, progress=progress)
        difference = _find_difference(part.path, check, expected)
        if not difference and not pinned:
            _check_first(url, part, check_content)
        if not difference and not check.sha256:
            # Before the file: never one without the other.
            pin = write_pin(path, digest := find_sha256(part.path))
            if not pinned and progress:
                write_line(f"{url}: its SHA-256, {digest}, is kept: later downloads must have it")
            difference = _find_difference(part.path, check, pin)
        if difference:
            part.discard()
            cure = "the file at this address is another one than was asked for"
            if not check.sha256 and not check.md5:
                cure = f"it changed since it first came; remove {locate_pin(path)} to accept that"
            raise FetchError(f"{url}: {difference} ({cure})")
        publish_file(part.path, path)
        part.discard()


def _check_first(url: str, part: PartialFile, check_content: Callable[[Path], object]) -> None:
    """Make sure that a file of which nothing is known is whole, as far as it tells by itself."""
    if not part.length_was_promised():
        warnings.warn(
            f"{url}: neither a length nor a hash is known, so it may have been cut short",
            EmbedstudyWarning,
            stacklevel=2,
        )
    try:
        check_content(part.path)
    except InputError as error:
        part.discard()
        reason = str(error).replace(str(part.path), part.path.name)
        raise FetchError(f"could not download {url}: the server sent {reason}") from None


def _find_difference(path: Path, check: Check, expected: str) -> str:
    """Return how a file differs from the one expected, or nothing."""
    if not (size := path.stat().st_size):
        return "the server sent nothing"
    if check.size and size != check.size:
        return f"{size:,} bytes, expected {check.size:,}"
    if check.md5 and (digest := md5(path)) != check.md5:
        return f"MD5 {digest}, expected {check.md5}"
    if expected and (digest := find_sha256(path)) != expected:
        return f"SHA-256 {digest}, expected {expected}"
    return ""
