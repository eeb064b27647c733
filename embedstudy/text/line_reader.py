"""Texts that come a line at a time; each is given as soon as it arrives."""

import codecs
import os
import select
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from embedstudy.datasets.files.encoding import advise_encoding, find_undecoded
from embedstudy.datasets.files.streams import LONGEST, TOO_LONG, open_file
from embedstudy.errors import InputError

# Bytes that are read at a time, at most; a pipe gives 64 KiB.
CHUNK = 1 << 19
# Seconds for the next piece of a program that writes through a buffer, of so many bytes at least.
_PATIENCE = 0.02
_BUFFERED = 1 << 12


def read_lines(path: Path, encoding: str = "utf-8") -> Iterator[list[str]]:
    """Yield the lines of a file, gzipped or not, some at a time.

    Raises
    ------
    InputError
        If it is not there or damaged, or as `stream_lines` does.
    """
    with open_file(path) as stream:
        yield from stream_lines(stream, str(path), encoding)


def stream_lines(stream: IO[bytes], name: str, encoding: str = "utf-8") -> Iterator[list[str]]:
    r"""Yield the lines of a stream, some at a time, without waiting for more than is there.

    An empty list comes before a wait: whoever gathers lines can go on with those that came.
    Only ``\n`` ends a line; a ``\r`` before it goes too.

    Parameters
    ----------
    stream : binary file
        With ``read1``.
    name : str
        Name of the stream, for messages.
    encoding : str

    Raises
    ------
    InputError
        If it is not in this encoding, with the line, after all lines before; or if a line is
        longer than any text.
    """
    lines, has_given = _Lines(name, encoding), False
    for chunk in _read_chunks(stream):
        whole, error = ([], None) if chunk is None else lines.take(chunk)
        if whole or (chunk is None and has_given):
            yield whole
        has_given = bool(whole) or (chunk is not None and has_given)
        if error is not None:
            raise error


def _read_chunks(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield what a stream has, None before a wait, and an empty chunk at its end.

    A pipe holds few lines: pieces are gathered while a program writes as fast as it can.
    """
    read: Any = stream
    wait_for_bytes = _make_wait(stream)
    while True:
        chunk = piece = read.read1(CHUNK)
        end, has_more = time.monotonic() + _PATIENCE, True
        while piece and len(chunk) < CHUNK and wait_for_bytes is not None:
            has_more = wait_for_bytes(end - time.monotonic() if len(piece) >= _BUFFERED else 0)
            if not has_more:
                break
            piece = read.read1(CHUNK - len(chunk))
            chunk += piece
        if chunk:
            yield chunk
        if not piece:
            yield b""
            return
        if not has_more:
            yield None


def _make_wait(stream: IO[bytes]) -> Callable[[float], bool] | None:
    """Return a function that waits some seconds, and returns whether a stream has bytes then.

    It is None for a stream that never waits: a file, or what is unpacked from one.
    """
    try:
        descriptor = stream.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
    except OSError:
        return None
    if not hasattr(select, "poll"):
        return lambda _: False
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return lambda seconds: bool(poll.poll(max(0, 1000 * seconds)))


class _Lines:
    """Makes lines from pieces that end anywhere."""

    def __init__(self, name: str, encoding: str) -> None:
        try:
            self._decoder = codecs.getincrementaldecoder(encoding)()
        except LookupError:
            raise InputError(f"no encoding {encoding!r} (utf-8 and latin-1 are some)") from None
        self._name, self._encoding = name, encoding
        self._begun: list[str] = []
        self._length, self._done = 0, 0

    def take(self, piece: bytes) -> tuple[list[str], InputError | None]:
        """Return the lines that a piece completes, and the error in the next line, if any.

        An empty piece is the end.
        """
        error = None
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as found:
            text = bytes(found.object[: found.start]).decode(self._encoding, "ignore")
            wrong = f"byte 0x{found.object[found.start]:02x} is not {self._encoding}"
            undecoded = find_undecoded([found.object[found.start :]], self._encoding)
            cure = advise_encoding(codecs.lookup(self._encoding).name, undecoded)
            error = InputError(f"{wrong} (use --encoding {cure})")
        if not self._done and not self._length:
            text = text.removeprefix("\ufeff")
        *whole, rest = text.split("\n")
        if whole:
            whole[0] = "".join([*self._begun, whole[0]])
            self._begun, self._length = [], 0
        if rest:
            self._begun.append(rest)
            self._length += len(rest)
        self._done += len(whole)
        where = f"{self._name}:{self._done + 1}"
        if error is not None:
            return _strip_returns(whole), InputError(f"{where}: {error}")
        if self._length > LONGEST:
            return _strip_returns(whole), InputError(f"{where}: {TOO_LONG}")
        if not piece and self._begun:
            whole.append("".join(self._begun))
        return _strip_returns(whole), None


def _strip_returns(lines: list[str]) -> list[str]:
    return [line.removesuffix("\r") for line in lines]
