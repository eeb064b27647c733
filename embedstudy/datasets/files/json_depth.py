"""JSON that is nested too deeply, noticed while it is read."""

import re
from typing import IO

from embedstudy.errors import InputError

# Beyond it Python's parser gives up; ijson takes memory with the square of the depth.
MOST_DEPTH = 1_000
# A string, or the beginning of one that the next chunk ends.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("|\\?\Z)', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_OPENING = b"[{"


class ShallowJson:
    """A stream of JSON in UTF-8 that is refused where its lists and objects are nested too deeply.

    Parameters
    ----------
    stream : file
    source : object
        Name of the file, for messages.
    """

    def __init__(self, stream: IO[bytes], source: object) -> None:
        self._stream, self._source = stream, source
        self._depth = 0
        self._open_string = b""

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes.

        Raises
        ------
        InputError
            If they go deeper than `MOST_DEPTH`.
        """
        content = self._stream.read(size)
        self._follow(content)
        return content

    def _follow(self, content: bytes) -> None:
        # What stands between strings, and how each string ends.
        pieces = _STRING.split(self._open_string + content)
        outside, ends = b"".join(pieces[::2]), pieces[1::2]
        self._open_string = b'"' + ends[-1] if ends and ends[-1] != b'"' else b""
        opened = sum(map(outside.count, (b"[", b"{")))
        if self._depth + opened <= MOST_DEPTH:
            self._depth += opened - sum(map(outside.count, (b"]", b"}")))
            return
        for bracket in _BRACKETS.findall(outside):
            self._depth += 1 if bracket in _OPENING else -1
            if self._depth > MOST_DEPTH:
                raise InputError(
                    f"{self._source}: not JSON that is read: nested over {MOST_DEPTH:,} deep"
                )
