"""Text files as lines, plain or gzipped, however long; and where they are not text."""

import codecs
import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.files.encoding import advise_encoding, find_undecoded
from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream, open_unpacked

# A text of a million words has 6 MB. A longer line is mostly a file without line ends, or a quote
# that never closes; it is not gathered in memory.
LONGEST = 1 << 24
TOO_LONG = f"over {LONGEST >> 20} million characters in one line"
CHUNK = 1 << 20
# Bytes of a file that are looked at, at most, to tell its likely encoding.
_MOST_ADVISED = 1 << 26
# Encodings of several bytes a character: behind a wrong one, nothing can be trusted.
_WIDE = ("utf-16", "utf-32")


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[BufferedStream]:
    """Open a file, or what is gzipped in it, for reading.

    Raises
    ------
    InputError
        If it is not there, cannot be read, or is damaged or cut short.
    """
    try:
        with open_unpacked(path, packings=("gzip",)) as stream:
            yield stream
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None


def read_numbered_lines(path: Path, encoding: str, bad_rows: BadRows) -> Iterator[tuple[int, str]]:
    r"""Read the lines of a file with their numbers from 1; only ``\n`` ends a line, and is kept.

    A byte order mark is left out. No line is longer than `LONGEST`. Where bad rows are to be left
    out, bytes that are not in this encoding become `UNDECODED` characters, which no text may have.

    Raises
    ------
    InputError
        With the line, if it has NULs. Or if a line is too long or not in this encoding, and such
        lines are not to be left out.
    """
    number = 0
    with open_file(path) as stream:
        errors = "surrogateescape" if bad_rows.skip else "strict"
        text = io.TextIOWrapper(stream, encoding, errors, newline="\n")
        try:
            while line := text.readline(LONGEST):
                number += 1
                if number == 1:
                    line = line.removeprefix("\ufeff")
                if len(line) == LONGEST and not line.endswith("\n"):
                    bad_rows.add(f"{path}:{number}", TOO_LONG)
                    while line and not line.endswith("\n"):
                        line = text.readline(LONGEST)
                    continue
                refuse_nuls(line, f"{path}:{number}")
                yield number, line
        except UnicodeError:
            raise make_encoding_error(path, encoding) from None


def choose_encoding(path: Path, encoding: str, remembered: str) -> str:
    """Return a remembered encoding for a text file that is not in the given one.

    A file that is in the given one stays so: most encodings read any bytes, as other characters.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if remembered == encoding:
        return encoding
    decoder = codecs.getincrementaldecoder(encoding)()
    with open_file(path) as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk and not remembered.startswith(_WIDE):
                return encoding  # no text file
            try:
                decoder.decode(chunk)
            except UnicodeError:
                return remembered
    return encoding


def refuse_nuls(text: str, where: str) -> None:
    """Raise an InputError if there is a NUL, which no text has."""
    if "\0" in text:
        raise InputError(
            f"{where}: a NUL byte: not a text file, or one in UTF-16 (use --encoding utf-16)"
        )


def make_encoding_error(path: Path, encoding: str) -> InputError:
    """Return the error for a file in another encoding, with the byte and its line."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, at, is_utf8, is_wide = 1, 0, False, False
    with open_file(path) as stream:
        while True:
            chunk, state = stream.read(CHUNK), decoder.getstate()
            try:
                good = decoder.decode(chunk, final=not chunk)
                line += good.count("\n")
                is_utf8 |= encoding == "utf-8" and not good.isascii()
            except UnicodeDecodeError as error:
                start = max(0, error.start - len(state[0]))
                decoder.setstate(state)
                with contextlib.suppress(UnicodeError):  # what stands before may be no better
                    good = decoder.decode(chunk[:start])
                    line += good.count("\n")
                    is_utf8 |= encoding == "utf-8" and not good.isascii()
                    is_wide |= encoding == "utf-8" and "\0" in good
                at += error.start - len(state[0])
                wrong = f"byte 0x{error.object[error.start]:02x} at {at:,} is not {encoding}"
                rest = chunk[start:]
                cure = advise_encoding(
                    encoding, find_undecoded(_read_on(rest, stream), encoding), rest
                )
                if is_wide:
                    cure = "utf-16-le or utf-16-be"
                elif is_utf8:
                    cure += "; the rows before it hold UTF-8, so rather mend this one"
                if not encoding.startswith(_WIDE):
                    cure += "; --skip-bad-lines leaves such rows out"
                break
            except UnicodeError as error:  # some codecs say no more
                wrong = f"not {encoding}: {error}"
                cure = advise_encoding(encoding, ())
                break
            at += len(chunk)
            if not chunk:
                return InputError(f"{path}: changed while it was read")
    return InputError(f"{path}:{line}: {wrong} (use --encoding {cure})")


def _read_on(chunk: bytes, stream: BufferedStream) -> Iterator[bytes]:
    """Yield a chunk and those behind it, up to a size."""
    size = 0
    while chunk and size < _MOST_ADVISED:
        yield chunk
        size += len(chunk)
        chunk = stream.read(CHUNK)
