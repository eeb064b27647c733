"""One download over http: tries, back-off, and going on where the last try broke off.

A download in progress is two files next to the final one. NAME.part has the bytes so far;
NAME.part.json says which file of the server they are from. Neither is ever read as the file itself.
"""

import contextlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from embedstudy.errors import FetchError
from embedstudy.fetch.addresses import explain_refusal, is_loopback, leads_inside
from embedstudy.fetch.verified import no_space, require_space
from embedstudy.progress import progress_bar
from embedstudy.storage import FULL

BACK_OFF = (1.0, 4.0)  # seconds before the second and the third try in a row that brings nothing
_MOST_ANSWERS = 100  # however little each one brings
_LONGEST_WAIT = 30.0  # what a server may ask for with Retry-After
_MOST_REDIRECTS = 5
_TIMEOUTS = (10, 30)  # to connect, and between two pieces
_CHUNK = 1 << 16
_PASSING = (429, 500, 502, 503, 504)
_HTML = re.compile(rb"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)
# The bytes as they lie on the server: their number and their hash are known for those.
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "embedstudy"}


class Again(Exception):  # noqa: N818
    """A try failed, and another may succeed."""

    def __init__(self, cause: str, wait: float = 0.0) -> None:
        super().__init__(cause)
        self.wait = wait


@dataclass(frozen=True)
class Origin:
    """Which file of the server a part is from."""

    url: str
    etag: str = ""
    last_modified: str = ""
    total: int = 0

    @property
    def validator(self) -> str:
        """The value to send with If-Range; a weak etag does not promise the same bytes."""
        return self.last_modified if self.etag.startswith("W/") else self.etag or self.last_modified


class PartialFile:
    """The beginning of a file, as far as it has come."""

    def __init__(self, final: Path) -> None:
        self.final = final
        self.path = final.with_name(f"{final.name}.part")
        self._origin = final.with_name(f"{final.name}.part.json")

    def length(self) -> int:
        """Return the number of bytes that are there."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def length_was_promised(self) -> bool:
        """Return whether the server said how long the file is."""
        origin = self.origin()
        return origin is not None and origin.total > 0

    def origin(self) -> Origin | None:
        """Return which file the bytes are from, if that is known."""
        try:
            return Origin(**json.loads(self._origin.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def begin(self, origin: Origin) -> None:
        """Forget what was there, and note which file comes now."""
        self.path.write_bytes(b"")
        # If a kill leaves half of it, it is not JSON, and the part starts again.
        self._origin.write_text(json.dumps(asdict(origin)), encoding="utf-8")

    def discard(self) -> None:
        """Remove what is there."""
        self.path.unlink(missing_ok=True)
        self._origin.unlink(missing_ok=True)


def download(url: str, part: PartialFile, size: int, *, pinned: bool, progress: bool) -> bool:
    """Bring a part to its full length.

    Parameters
    ----------
    url : str
        Address of the file.
    part : PartialFile
        The download continues it if the server still has the same file.
    size : int
        How many bytes it must have, or 0.
    pinned : bool
        Whether a hash will be checked. Then pieces may be joined even if nothing tells one version
        of the server's file from the next.
    progress : bool
        Whether to show it.

    Returns
    -------
    bool
        Whether it was put together from the answers of more than one request.

    Raises
    ------
    FetchError
        If three tries in a row brought nothing, or the server's answer is final.
    """
    fruitless, most, resumed = 0, part.length(), can_continue(part, url, pinned)
    with requests.Session() as session:
        for _ in range(_MOST_ANSWERS):
            try:
                resumed |= _receive(session, url, part, size, pinned, progress)
            except Again as again:
                cause, wait = str(again), again.wait
            except OSError as error:
                if error.errno not in FULL:
                    raise
                origin = part.origin()
                part.discard()  # a full disk is not kept full
                raise no_space(part.final, size or (origin.total if origin else 0)) from error
            else:
                return resumed
            fruitless = 1 if part.length() > most else fruitless + 1
            most = max(most, part.length())
            if fruitless > len(BACK_OFF):
                break
            time.sleep(max(wait, BACK_OFF[fruitless - 1]))
    resumable = f"; {part.length():,} bytes are kept for the next try" if part.length() else ""
    raise FetchError(
        f"could not download {url}: {cause}{resumable} (or put that file at {part.final})"
    )


def can_continue(part: PartialFile, url: str, pinned: bool) -> bool:
    """Return whether there is something to go on from, and a way to tell that it fits."""
    origin = part.origin()
    fits = origin is not None and origin.url == url and bool(pinned or origin.validator)
    if not fits or (origin and 0 < origin.total < part.length()):
        part.discard()
    return part.length() > 0


def _receive(
    session: requests.Session, url: str, part: PartialFile, size: int, pinned: bool, progress: bool
) -> bool:
    """Take one answer as far as it goes; return whether it went on from an earlier one."""
    have = part.length() if can_continue(part, url, pinned) else 0
    origin = part.origin() if have else None
    if origin and origin.total == have:
        return True
    headers = dict(_HEADERS)
    if origin:
        headers["Range"] = f"bytes={have}-"
        if origin.validator:
            headers["If-Range"] = origin.validator
    with _sort_failures(url), _open_address(session, url, headers) as answer:
        have = _check_start(answer, url, part, origin, have)
        total = _read_length(answer, url, have, size)
        require_space(part.final, total - have)
        with part.path.open("ab") as file:
            done = _write(answer, file, part, have, total, progress)
        if done < total:
            raise Again(f"the connection closed after {done:,} of {total:,} bytes")
    return have > 0


def _check_start(
    answer: requests.Response, url: str, part: PartialFile, origin: Origin | None, have: int
) -> int:
    """Return how many bytes the answer goes on from, after a look at its head."""
    status = answer.status_code
    if status in _PASSING:
        raise Again(f"{status} {answer.reason}", _read_retry_after(answer))
    if origin and (status == 416 or (status == 206 and not _continues(answer, origin, have))):
        part.discard()
        raise Again("the file changed while it was being downloaded")
    if status != 200 and not (status == 206 and origin):
        raise FetchError(f"could not download {url}: {status} {answer.reason}")
    if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise FetchError(f"got an HTML page (404?) from {url}")
    if status == 206:
        return have
    part.begin(
        Origin(
            url,
            answer.headers.get("ETag", ""),
            answer.headers.get("Last-Modified", ""),
            _parse_length(answer),
        )
    )
    return 0


def _continues(answer: requests.Response, origin: Origin, have: int) -> bool:
    """Return whether a partial answer begins where ours ends, and is of the same file."""
    match = re.fullmatch(
        r"bytes (\d+)-(\d+)/(\d+|\*)", answer.headers.get("Content-Range", "").strip()
    )
    if not match or int(match[1]) != have:
        return False
    if origin.total and match[3] != "*" and int(match[3]) != origin.total:
        return False
    etag, modified = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return etag in ("", origin.etag) and modified in ("", origin.last_modified)


def _read_length(answer: requests.Response, url: str, have: int, size: int) -> int:
    """Return the length of the whole file, or 0 where the server does not say."""
    length = _parse_length(answer)
    total = have + length if length else size
    if size and total != size:
        raise FetchError(f"{url}: the server offers {total:,} bytes, expected {size:,}")
    return total


def _parse_length(answer: requests.Response) -> int:
    length = answer.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else 0


def _write(
    answer: requests.Response, file: Any, part: PartialFile, have: int, total: int, progress: bool
) -> int:
    """Write an answer's body behind what is there; return how long the part is then."""
    done, title = have, f"downloading {part.final.name}"
    with progress_bar(title, total or None, show=progress, in_bytes=True, done=have) as advance:
        for piece in answer.raw.stream(_CHUNK, decode_content=False):
            if done == 0 and _HTML.match(piece):
                part.discard()
                raise FetchError(f"got an HTML page (404?) from {answer.url}")
            done += len(piece)
            if total and done > total:
                part.discard()
                raise FetchError(f"{answer.url}: sends more than the {total:,} bytes expected")
            if not total:  # an endless answer must not fill the disk to its last byte
                require_space(part.final, 100_000_000)
            file.write(piece)
            advance(done)
    return done


@contextlib.contextmanager
def _open_address(
    session: requests.Session, url: str, headers: dict[str, str]
) -> Iterator[requests.Response]:
    """Ask for an address, following redirects to where one may be sent."""
    target = url
    for _ in range(_MOST_REDIRECTS + 1):
        if leads_inside(target):
            raise FetchError(f"{target}: an address of the network's own services")
        host = urlsplit(target).hostname or ""
        session.trust_env = not is_loopback(host)  # no proxy reaches this machine
        with session.get(
            target, headers=headers, stream=True, allow_redirects=False, timeout=_TIMEOUTS
        ) as answer:
            location = session.get_redirect_target(answer)
            if location is None:
                yield answer
                return
        sent_to = urljoin(target, location)
        reason = explain_refusal(sent_to)
        if target.startswith("https:") and not sent_to.startswith("https:"):
            reason = reason or "only https addresses are fetched"
        if reason:
            raise FetchError(f"{url}: sends on to {sent_to}: {reason}")
        target = sent_to
    raise FetchError(f"{url}: sends on more than {_MOST_REDIRECTS} times")


@contextlib.contextmanager
def _sort_failures(url: str) -> Iterator[None]:
    """Turn what may go better the next time into `Again`, and what will not into an error."""
    try:
        yield
    except (requests.exceptions.SSLError, requests.exceptions.InvalidURL) as error:
        raise FetchError(f"could not download {url}: {_describe_cause(error)}") from error
    except (requests.RequestException, HTTPError) as error:
        raise Again(_describe_cause(error)) from error


def _describe_cause(error: Exception) -> str:
    """Return what went wrong in one line, without the objects that libraries put around it."""
    inner = getattr(error.args[0], "reason", error) if error.args else error
    text = re.sub(r"<[^>]*>: |HTTPS?Connection(Pool)?\([^)]*\): ", "", str(inner))
    return " ".join(text.split()) or type(error).__name__


def _read_retry_after(answer: requests.Response) -> float:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), _LONGEST_WAIT) if seconds.isdecimal() else 0.0
