"""The format ``word2vec-binary``: a header line, then each word, a space and float32 numbers."""

from pathlib import Path
from typing import BinaryIO, NoReturn

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats.row_blocks import row_blocks
from embedstudy.vectors.formats.streams import HEAD
from embedstudy.vectors.formats.table_rows import (
    MAX_DIM,
    PendingRows,
    TableRows,
    Wanted,
    check_dim,
    parse_header,
    refuse_absurd_count,
)
from embedstudy.vectors.formats.text_head import looks_like_bytes, looks_like_text
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.wording import counted

CHUNK = 1 << 22
# No word of any published table comes near; a longer one means that the file is something else.
MAX_WORD = 10_000
# Trained numbers lie far within. Behind a space in a word, which the format cannot hold, the rest
# of the word is read as numbers.
_TINY, _HUGE = 1e-15, 1e6
# The median size of the numbers of a row; those of published tables lie between 0.01 and 10.
_SMALLEST, _LARGEST = 1e-3, 1e6


def matches(head: bytes, path: Path) -> bool:  # noqa: ARG001 - all formats have one signature
    """Return whether a file begins with a header line, and numbers in binary follow."""
    header_line, _, rest = head.partition(b"\n")
    if parse_header(header_line) is None or looks_like_text(head):
        return False
    return looks_like_bytes(rest) or starts_with_floats(head)


def starts_with_floats(head: bytes) -> bool:
    """Whether the first row of a file is a word and float32 numbers of a usual size.

    The characters of a text, read as float32, are numbers below 1e-3 (digits) or over 1e9
    (letters). So this tells text from a small table that has no control character by chance.
    """
    header_line, _, rest = head.partition(b"\n")
    header = parse_header(header_line)
    word, space, values = rest.partition(b" ")
    if header is None or not space or len(word) > MAX_WORD or not 1 <= header[1] <= MAX_DIM:
        return False
    numbers = np.abs(np.frombuffer(values[: 4 * header[1]][: len(values) // 4 * 4], "<f4"))
    return bool(len(numbers) and _SMALLEST <= np.median(numbers) <= _LARGEST)


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read a table, whether or not a line feed follows each row.

    Raises
    ------
    InputError
        If the file ends early, a value is not finite, or it is no such file.
    """
    stream, source = file.stream, file.source
    rows = TableRows(source, wanted, sink)
    count, rows.dim = _read_header(stream.readline(100), source)
    width, encoded = 4 * rows.dim, wanted.encoded
    # The last row may lack its line feed, and words may be empty.
    refuse_absurd_count(stream, source, count, width + 1)
    if not looks_like_bytes(stream.peek(HEAD)[:HEAD]):
        rows.notes.append("was read as binary, though it has no control characters")
    pending = _BinaryRows(rows)
    buffer, place = b"", 0
    while rows.read < count and not rows.full:
        end = buffer.find(b" ", place)
        if end < 0 or end + 1 + width > len(buffer):
            more = stream.read(CHUNK)
            if not more:
                _raise_early_end(rows, count, buffer[place:], width)
            if len(buffer) - place > MAX_WORD + width + CHUNK:
                raise InputError(f"{source}: row {rows.read + 1}: a word of over {MAX_WORD} bytes")
            buffer, place = buffer[place:] + more, 0
            continue
        word = buffer[place:end].removeprefix(b"\n")
        place = end + 1 + width
        rows.read += 1
        if b"\n" in word:
            rows.bad(rows.where(rows.read), f"a line feed inside of word {word!r}")
        elif encoded is None or word in encoded or wanted.has_variant(word):
            pending.add(word, buffer[end + 1 : place], rows.read)
    pending.flush()
    rows.notes += pending.list_notes()
    if rows.read == count and (buffer[place:] + stream.read(2)).strip(b"\n"):
        rows.notes.append(
            f"the header says {counted(count, 'row')}, and the file goes on after them"
        )
    return rows


def write(file: BinaryIO, vectors: WordVectors, row_end: bytes = b"\n") -> None:
    """Write the number of words and the dimension, then each word, a space and its numbers.

    A line feed follows each row, as in the files of word2vec's own C program; gensim writes none.
    """
    file.write(f"{len(vectors)} {vectors.dim}\n".encode())
    for words, block in row_blocks(vectors):
        for word, row in zip(words, block.astype("<f4"), strict=True):
            file.write(word + b" " + row.tobytes() + row_end)


def _read_header(line: bytes, source: str) -> tuple[int, int]:
    header = parse_header(line)
    if header is None:
        raise InputError(f"{source}: is not a word2vec binary (no header)")
    if not header[0]:
        raise InputError(f"{source}:1: the header says 0 rows")
    return header[0], check_dim(source, header[1])


def _raise_early_end(rows: TableRows, count: int, rest: bytes, width: int) -> NoReturn:
    _, space, values = rest.partition(b" ")
    missing = width - len(values) if space else width + 1
    where = f"row {rows.read + 1} of {count}"
    raise InputError(f"{rows.source}: {where}: the file ends {missing} bytes early (not whole?)")


class _BinaryRows(PendingRows):
    """Rows of float32 numbers, with the words that have odd ones.

    Of a whole table, the words themselves show that rows are read from a wrong place.
    """

    def __init__(self, rows: TableRows) -> None:
        super().__init__(rows)
        self._odd: list[str] = []

    def read_values(
        self, words: list[bytes], values: list[bytes], numbers: list[int]
    ) -> tuple[list[bytes], list[int], np.ndarray]:
        block = np.frombuffer(b"".join(values), "<f4").reshape(-1, self.rows.dim)
        if self.rows.wanted.words is not None:
            size = np.abs(block)
            is_odd = ((size > _HUGE) | ((size < _TINY) & (size > 0))).any(axis=1)
            self._odd += [repr(words[i].decode("utf-8", "replace")) for i in np.flatnonzero(is_odd)]
        return words, numbers, block.astype(np.float32, copy=False)

    def list_notes(self) -> list[str]:
        """Return a note on odd numbers, if there are any."""
        if not self._odd:
            return []
        return [
            f"{counted(len(self._odd), 'word')} with numbers of an unusual size "
            f"({', '.join(self._odd[:3])}): spaces in words, which this format cannot hold?"
        ]


WORD2VEC_BINARY = VectorFormat(
    "word2vec-binary",
    title="word2vec binary",
    matches=matches,
    read=read,
    write=write,
    endings=(".bin",),
    refused_characters=" \n",
)
