"""The numbers of a table in text, parsed many rows in one call."""

import numpy as np
import pyarrow as pa
from pyarrow import csv

from embedstudy.vectors.formats.table_rows import TableRows
from embedstudy.wording import counted

# Large enough that the cost of a call is small, small enough not to matter in memory.
BLOCK_BYTES = 1 << 20


class PendingRows:
    """Rows whose numbers are yet to be parsed, many in one call.

    Parameters
    ----------
    rows : TableRows
        Takes those that could be.
    separator : bytes
        The byte between their numbers.
    """

    def __init__(self, rows: TableRows, separator: bytes) -> None:
        self._rows, self.separator, self.encoded = rows, separator, rows.wanted.encoded
        self._other = b" " if separator == b"\t" else b"\t"
        self._pending: list[tuple[bytes, bytes, int]] = []
        self._bytes = 0

    def add(self, word: bytes, numbers: bytes, number: int) -> None:
        """Add a row: its word, what follows its first separator, and its line."""
        self._pending.append((word, numbers, number))
        self._bytes += len(numbers)
        if self._bytes >= BLOCK_BYTES:
            self.parse()

    def parse(self) -> None:
        """Parse the rows that were added, and pass them on."""
        pending, self._pending, self._bytes = self._pending, [], 0
        if not pending:
            return
        dim, text = self._rows.dim, b" ".join(numbers for _, numbers, _ in pending)
        block = parse_numbers(text)
        if block is not None and len(block) == dim * len(pending) and self._is_even(pending, text):
            block = block.reshape(-1, dim)
            if not np.isfinite(block).all():
                pending, block = self._one_by_one(pending)
        else:
            pending, block = self._one_by_one(pending)
        self._rows.keep([word for word, _, _ in pending], [number for *_, number in pending], block)

    def _is_even(self, pending: list[tuple[bytes, bytes, int]], text: bytes) -> bool:
        """Whether all rows have as many numbers, given that all of them together have enough.

        A row has as many separators as numbers, or one less; so it has too many numbers only
        where other white space parts them, and where no row has too many none has too few.
        """
        if b"\r" not in text and (self._other not in text):
            return True
        return all(len(numbers.split()) == self._rows.dim for _, numbers, _ in pending)

    def _one_by_one(
        self, pending: list[tuple[bytes, bytes, int]]
    ) -> tuple[list[tuple[bytes, bytes, int]], np.ndarray]:
        """Find the rows that are bad; the others are kept."""
        good, values = [], []
        for word, numbers, number in pending:
            parsed = parse_numbers(numbers)
            if parsed is not None and len(parsed) == self._rows.dim and np.isfinite(parsed).all():
                good.append((word, numbers, number))
                values.append(parsed)
            else:
                what = _describe_fault(word, numbers.split(), self._rows.dim)
                self._rows.bad(self._rows.where(number), what)
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


def is_number(field: bytes) -> bool:
    """Whether a field of a row is a number."""
    try:
        float(field)
    except ValueError:
        return False
    return b"_" not in field


def _describe_fault(word: bytes, fields: list[bytes], dim: int) -> str:
    of_word = f"of word {word.decode('utf-8', 'replace')!r}"
    for field in fields:
        shown = field.decode("utf-8", "replace")
        if not is_number(field):
            comma = " (a decimal comma?)" if b"," in field else ""
            return f"value {shown!r} {of_word} is not a number{comma}"
        with np.errstate(over="ignore"):
            if not np.isfinite(np.float32(field)):
                return f"value {shown!r} {of_word} is not finite in float32"
    if len(fields) != dim:
        return f"{counted(len(fields), 'value')}, expected {dim}"
    return f"the values {of_word} cannot be read"
