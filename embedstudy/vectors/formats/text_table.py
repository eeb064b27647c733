"""Vectors as text: GloVe's (no header), and word2vec's and fastText's (a header line).

Lines end with a line feed and with nothing else, whatever other characters Unicode may count as
line ends. The numbers are taken from the right, since a word may have spaces in it (GloVe 840B).
"""

from collections.abc import Iterator
from itertools import chain
from typing import TypeAlias

import numpy as np

from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.sieve import Sieve
from embedstudy.vectors.formats.suspect_rows import describe_cut
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.text_head import (
    ENDS,
    MAX_LINE,
    make_length_error,
    read_head,
    tighten,
)
from embedstudy.vectors.formats.text_numbers import TextRows, is_number
from embedstudy.vectors.formats.vector_format import Sink, TableFile
from embedstudy.wording import counted

BLOCK_BYTES = 1 << 19
_LINE_FEED, _CARRIAGE_RETURN = 10, 13


def read_text(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read a table in text, with or without a header.

    Raises
    ------
    InputError
        With the line, if a row cannot be read.
    """
    stream, source = file.stream, file.source
    rows = TableRows(source, wanted, sink, numbered=":")
    head = read_head(stream, source, skip_bad_lines=wanted.skip_bad_lines)
    separator, number = head.separator, head.number
    rows.dim = head.dim
    rows.choices += head.choices
    rows.notes += head.notes
    n_values = head.dim + len(head.counts)
    pending = TextRows(rows, separator, n_values, head.counts.select(n_values))
    # With a limit, rows are counted one by one.
    sifted = pending.encoded is not None and wanted.limit is None
    sieve = Sieve(pending.encoded or (), separator) if sifted else None
    # Most files end a row with its last number, some with a separator behind it.
    ended = next(line for line in head.lines if line.strip()).rstrip(b"\r\n").endswith(separator)
    blocks = _read_blocks(stream)
    if head.is_ragged:
        blocks = map(tighten, blocks)
    for block in chain([b"".join(head.lines)], blocks):
        if rows.full:
            break
        if len(block) > MAX_LINE + BLOCK_BYTES:
            raise make_length_error(source, number)
        lines_at = _find_regular_lines(block, separator, n_values, ended) if sieve else None
        if sieve and lines_at:
            # Most lines of most files are seen here alone, and nothing is done with them.
            _take_wanted(rows, pending, sieve, block, lines_at, number)
            number += len(lines_at[0])
        else:
            number += _take_each(rows, pending, block, number)
    if head.header and not rows.full and head.header[0] != rows.read:
        n_rows = counted(head.header[0], "row")
        rows.notes.append(f"the header says {n_rows}, the file has {rows.read:,}")
    if not rows.full and not block.endswith(b"\n"):
        last_line = block.rpartition(b"\n")[2]
        others = [line for line in head.lines if line is not head.lines[-1] or line.endswith(b"\n")]
        if note := describe_cut(last_line, others, separator, ended=ended):
            rows.notes.append(note)
        rows.is_cut = bool(note) or 0 < len(last_line.split()) <= n_values
    pending.flush()
    return rows


def _read_blocks(stream: BufferedStream) -> Iterator[bytes]:
    """Read whole lines, many at once; of a line that is too long, only its beginning."""
    rest = b""
    while content := stream.read(BLOCK_BYTES):
        content = rest + content
        cut = content.rfind(b"\n") + 1
        rest = content[cut:]
        if cut:
            yield content[:cut]
        elif len(rest) > MAX_LINE + BLOCK_BYTES:
            break
    if rest:
        yield rest


LinesAt: TypeAlias = tuple[np.ndarray, np.ndarray]


def _find_regular_lines(block: bytes, separator: bytes, dim: int, ended: bool) -> LinesAt | None:
    """Find where each line starts and ends.

    None if not each has as many separators as there are numbers, and, if rows are `ended` with
    one, another one there.
    """
    if not block.endswith(b"\n"):
        return None
    usual = dim + ended
    content = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(content == _LINE_FEED)
    starts = np.concatenate([[0], ends[:-1] + 1])
    separators = content == separator[0]
    # In bytes, which is fastest; the sum tells lines that are 256 apart.
    counts = np.add.reduceat(separators.view(np.uint8), starts, dtype=np.uint8)
    if np.count_nonzero(separators) != usual * len(ends) or (counts != usual % 256).any():
        return None
    last = np.where(content[ends - 1] == _CARRIAGE_RETURN, content[ends - 2], content[ends - 1])
    if ((last == separator[0]) != ended).any():
        return None
    return starts, ends


def _take_wanted(
    rows: TableRows,
    pending: TextRows,
    sieve: Sieve,
    block: bytes,
    lines_at: LinesAt,
    number: int,
) -> None:
    """Take the rows of a block of regular lines whose words are wanted."""
    starts, ends = lines_at
    encoded = pending.encoded or frozenset()
    rows.read += len(starts)
    for place in np.flatnonzero(sieve.may_be_wanted(block, starts)).tolist():
        start = int(starts[place])
        cut = block.index(pending.separator, start)
        word = block[start:cut]
        if word in encoded or rows.wanted.has_variant(word):
            pending.add(word, block[cut + 1 : ends[place]].rstrip(ENDS), number + place)


def _take_each(rows: TableRows, pending: TextRows, block: bytes, number: int) -> int:
    """Take the rows of a block of any lines; return how many lines it has."""
    lines = block.split(b"\n")
    if not lines[-1]:  # behind the last line feed
        lines.pop()
    for place, line in enumerate(lines):
        if line.strip() and not rows.full:
            rows.read += 1
            _take(rows, pending, line, number + place)
    return len(lines)


def _take(rows: TableRows, pending: TextRows, line: bytes, number: int) -> None:
    split = _split_row(rows, line.rstrip(ENDS), pending)
    if split is None:
        values = sum(map(bool, line.rstrip(ENDS).split(pending.separator)[1:]))
        rows.bad(rows.where(number), f"{counted(values, 'value')}, expected {pending.n_values}")
        return
    word, numbers = split
    encoded = pending.encoded
    if encoded is None or word in encoded or rows.wanted.has_variant(word):
        pending.add(word, numbers, number)


def _split_row(rows: TableRows, line: bytes, pending: TextRows) -> tuple[bytes, bytes] | None:
    """Return a row's word and the bytes of its numbers, None if there are too many or too few."""
    separator, n_values = pending.separator, pending.n_values
    n_separators = line.count(separator)
    if n_separators == n_values:
        return _cut(line, separator)
    if n_separators > n_values:
        word = line.rsplit(separator, n_values)[0]
        # The rest of the word must be words too; numbers there are surplus values.
        if not any(map(is_number, word.split(separator)[1:])):
            bare = word.rstrip(separator) or word
            if separator in bare:
                rows.spaced.append(bare.decode("utf-8", "replace"))
            return bare, line[len(word) + 1 :]
    tight = tighten(line)  # of a row whose fields are parted otherwise than those of the first
    return _cut(tight, b" ") if tight.count(b" ") == n_values else None


def _cut(line: bytes, separator: bytes) -> tuple[bytes, bytes]:
    word, _, numbers = line.partition(separator)
    return word, numbers
