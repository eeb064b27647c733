"""Vectors as text: GloVe's (no header), and word2vec's and fastText's (a header line).

Lines end with a line feed and with nothing else, whatever other characters Unicode may count as
line ends. The numbers are taken from the right, since a word may have spaces in it (GloVe 840B).
"""

import os
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from pyarrow import csv

from embedstudy.errors import InputError
from embedstudy.vectors.formats.sieve import Sieve
from embedstudy.vectors.formats.streams import BufferedStream
from embedstudy.vectors.formats.table import Rows, Wanted, checked_dim

# Rows parsed at once: enough to make the cost of a call small, too few to matter in memory.
BLOCK = 2048
BLOCK_BYTES = 1 << 19
# A line longer than this at the start of a file is no row of any table.
MAX_LINE = 1 << 24
_BOM = b"\xef\xbb\xbf"
_ENDS = b" \t\r\n"
_LINE_FEED = 10


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file are a table in text."""
    lines = [line for line in head.removeprefix(_BOM).split(b"\n")[:2] if line.strip()]
    if not lines:
        return False
    row = lines[-1] if _header(lines[0]) else lines[0]
    fields = row.rstrip(_ENDS).split(_separator(row))
    return len(fields) > 1 and _is_number(fields[1] if len(fields) < 8 else fields[-2])


def read_text(
    stream: BufferedStream, source: str, wanted: Wanted, sink: Callable[[np.ndarray], None]
) -> Rows:
    """Read a table in text, with or without a header.

    Parameters
    ----------
    stream : BufferedReader
    source : str
        The name of the file, for messages.
    wanted : Wanted
    sink : callable
        Takes the kept rows.

    Raises
    ------
    InputError
        With the line, if a row cannot be read.
    """
    rows = Rows(source, wanted, sink)
    head, header = _head(stream, source)
    separator = _separator(head[0])
    rows.dim = dim = _dimension(source, head, header, separator)
    _refuse_absurd_header(stream, source, header, dim)
    pending = _Pending(rows, separator)
    # With a limit, rows are counted one by one.
    sifted = pending.encoded is not None and wanted.limit is None
    sieve = Sieve(pending.encoded or (), separator) if sifted else None
    # Most files end a row with its last number, some with a separator behind it.
    usual = dim + head[0].rstrip(b"\r\n").endswith(separator)
    number = 2 if header else 1
    for block in chain([b"".join(head)], _blocks(stream)):
        if rows.full:
            break
        lines_at = _regular(block, separator, usual) if sieve else None
        if sieve and lines_at:
            # Most lines of most files are seen here alone, and nothing is done with them.
            _take_wanted(rows, pending, sieve, block, lines_at, number)
            number += len(lines_at[0])
            continue
        lines = block.split(b"\n")
        if not lines[-1]:  # behind the last line feed
            lines.pop()
        for place, line in enumerate(lines):
            if line.strip() and not rows.full:
                rows.read += 1
                _take(rows, pending, line, usual, number + place)
        number += len(lines)
    if header and not rows.full and header[0] != rows.read:
        rows.notes.append(f"the header says {header[0]} rows, the file has {rows.read}")
    pending.parse()
    return rows


def _blocks(stream: BufferedStream) -> Iterator[bytes]:
    """Read whole lines, many at once."""
    rest = b""
    while content := stream.read(BLOCK_BYTES):
        content = rest + content
        cut = content.rfind(b"\n") + 1
        rest = content[cut:]
        if cut:
            yield content[:cut]
    if rest:
        yield rest


LinesAt: TypeAlias = tuple[np.ndarray, np.ndarray]


def _regular(block: bytes, separator: bytes, usual: int) -> LinesAt | None:
    """Find where each line starts and ends; None if not each has as many separators as usual."""
    content = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(content == _LINE_FEED)
    if not block.endswith(b"\n"):
        return None
    starts = np.concatenate([[0], ends[:-1] + 1])
    separators = content == separator[0]
    # In bytes, which is fastest; the sum tells lines that are 256 apart.
    counts = np.add.reduceat(separators.view(np.uint8), starts, dtype=np.uint8)
    if np.count_nonzero(separators) != usual * len(ends) or (counts != usual % 256).any():
        return None
    return starts, ends


def _take_wanted(
    rows: Rows, pending: "_Pending", sieve: Sieve, block: bytes, lines_at: LinesAt, number: int
) -> None:
    """Take the rows of a block of regular lines whose words are wanted."""
    starts, ends = lines_at
    wanted = pending.encoded or frozenset()
    rows.read += len(starts)
    for place in np.flatnonzero(sieve.may_be_wanted(block, starts)).tolist():
        start = int(starts[place])
        cut = block.index(pending.separator, start)
        word = block[start:cut]
        if word in wanted and rows.is_new(word):
            pending.add(word, block[cut + 1 : ends[place]], number + place)


def _take(rows: Rows, pending: "_Pending", line: bytes, usual: int, number: int) -> None:
    """Take a row if its word is wanted."""
    separator, encoded = pending.separator, pending.encoded
    cut = line.find(separator)
    if line.count(separator) != usual:
        cut = _cut_from_the_right(rows, line.rstrip(_ENDS), separator, number)
        if cut < 0:
            return
    word = line[:cut]
    if (encoded is None or word in encoded) and rows.is_new(word):
        pending.add(word, line[cut + 1 :], number)


def _head(stream: BufferedStream, source: str) -> tuple[list[bytes], tuple[int, int] | None]:
    """Read the first lines: some rows, and the header if there is one."""
    lines: list[bytes] = []
    while len(lines) < 4 and (line := stream.readline(MAX_LINE)):
        if not line.endswith(b"\n") and len(line) == MAX_LINE:
            raise InputError(f"{source}:{len(lines) + 1}: a line of over {MAX_LINE >> 20} MB")
        if b"\r" in line.rstrip(b"\r\n"):
            raise InputError(f"{source}: its lines end with \\r alone; convert them to \\n")
        lines.append(line)
    if not lines:
        raise InputError(f"{source}: is empty")
    lines[0] = lines[0].removeprefix(_BOM)
    header = _header(lines[0])
    if header and len(lines) > 1:
        values = len(lines[1].rstrip(_ENDS).split(_separator(lines[1]))) - 1
        if values == 1 != header[1]:
            return lines, None  # a table of one dimension whose words are numbers
    if header:
        lines = lines[1:]
    if not any(line.strip() for line in lines):
        raise InputError(f"{source}: no rows")
    return lines, header


def _header(line: bytes) -> tuple[int, int] | None:
    fields = line.split()
    if len(fields) == 2 and all(field.isdigit() for field in fields):
        return int(fields[0]), int(fields[1])
    return None


def _separator(line: bytes) -> bytes:
    return b"\t" if b"\t" in line.rstrip(_ENDS) else b" "


def _dimension(
    source: str, head: list[bytes], header: tuple[int, int] | None, separator: bytes
) -> int:
    # What most of the first rows have, or the fewest: a word may have a space in it.
    counts = sorted(line.rstrip(_ENDS).count(separator) for line in head if line.strip())
    seen = max(counts, key=counts.count)
    if header is None:
        if seen < 1:
            raise InputError(f"{source}:1: not a table of vectors: a word and no numbers")
        return seen
    dim = checked_dim(source, header[1])
    if dim > seen:
        raise InputError(f"{source}:2: {seen} values, but the header says {dim} dimensions")
    return dim


def _refuse_absurd_header(
    stream: BufferedStream, source: str, header: tuple[int, int] | None, dim: int
) -> None:
    """Refuse a row count that a file of this size cannot hold; nothing is ever allocated by it."""
    try:
        size = os.fstat(stream.fileno()).st_size
    except OSError:  # packed: its size unpacked is not known
        return
    if header and header[0] > max(1000, 2 * size // (2 * dim + 2)):
        raise InputError(f"{source}:1: the header says {header[0]} rows; the file is too small")


def _cut_from_the_right(rows: Rows, line: bytes, separator: bytes, number: int) -> int:
    """Return where a row's word ends, -1 if the row is bad."""
    values = line.count(separator)
    if values >= rows.dim:
        word = line.rsplit(separator, rows.dim)[0]
        # What is left of the word must be words too; numbers there are values too many.
        if not any(map(_is_number, word.split(separator)[1:])):
            rows.spaced.append(word.decode("utf-8", "replace"))
            return len(word)
    rows.bad(f"{rows.source}:{number}", f"{values} values, expected {rows.dim}")
    return -1


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return b"_" not in field


class _Pending:
    """Rows whose numbers are yet to be parsed, many in one call."""

    def __init__(self, rows: Rows, separator: bytes) -> None:
        self._rows, self.separator, self.encoded = rows, separator, rows.wanted.encoded
        self._kept: list[tuple[bytes, bytes, int]] = []

    def add(self, word: bytes, numbers: bytes, number: int) -> None:
        self._kept.append((word, numbers, number))
        if len(self._kept) == BLOCK:
            self.parse()

    def parse(self) -> None:
        kept, self._kept = self._kept, []
        if not kept:
            return
        dim = self._rows.dim
        block = parse_numbers(b" ".join(numbers for _, numbers, _ in kept))
        if block is not None and len(block) == dim * len(kept) and np.isfinite(block).all():
            block = block.reshape(-1, dim)
        else:
            kept, block = self._one_by_one(kept)
        for word, _, number in kept:
            self._rows.words.append(self._rows.decode(word, f"{self._rows.source}:{number}"))
        self._rows.sink(block)

    def _one_by_one(
        self, kept: list[tuple[bytes, bytes, int]]
    ) -> tuple[list[tuple[bytes, bytes, int]], np.ndarray]:
        """Find the rows that are bad; the others are kept."""
        good, values = [], []
        for word, numbers, number in kept:
            parsed = parse_numbers(numbers)
            if parsed is not None and len(parsed) == self._rows.dim and np.isfinite(parsed).all():
                good.append((word, numbers, number))
                values.append(parsed)
            else:
                what = _what_is_wrong(word, numbers.split())
                self._rows.bad(f"{self._rows.source}:{number}", what)
        empty = np.empty((0, self._rows.dim), np.float32)
        return good, np.stack(values) if values else empty


def parse_numbers(text: bytes) -> np.ndarray | None:
    """Parse numbers with white space between them; float32, or None if one is none.

    Each is read as float64 and then rounded, as gensim does.
    """
    lines = text.translate(_SPACES_TO_LINES)  # lines that this leaves empty are passed over
    try:
        table = csv.read_csv(pa.py_buffer(lines), _ONE_COLUMN, _NO_QUOTES, _NUMBERS)
    except pa.ArrowInvalid:
        return None
    column = table.column(0).combine_chunks()
    # Not to_numpy, whose first call imports pandas.
    values = np.frombuffer(column.buffers()[1], np.float64, len(column))
    with np.errstate(over="ignore"):
        return np.asarray(values.astype(np.float32))


_SPACES_TO_LINES = bytes.maketrans(b" \t", b"\n\n")
_ONE_COLUMN = csv.ReadOptions(column_names=["x"], use_threads=False, block_size=1 << 26)
_NO_QUOTES = csv.ParseOptions(delimiter="\x01", quote_char=False)
_NUMBERS = csv.ConvertOptions(column_types={"x": pa.float64()}, null_values=[])


def _what_is_wrong(word: bytes, fields: list[bytes]) -> str:
    of = f"of word {word.decode('utf-8', 'replace')!r}"
    for field in fields:
        shown = field.decode("utf-8", "replace")
        if not _is_number(field):
            comma = " (a decimal comma?)" if b"," in field else ""
            return f"value {shown!r} {of} is not a number{comma}"
        with np.errstate(over="ignore"):
            if not np.isfinite(np.float32(field)):
                return f"value {shown!r} {of} is not finite in float32"
    return f"the values {of} cannot be read"
