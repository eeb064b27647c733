"""Files of vectors as streams of bytes, whatever they are packed in."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream, open_unpacked

# The bytes of a file that tell its format.
HEAD = 1 << 16


@contextlib.contextmanager
def open_vectors(path: Path, member: str = "") -> Iterator[BufferedStream]:
    """Open a file of vectors, or the one that is packed in it, for reading.

    Parameters
    ----------
    path : Path
    member : str
        The file wanted of a .zip; needed where the .zip holds several.

    Raises
    ------
    InputError
        If the file is not there, is empty, is a web page, or is damaged or cut short.
    """
    try:
        with open_unpacked(path, member) as stream:
            head = stream.peek(512)[:512]
            if not head:
                inside = " inside" if path.stat().st_size else ""
                raise InputError(f"{path}: is empty{inside}")
            if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<!doctype", b"<html")):
                raise InputError(f"{path}: is a web page, not vectors (a failed download?)")
            yield stream
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path}: is a folder, not a file of vectors") from None
