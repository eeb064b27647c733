"""Files from https addresses: resumed where they broke off, and checked before they are named."""

import warnings
from pathlib import Path

from embedstudy.errors import EmbedstudyWarning, FetchError, InputError
from embedstudy.fetch import transfer
from embedstudy.fetch.addresses import explain_refusal, locate_download
from embedstudy.fetch.digests import find_sha256, md5
from embedstudy.fetch.verified import Check, ensure, locate_pin, read_pin, write_pin
from embedstudy.storage import publish_file


def fetch_url(
    url: str,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    size: int | None = None,
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
    return ensure(path, check, lambda: _download(url, path, check, progress), progress=progress)


def _download(url: str, path: Path, check: Check, progress: bool) -> None:
    expected = check.sha256 or read_pin(path)
    part = transfer.PartialFile(path)
    pinned = bool(expected or check.md5)
    resumed = transfer.download(url, part, check.size, pinned=pinned, progress=progress)
    if resumed and _find_difference(part.path, check, expected):
        # The two pieces may be of two files: once more, in one piece.
        part.discard()
        transfer.download(url, part, check.size, pinned=pinned, progress=progress)
    if difference := _find_difference(part.path, check, expected):
        part.discard()
        cure = "the file at this address is another one than was asked for"
        if not check.sha256 and not check.md5:
            cure = f"it changed since it first came; remove {locate_pin(path)} to accept that"
        raise FetchError(f"{url}: {difference} ({cure})")
    if not check.sha256:
        if not pinned and not part.length_was_promised():
            warnings.warn(
                f"{url}: neither a length nor a hash is known, so it may have been cut short",
                EmbedstudyWarning,
                stacklevel=2,
            )
        write_pin(path, find_sha256(part.path))  # before the file: never one without the other
    publish_file(part.path, path)
    part.discard()


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
