"""One download over http: tries, back-off, and going on where the last try broke off."""

import contextlib
import re
import time
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from embedstudy.errors import FetchError, NoSpaceError
from embedstudy.fetch.addresses import explain_refusal, is_loopback, leads_inside
from embedstudy.fetch.connection import open_session
from embedstudy.fetch.partial_file import Origin, PartialFile
from embedstudy.fetch.verified import no_space, require_space
from embedstudy.progress import progress_bar
from embedstudy.storage import FULL

BACK_OFF = (1.0, 4.0)  # seconds before the second and the third try in a row that brings nothing
_MOST_ANSWERS = 100  # however little each one brings
_LONGEST_WAIT = 30.0  # what a server may ask for with Retry-After
_MOST_REDIRECTS = 5
_TIMEOUTS = (10, 30)  # to connect, and between two pieces
_CHUNK = 1 << 16
# A server that sends less in so many seconds is too slow to wait for.
SLOW_BYTES, SLOW_SECONDS = 60_000, 60.0
# Where neither a length nor a hash is known, a file that goes on beyond this may have no end.
MAX_BYTES = 1_000_000_000
# Without a hash, so many bytes come again when a download continues, and have to be the same.
OVERLAP = 1 << 16
# More digits than the length of any file has.
_NUMBER = r"(\d{1,18})"
_PASSING = (429, 500, 502, 503, 504)
_HTML = re.compile(rb"\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)
# The bytes as they lie on the server: their number and their hash are known for those.
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "embedstudy"}


class Again(Exception):  # noqa: N818
    """A try failed, and another may succeed.

    Attributes
    ----------
    wait : float
        Seconds to wait first.
    is_fruitless : bool
        Whether the try counts as one that brought nothing.
    """

    def __init__(self, cause: str, wait: float = 0.0, *, is_fruitless: bool = False) -> None:
        super().__init__(cause)
        self.wait, self.is_fruitless = wait, is_fruitless


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
    with open_session() as session:
        for _ in range(_MOST_ANSWERS):
            try:
                resumed |= _receive(session, url, part, size, pinned, progress)
            except Again as again:
                cause, wait, is_fruitless = str(again), again.wait, again.is_fruitless
            except NoSpaceError:
                part.discard()
                raise
            except OSError as error:
                if error.errno not in FULL:
                    raise
                origin = part.origin()
                part.discard()  # a full disk is not kept full
                raise no_space(part.final, size or (origin.total if origin else 0)) from error
            else:
                return resumed
            is_fruitless |= part.length() <= most
            fruitless = fruitless + 1 if is_fruitless else 1
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
    if origin and origin.total == have and pinned:
        return True
    # Without a hash, nothing but the bytes themselves shows that the rest is of the same file.
    start = have if pinned else max(0, have - OVERLAP)
    headers = dict(_HEADERS)
    if origin and start:
        headers["Range"] = f"bytes={start}-"
        if origin.validator:
            headers["If-Range"] = origin.validator
    with _sort_failures(url), _open_address(session, url, headers) as answer:
        start = _check_start(answer, url, part, origin, start)
        total = _read_length(answer, url, start, size)
        require_space(part.final, total - part.length())
        end = _write(answer, part, start, total, progress)
        if end < total:
            raise Again(f"the connection closed after {end:,} of {total:,} bytes")
    return start > 0


def _check_start(
    answer: requests.Response, url: str, part: PartialFile, origin: Origin | None, start: int
) -> int:
    """Return at which byte of the file the answer begins, after a look at its head."""
    status = answer.status_code
    if status in _PASSING:
        raise Again(f"{status} {answer.reason}", _read_retry_after(answer))
    has_range = origin is not None and start > 0
    if has_range and (status == 416 or (status == 206 and not _continues(answer, origin, start))):
        part.discard()
        raise Again("the file changed while it was being downloaded")
    if status != 200 and not (status == 206 and has_range):
        raise FetchError(f"could not download {url}: {status} {answer.reason}")
    if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise FetchError(f"got an HTML page (404?) from {url}")
    if status == 206:
        return start
    part.begin(
        Origin(
            url,
            answer.headers.get("ETag", ""),
            answer.headers.get("Last-Modified", ""),
            _parse_length(answer),
        )
    )
    return 0


def _continues(answer: requests.Response, origin: Origin | None, start: int) -> bool:
    """Return whether a partial answer begins and ends where it should, and is of the same file."""
    content_range = answer.headers.get("Content-Range", "").strip()
    match = re.fullmatch(rf"bytes {_NUMBER}-{_NUMBER}/({_NUMBER}|\*)", content_range)
    if not match or origin is None or int(match[1]) != start:
        return False
    last, length = int(match[2]), _parse_length(answer)
    if length and length != last + 1 - start:
        return False
    totals = {total for total in (origin.total, int(match[4] or 0)) if total}
    if len(totals) > 1 or totals - {last + 1}:
        return False
    etag, modified = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return etag in ("", origin.etag) and modified in ("", origin.last_modified)


def _read_length(answer: requests.Response, url: str, start: int, size: int) -> int:
    """Return the length of the whole file, or 0 where the server does not say."""
    length = _parse_length(answer)
    total = start + length if length else size
    if size and total != size:
        raise FetchError(f"{url}: the server offers {total:,} bytes, expected {size:,}")
    return total


def _parse_length(answer: requests.Response) -> int:
    length = answer.headers.get("Content-Length", "")
    return int(length) if re.fullmatch(_NUMBER, length) else 0


def _write(
    answer: requests.Response, part: PartialFile, start: int, total: int, progress: bool
) -> int:
    """Write an answer's body behind what is there; return the byte of the file where it ends."""
    end, title = start, f"downloading {part.final.name}"
    with (
        part.path.open("r+b") as file,
        progress_bar(title, total or None, show=progress, in_bytes=True, done=start) as advance,
    ):
        file.seek(start)
        there = file.read()
        for piece in _read_pieces(answer):
            _check_piece(answer, part, piece, end, total)
            end += len(piece)
            known, new = piece[: len(there)], piece[len(there) :]
            if not there.startswith(known):
                part.discard()
                raise Again("the file changed while it was being downloaded")
            there = there[len(known) :]
            file.write(new)
            advance(end)
    return end


def _check_piece(
    answer: requests.Response, part: PartialFile, piece: bytes, start: int, total: int
) -> None:
    """Refuse a piece of no file, or of one that is longer than it should be."""
    if start == 0 and _HTML.match(piece):
        part.discard()
        raise FetchError(f"got an HTML page (404?) from {answer.url}")
    end = start + len(piece)
    if total and end > total:
        part.discard()
        raise FetchError(f"{answer.url}: sends more than the {total:,} bytes expected")
    if total:
        return
    if end > MAX_BYTES:
        part.discard()
        raise FetchError(
            f"{answer.url}: tells no length, and sends more than {MAX_BYTES:,} bytes: refused "
            f"(download it, and put that file at {part.final})"
        )
    require_space(part.final, 100_000_000)  # the disk is not filled to its last byte


def _read_pieces(answer: requests.Response) -> Iterator[bytes]:
    """Yield a body as it comes; stop if it comes too slowly."""
    since, received = time.monotonic(), 0
    while piece := answer.raw.read1(_CHUNK, decode_content=False):
        yield piece
        received += len(piece)
        if time.monotonic() - since > SLOW_SECONDS:
            if received < SLOW_BYTES:
                slow = f"{received:,} bytes in {SLOW_SECONDS:.0f} s"
                raise Again(f"the server is too slow ({slow})", is_fruitless=True)
            since, received = time.monotonic(), 0


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
            sent_to = _find_redirect(session, answer, url)
            if not sent_to:
                yield answer
                return
        reason = explain_refusal(sent_to)
        if target.startswith("https:") and not sent_to.startswith("https:"):
            reason = reason or "only https addresses are fetched"
        if is_loopback(urlsplit(sent_to).hostname or "") and not is_loopback(host):
            reason = reason or "an address of this machine"
        if reason:
            raise FetchError(f"{url}: sends on to {sent_to}: {reason}")
        target = sent_to
    raise FetchError(f"{url}: sends on more than {_MOST_REDIRECTS} times")


def _find_redirect(session: requests.Session, answer: requests.Response, url: str) -> str:
    """Return the address that an answer sends on to, or nothing."""
    try:
        location = session.get_redirect_target(answer)
        return urljoin(answer.url, location) if location else ""
    except ValueError:
        raise FetchError(f"{url}: sends on to what is not an address") from None


@contextlib.contextmanager
def _sort_failures(url: str) -> Iterator[None]:
    """Turn what may go better the next time into `Again`, and what will not into an error."""
    try:
        yield
    except (requests.exceptions.SSLError, requests.exceptions.InvalidURL) as error:
        raise FetchError(f"could not download {url}: {_describe_cause(error)}") from error
    except (requests.RequestException, HTTPError) as error:
        raise Again(_describe_cause(error)) from error
    except ValueError as error:  # of headers that no library expects
        raise FetchError(f"could not download {url}: {_describe_cause(error)}") from error


def _describe_cause(error: Exception) -> str:
    """Return what went wrong in one line, without the objects that libraries put around it."""
    inner = getattr(error.args[0], "reason", error) if error.args else error
    text = re.sub(r"<[^>]*>: |HTTPS?Connection(Pool)?\([^)]*\): ", "", str(inner))
    return " ".join(text.split()) or type(error).__name__


def _read_retry_after(answer: requests.Response) -> float:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), _LONGEST_WAIT) if re.fullmatch(_NUMBER, seconds) else 0.0
