"""CSV and its relatives: cells between commas, tabs or semicolons, perhaps in quotes."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.columns import choose_columns
from embedstudy.datasets.files.data_format import DataFormat, TextHead
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.files.streams import LONGEST, read_numbered_lines
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

# The most telling first: a tab is seldom in the name of a column.
_DELIMITERS = ("\t", ",", ";")
_BY_ENDING = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
PLAIN_QUOTES = "rows with quotes that are not CSV's, read as they are"
# The errors of Python's reader, and our words for them.
_TOO_LONG = "too long"
_NEVER_CLOSES = {
    "unexpected end of data": "a quote opens here and never closes",
    _TOO_LONG: f"a quote opens here and does not close in {LONGEST >> 20} million characters",
}


def _find_delimiter(head: TextHead) -> str:
    """Return the delimiter of a file.

    The ending decides only where the header has several of the signs, or none.
    """
    header = re.sub(r'"[^"]*"', "", head.first_line)
    usual = _BY_ENDING.get(head.ending, ",")
    signs = [usual] if head.ending in _BY_ENDING else []
    return next((sign for sign in (*signs, *_DELIMITERS) if sign in header), usual)


def _make_delimited_format(name: str, delimiter: str, *endings: str) -> DataFormat:
    def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
        """Read a file with a header line; its cells may hold line ends if they are in quotes.

        In a file with tabs a quote need not be CSV's: most such files have none.

        Raises
        ------
        InputError
            With file and line, if it cannot be read.
        """
        # Python's limit of 131,072 characters a cell is for the whole process; it is only raised.
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
        records = _Records(path, options.encoding, delimiter, bad_rows)
        yield from gather_rows(_read_rows(records, options), records.where, bad_rows)

    return DataFormat(
        name,
        read,
        endings,
        matches=lambda head: _find_delimiter(head) == delimiter,
        is_fallback=True,
    )


CSV = _make_delimited_format("csv", ",", ".csv", ".txt")
TSV = _make_delimited_format("tsv", "\t", ".tsv", ".tab")
CSV_WITH_SEMICOLONS = _make_delimited_format("csv with semicolons", ";")


def _read_rows(records: "_Records", options: DataOptions) -> Iterator[Row]:
    cells = iter(records)
    line, header = next(cells, (0, []))
    names = [name.strip() for name in header]
    wanted = options.text_column, options.label_column
    text_name, label_name = choose_columns(names, *wanted, records.where(line))
    text, label = names.index(text_name), names.index(label_name)
    records.width = width = len(names)
    for line, row in cells:
        if len(row) == width:
            yield line, row[text], row[label]
        else:
            counts = f": {len(row)}, expected {width}"
            records.bad_rows.add(records.where(line), "not as many cells as the header has", counts)


@dataclass
class _Records:
    """The rows of a file with the lines in which they begin.

    After a row that cannot be read, reading resumes at the second line of that row. So the rows
    that a stray quote has swallowed are not lost.
    """

    path: Path
    encoding: str
    delimiter: str
    bad_rows: BadRows
    width: int = 0  # known from the header on
    _taken: list[tuple[int, str]] = field(default_factory=list)
    _again: deque[tuple[int, str]] = field(default_factory=deque)
    _lines: Iterator[tuple[int, str]] = field(default_factory=lambda: iter(()))
    _size: int = 0  # of the lines taken

    def where(self, line: int) -> str:
        return f"{self.path}:{line}"

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        self._lines = read_numbered_lines(self.path, self.encoding, self.bad_rows)
        reader = self._make_reader()
        while True:
            self._taken.clear()
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield from self._mend(str(error))
                self._again.extendleft(reversed(self._taken[1:]))
                reader = self._make_reader()  # the old one may still be within quotes
                continue
            if row:
                yield self._taken[0][0], row
            else:
                self.bad_rows.tally.add("blank lines", self.where(self._taken[0][0]))

    def _make_reader(self) -> Iterator[list[str]]:
        return csv.reader(iter(self._read_next_line, None), delimiter=self.delimiter, strict=True)

    def _read_next_line(self) -> str | None:
        """Return the next line, and remember the lines of the current row."""
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            return None
        self._size = len(line[1]) + (self._size if self._taken else 0)
        self._taken.append(line)
        if self._size > LONGEST:
            raise csv.Error(_TOO_LONG)
        return line[1]

    def _mend(self, error: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the first line of an unreadable row if it has all cells; else report the row."""
        number, line = self._taken[0]
        plain = line.rstrip("\r\n").split(self.delimiter)
        where, what = self._find_fault(error)
        if not self.width:
            raise InputError(f"{where}: the header cannot be read: {what}")
        if self.delimiter == "\t" and len(plain) == self.width:
            self.bad_rows.tally.add(PLAIN_QUOTES, self.where(number))
            yield number, plain
        else:
            self.bad_rows.add(where, what)

    def _find_fault(self, error: str) -> tuple[str, str]:
        first, last = self._taken[0][0], self._taken[-1][0]
        if error.startswith("new-line"):
            return self.where(last), "a carriage return in a cell that is not in quotes"
        if error in _NEVER_CLOSES:
            fed = self._taken[:-1] if error == _TOO_LONG else self._taken
            return self.where(self._find_opening(fed)), _NEVER_CLOSES[error]
        if first == last:
            return self.where(first), "text behind a closing quote (within a text, double it)"
        opened = self._find_opening(self._taken[:-1])
        return self.where(opened), f"a quote opens here and closes within line {last}"

    def _find_opening(self, lines: list[tuple[int, str]]) -> int:
        """Return the line where the quote opened that is open at the end of these."""
        texts = [text for _, text in lines]
        *_, cells = csv.reader(texts, delimiter=self.delimiter)
        within = cells[-1].count("\n") + (not texts[-1].endswith("\n"))
        return lines[-within][0]
