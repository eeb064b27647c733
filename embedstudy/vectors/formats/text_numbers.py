"""The numbers of a table in text, parsed many rows in one call."""

import numpy as np
import pyarrow as pa
from pyarrow import csv

from embedstudy.vectors.formats.table_rows import PendingRows, TableRows
from embedstudy.wording import counted


class TextRows(PendingRows):
    """Rows in text whose numbers are yet to be parsed.

    Parameters
    ----------
    rows : TableRows
    separator : bytes
        The byte between numbers.
    n_values : int
        The numbers of a row.
    chosen : slice
        Those of the vector.
    """

    def __init__(
        self, rows: TableRows, separator: bytes, n_values: int, chosen: slice = slice(None)
    ) -> None:
        super().__init__(rows)
        self.separator, self.encoded = separator, rows.wanted.encoded
        self.n_values, self._chosen = n_values, chosen

    def read_values(
        self, words: list[bytes], values: list[bytes], numbers: list[int]
    ) -> tuple[list[bytes], list[int], np.ndarray]:
        """Parse the values of rows, and report those that are bad."""
        good, good_numbers, block = self._parse(words, values, numbers)
        return good, good_numbers, np.ascontiguousarray(block[:, self._chosen])

    def _parse(
        self, words: list[bytes], values: list[bytes], numbers: list[int]
    ) -> tuple[list[bytes], list[int], np.ndarray]:
        dim, text = self.n_values, b" ".join(values)
        block = parse_numbers(text)
        if block is not None and len(block) == dim * len(words) and np.isfinite(block).all():
            # A row has as many separators as values, or one less. So it has too many values only
            # where other white space parts them. If no row has too many, none has too few.
            other = b" " if self.separator == b"\t" else b"\t"
            is_even = b"\r" not in text and other not in text
            if is_even or all(len(fields.split()) == dim for fields in values):
                return words, numbers, block.reshape(-1, dim)
        good, block = [], np.empty((len(words), dim), np.float32)
        for row, (word, fields, number) in enumerate(zip(words, values, numbers, strict=True)):
            parsed = parse_numbers(fields)
            if parsed is not None and len(parsed) == dim and np.isfinite(parsed).all():
                good.append(row)
                block[row] = parsed
            else:
                what = _describe_fault(word, fields.split(), dim)
                self.rows.bad(self.rows.where(number), what)
        return [words[row] for row in good], [numbers[row] for row in good], block[good]


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
