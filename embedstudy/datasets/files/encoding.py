"""The names of text encodings."""

import codecs
import contextlib
import re
from collections.abc import Iterable

from embedstudy.errors import InputError

# Bytes that were not text in the encoding, as Python's "surrogateescape" decodes them.
UNDECODED = re.compile("[\udc80-\udcff]")
# Control characters in latin-1, which no text has; quotes and dashes in cp1252.
CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
# U+0085 is a line end in some texts that are truly in UTF-8.
CONTROLS_OF_UTF8 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_CP1252_HAS_NO = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))


def advise_encoding(encoding: str, undecoded: Iterable[int]) -> str:
    """Return the cure for a file that is not in an encoding, by the bytes that do not fit.

    Examples
    --------
    >>> advise_encoding("utf-8", [0xE9]), advise_encoding("utf-8", [0xE9, 0x92])
    ('latin-1, if that is what it is', 'cp1252, if that is what it is')
    """
    if encoding == "utf-16":
        return "utf-16-le or utf-16-be"
    if encoding not in ("utf-8", "ascii"):
        return "another"
    odd = {byte for byte in undecoded if byte <= 0x9F}
    if odd & _CP1252_HAS_NO:
        return "another; neither latin-1 nor cp1252 fits"
    return f"{'cp1252' if odd else 'latin-1'}, if that is what it is"


def find_undecoded(pieces: Iterable[bytes], encoding: str) -> set[int]:
    """Return the bytes of a stream in pieces that do not fit an encoding."""
    undecoded: set[int] = set()
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    with contextlib.suppress(UnicodeError):  # not every encoding can go on
        for piece in pieces:
            odd = UNDECODED.findall(decoder.decode(piece))
            undecoded.update(ord(character) - 0xDC00 for character in odd)
        undecoded.update(decoder.getstate()[0])  # a character that the end cuts off
    return undecoded


def is_latin(encoding: str) -> bool:
    """Return whether an encoding reads the bytes 0x80 to 0x9f as control characters."""
    return encoding.startswith("iso8859")


def normalize_encoding(name: str) -> str:
    """Return the one name by which Python knows an encoding.

    Raises
    ------
    InputError
        If there is no such encoding of text.

    Examples
    --------
    >>> normalize_encoding("Latin1"), normalize_encoding("utf-8-sig")
    ('iso8859-1', 'utf-8')
    """
    try:
        "".encode(name)  # refuses codecs that are not of text
        known = codecs.lookup(name).name
    except (LookupError, ValueError, TypeError):
        raise InputError(
            f"no encoding {name!r}; usual ones are: utf-8, utf-16, latin-1, cp1252"
        ) from None
    # Every reader leaves out a byte order mark.
    return "utf-8" if known == "utf-8-sig" else known
