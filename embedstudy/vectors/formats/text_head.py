"""The first lines of a table in text: is it one, and how are its rows laid out?"""

import re
from dataclasses import dataclass

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.suspect_rows import NO_COUNTS, CountColumns, find_counts
from embedstudy.vectors.formats.table_rows import check_dim, parse_header, refuse_absurd_count
from embedstudy.vectors.formats.text_numbers import is_number
from embedstudy.wording import counted

# A longer line is no row of any table.
MAX_LINE = 1 << 24
ENDS = b" \t\r\n"
_ROWS = 4
# The lines among which a row is looked for: some of the first may be bad.
_LINES = 8
_RAGGED = "fields between runs of spaces or tabs"
_RUNS = re.compile(rb"[ \t]{2,}|\t")
# No text has them; the numbers of a few rows in binary have some. Words may have the separators
# 0x1c to 0x1f.
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1b]")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Head:
    """The first lines of a table in text.

    Attributes
    ----------
    lines : list of bytes
        Some rows.
    number : int
        The line that the first of them is.
    header : tuple of int, optional
        The row count and the dimension, if the file has a line that says them.
    separator : bytes
    dim : int
        The length of a vector.
    is_ragged : bool
        Whether runs of spaces and tabs part the fields. The lines then have one space for each run.
    counts : CountColumns
        Columns that are no part of the vectors.
    choices, notes : tuple of str
        How the table is read, as far as a rule chose it, and what is odd.
    """

    lines: list[bytes]
    number: int
    header: tuple[int, int] | None
    separator: bytes
    dim: int
    is_ragged: bool = False
    counts: CountColumns = NO_COUNTS
    choices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file are a table in text, maybe with some bad rows."""
    lines = [line for line in head.removeprefix(BOM).split(b"\n")[:_LINES] if line.strip()]
    if not lines:
        return False
    header = parse_header(lines[0])
    rows = lines[1:] if header and len(lines) > 1 else lines
    return any(_looks_like_row(row, header) for row in rows)


def looks_like_bytes(head: bytes) -> bool:
    """Whether bytes hold control characters that no text has, as numbers in binary do."""
    return _CONTROLS.search(head) is not None


def _looks_like_row(row: bytes, header: tuple[int, int] | None) -> bool:
    if looks_like_bytes(row):
        return False
    # With their decimal commas: the reader will name the first.
    fields = [field.replace(b",", b".") for field in row.split()]
    if header and 0 < header[1] < len(fields):  # the word may have spaces in it
        return all(map(is_number, fields[-min(header[1], 8) :]))
    if len(fields) > 2 and all(map(is_number, fields[-2:])):
        return True
    # The last may be cut in two.
    return len(fields) > 1 and is_number(fields[1] if len(fields) < 8 else fields[-2])


def read_head(stream: BufferedStream, source: str, *, skip_bad_lines: bool) -> Head:
    """Read the first lines: some rows, and the header if there is one.

    Raises
    ------
    InputError
        If there are no rows, or they are none of a table.
    """
    lines = _read_first_lines(stream, source)
    rows = [line for line in lines if line.strip()]
    if not rows:
        raise InputError(f"{source}: no rows")
    header = _find_header(rows)
    number = lines.index(rows[0]) + 1
    lines = lines[number - 1 :]
    if header:
        number, lines, rows = number + 1, lines[1:], rows[1:]
    if not rows:
        raise InputError(f"{source}: no rows")
    is_ragged = _is_ragged(rows)
    if is_ragged:
        lines = [tighten(line) for line in lines]
        rows = [line for line in lines if line.strip()]
    separator = _find_separator(rows[0])
    dim = _find_dimension(source, lines, number, header, separator, strict=not skip_bad_lines)
    if header:
        refuse_absurd_count(stream, source, header[0], 2 * dim + 2)
    values = [row.rstrip(ENDS).split(separator)[1:] for row in rows]
    # A header may give the dimension without the column of counts.
    surplus = int(header is not None and all(_has_surplus_value(row, dim) for row in values))
    width = dim + surplus
    counts = find_counts([row[-width:] for row in values if len(row) >= width])
    choices = [_RAGGED] if is_ragged else []
    if header is None and parse_header(lines[0]):
        choices.append("vectors of one number, not a header in the first line")
    notes = []
    if counts and header and len(counts) != surplus:
        notes.append(f"{counts.example} in the first row looks like a count or a rank of the word")
        counts = NO_COUNTS
    elif counts:
        choices.append(f"without counts or ranks of words ({counts.example} in the first row)")
        dim = width - len(counts)
    return Head(
        lines, number, header, separator, dim, is_ragged, counts, tuple(choices), tuple(notes)
    )


def _has_surplus_value(values: list[bytes], dim: int) -> bool:
    return len(values) == dim + 1 and is_number(values[0])


def tighten(block: bytes) -> bytes:
    """Write one space for each run of spaces and tabs, and none where a line starts or ends."""
    block = _RUNS.sub(b" ", block).replace(b"\n ", b"\n").replace(b" \n", b"\n")
    return block.removeprefix(b" ")


def _is_ragged(rows: list[bytes]) -> bool:
    """Whether runs of spaces, or tabs and spaces, part the fields of some rows."""
    # One row may have the empty word or a space for a word.
    if 2 * sum(row[:1] in b" \t" for row in rows) > len(rows):
        return True
    return any(
        b"  " in row
        or b"\t\t" in row
        # A word may have spaces in it where tabs part the fields, a number has none.
        or b" " in row.partition(b"\t")[2]
        for row in (row.strip(ENDS) for row in rows)
    )


def _read_first_lines(stream: BufferedStream, source: str) -> list[bytes]:
    lines: list[bytes] = []
    while len(lines) < _ROWS and (line := stream.readline(MAX_LINE)):
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            raise make_length_error(source, len(lines) + 1)
        if b"\r" in line.rstrip(b"\r\n"):
            raise InputError(f"{source}: its lines end with \\r alone; convert them to \\n")
        lines.append(line)
    if not lines:
        raise InputError(f"{source}: is empty")
    lines[0] = lines[0].removeprefix(BOM)
    return lines


def make_length_error(source: str, number: int) -> InputError:
    """Make the error for a line that is no row of any table."""
    return InputError(f"{source}:{number}: a line of over {MAX_LINE >> 20} MB")


def _find_header(rows: list[bytes]) -> tuple[int, int] | None:
    header = parse_header(rows[0])
    if header and len(rows) > 1 and header[1] != 1:
        separator = _find_separator(rows[1])
        if not _is_ragged(rows[1:]) and all(
            row.rstrip(ENDS).count(separator) == 1 for row in rows[1:]
        ):
            return None  # a table of one dimension whose words are numbers
    return header


def _find_separator(line: bytes) -> bytes:
    return b"\t" if b"\t" in line.rstrip(ENDS) else b" "


def _count_values(line: bytes, separator: bytes) -> int:
    """Return how many values a row has: those behind its word, which may have spaces in it."""
    fields = line.rstrip(ENDS).replace(b",", b".").split(separator)[1:]
    numeric = [is_number(field) for field in fields]
    n_of_word = numeric.index(True) if True in numeric else 0
    return len(fields) - (n_of_word if all(numeric[n_of_word:]) else 0)


def _find_dimension(
    source: str,
    lines: list[bytes],
    number: int,
    header: tuple[int, int] | None,
    separator: bytes,
    *,
    strict: bool,
) -> int:
    counts = [line.rstrip(ENDS).count(separator) for line in lines]
    most = max(counts)
    if header is None:
        # The count of most of the first rows, or the lowest: a word may have a space in it.
        rows = sorted(_count_values(line, separator) for line in lines if line.strip())
        seen = max(rows, key=rows.count)
        if seen < 1:
            raise InputError(f"{source}:{number}: not a table of vectors: a word and no numbers")
        return seen
    dim = check_dim(source, header[1])
    if dim > most and strict:  # else a row of them may be bad, which its reader will say
        where = f"{source}:{number + counts.index(most)}"
        raise InputError(f"{where}: {counted(most, 'value')}, but the header says {dim} dimensions")
    return dim
