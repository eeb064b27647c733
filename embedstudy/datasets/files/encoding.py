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
_OTHER_SCRIPTS = "cp1251 for Cyrillic, gb18030 for Chinese, shift_jis for Japanese"
_LETTERS = re.compile(rb"[A-Za-z]")
_HIGH = re.compile(rb"[\x80-\xff]")
# What UTF-8 looks like where it is read as cp1252 or latin-1, and written as UTF-8 once more:
# "Ã©" for "é", "Â£" for "£", "â€™" for "’".
_TWICE_ENCODED = re.compile(rb"\xc3[\x82\x83]\xc2[\xa0-\xbf]|\xc3\xa2\xe2\x82\xac")
_SIGNS_OF_TWICE = (b"\xc3\x83\xc2", b"\xc3\x82\xc2", b"\xc3\xa2\xe2\x82\xac")
# What programs leave in texts that they did not decode: it would be cut into other words.
_ISO_2022 = re.compile(rb"\x1b(?:\$\(?[@-D]|\([BIJ])")
_ESCAPED_CHARACTER = re.compile(rb"\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2})")
_REPLACEMENT = "\ufffd".encode()
# So many characters of several bytes are UTF-8 by chance in next to no text of another encoding.
_CHARACTERS_TO_TELL = 3


def advise_encoding(encoding: str, undecoded: Iterable[int], content: bytes = b"") -> str:
    """Return the cure for a file that is not in an encoding, by the bytes that do not fit.

    Parameters
    ----------
    encoding : str
    undecoded : iterable of int
        The bytes that do not fit.
    content : bytes
        The file from the first of them on, or its beginning.

    Examples
    --------
    >>> advise_encoding("utf-8", [0xE9]), advise_encoding("utf-8", [0xE9, 0x92])
    ('latin-1, if that is what it is', 'cp1252, if that is what it is')
    >>> advise_encoding("utf-8", [0xE4, 0xE0], "да, да".encode("cp1251"))
    'with that of its script: cp1251 for Cyrillic, gb18030 for Chinese, shift_jis for Japanese'
    """
    if encoding == "utf-16":
        return "utf-16-le or utf-16-be"
    if encoding not in ("utf-8", "ascii"):
        return "with another name"
    if len(_HIGH.findall(content)) > len(_LETTERS.findall(content)):
        return f"with that of its script: {_OTHER_SCRIPTS}"
    odd = {byte for byte in undecoded if byte <= 0x9F}
    if odd & _CP1252_HAS_NO:
        return "with another name; neither latin-1 nor cp1252 fits"
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


def find_misreading(content: bytes, encoding: str) -> str:
    """Return a note on a text that was not decoded as it should; empty if there is no sign of it.

    Parameters
    ----------
    content : bytes
        The text in UTF-8.
    encoding : str
        What the text was read from.

    Examples
    --------
    >>> find_misreading("cafÃ©".encode(), "utf-8")
    'texts with UTF-8 that was read as cp1252 before (Ã© for é, â€™ for ’)'
    >>> find_misreading("cafÃ©".encode(), "iso8859-1")
    'texts that are UTF-8, read as iso8859-1 (leave out --encoding)'
    >>> find_misreading("café".encode(), "iso8859-1")
    ''
    >>> find_misreading(b"b'good'", "utf-8")
    "texts that Python wrote as bytes (b'...'): decode them before they are saved"
    """
    if escapes := _find_escapes(content):
        return escapes
    if _REPLACEMENT in content:
        return "texts with U+FFFD, which stands for bytes that could not be read before"
    if encoding == "utf-8":
        if any(sign in content for sign in _SIGNS_OF_TWICE) and _TWICE_ENCODED.search(content):
            return "texts with UTF-8 that was read as cp1252 before (Ã© for é, â€™ for ’)"
        return ""
    if content.isascii() or encoding.startswith(("utf", "ascii")):
        return ""
    text = content.decode()
    with contextlib.suppress(UnicodeError):
        characters = [c for c in text.encode(encoding).decode() if not c.isascii()]
        if len(characters) >= (1 if _is_of_single_bytes(encoding) else _CHARACTERS_TO_TELL):
            return f"texts that are UTF-8, read as {encoding} (leave out --encoding)"
    is_western = encoding in ("iso8859-1", "iso8859-15", "cp1252")
    # Each of its accented letters takes one byte more than it counts characters.
    if is_western and 4 * (len(content) - len(text)) > len(text) and _is_mostly_accented(text):
        return f"texts mostly of accented letters (another --encoding? {_OTHER_SCRIPTS})"
    return ""


def _find_escapes(content: bytes) -> str:
    """Return a note on a text whose letters are written as something else."""
    if b"\x1b" in content and _ISO_2022.search(content):
        return "texts in ISO-2022 (--encoding iso2022_jp for Japanese, iso2022_kr for Korean)"
    if b"\\" in content and _ESCAPED_CHARACTER.search(content):
        return "texts with escaped characters such as \\u00e9, which are read letter by letter"
    if content.startswith((b"b'", b'b"')) and content.endswith(content[1:2]):
        return "texts that Python wrote as bytes (b'...'): decode them before they are saved"
    return ""


def _is_of_single_bytes(encoding: str) -> bool:
    return len(bytes(range(256)).decode(encoding, "replace")) == 256


def _is_mostly_accented(text: str) -> bool:
    n_plain = sum(character.isascii() for character in text if character.isalpha())
    return sum(not character.isascii() for character in text) > max(n_plain, _CHARACTERS_TO_TELL)


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
