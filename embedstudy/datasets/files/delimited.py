"""CSV and its relatives: cells between commas, tabs, semicolons or bars, perhaps in quotes."""

import contextlib
import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.data_format import DataFormat, TextHead
from embedstudy.datasets.files.rows import gather_rows
from embedstudy.datasets.files.streams import LONGEST, read_numbered_lines
from embedstudy.datasets.files.table import OpenTable, TablePlace, open_table, peek
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

# The most telling first: a tab is seldom in the name of a column.
_DELIMITERS = ("\t", ",", ";", "|")
# Excel writes such a line, and reads it, before the header.
EXCEL_HINT = re.compile(r'"?sep=([^\r\n])"?[ ,;\t]*\r?\n', re.IGNORECASE)
# So many lines tell the delimiter.
_LINES = 200
_BY_ENDING = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
ROWS_IN_QUOTES = "lines within quotes that look like rows of their own (a stray quote?)"
# So many rows tell which columns hold values that repeat.
_FIRST_ROWS = 200
PLAIN_QUOTES = "rows with quotes that are not CSV's, read as they are"
ESCAPED_QUOTES = 'lines with quotes behind a backslash (\\"), read as quotes'
# A quote behind an odd number of backslashes.
_ESCAPED = re.compile(r'(?<!\\)((?:\\\\)*)\\"')
# The errors of Python's reader, and our words for them.
_TOO_LONG = "too long"
_NEVER_CLOSES = {
    "unexpected end of data": "a quote opens here and never closes",
    _TOO_LONG: f"a quote opens here and does not close in {LONGEST >> 20} million characters",
}


def _find_delimiter(head: TextHead) -> str:
    """Return the delimiter of a file: the one that cuts its first lines into equal rows.

    Excel may name it in a line of its own. The ending decides where several fit as well, or none.
    """
    if hint := EXCEL_HINT.match(head.text):
        if hint[1] not in _DELIMITERS:
            raise InputError(
                f"{head.path}:1: sep={hint[1]} names a delimiter that is not read "
                "(save the file with commas or tabs)"
            )
        return hint[1]
    usual = _BY_ENDING.get(head.ending, ",")
    signs = dict.fromkeys([usual, *_DELIMITERS] if head.ending in _BY_ENDING else _DELIMITERS)
    fits = {sign: _measure_fit(head, sign) for sign in signs}
    best = max(signs, key=lambda sign: fits[sign])  # the first of equals
    return best if fits[best][0] else usual


def _measure_fit(head: TextHead, sign: str) -> tuple[float, bool]:
    """Return the share of the first rows that have as many cells as the first, and several.

    And whether a column has values that repeat, as labels do: of delimiters that cut a file into
    equal rows, the one that a sentence happens to hold leaves none.
    """
    if sign not in head.first_line:
        return 0.0, False
    *whole, last = head.text.split("\n")
    lines = [line.removesuffix("\r") for line in whole[:_LINES] or [last]]  # the last may be cut
    readings = [csv.reader(lines, delimiter=sign)]
    if sign == "\t":
        readings.append(csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_NONE))
    return max(map(_measure_equal, readings))


def _measure_equal(lines: Iterable[list[str]]) -> tuple[float, bool]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # reading tells what is wrong
        rows.extend(row for row in lines if row)
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, False
    equal = [row for row in rows if len(row) == width]
    repeats = any(2 * len(set(column)) <= len(equal) for column in zip(*equal, strict=True))
    return len(equal) / len(rows), repeats


def _has_escaped_quotes(lines: Sequence[str], delimiter: str) -> bool:
    """Return whether lines are equal rows only if a quote behind a backslash ends no cell."""
    if not any('\\"' in line for line in lines):
        return False
    doubled = [_ESCAPED.sub(r'\1""', line) for line in lines]
    return not _are_equal_rows(lines, delimiter) and _are_equal_rows(doubled, delimiter)


def _are_equal_rows(lines: Sequence[str], delimiter: str) -> bool:
    """Return whether lines are rows of as many cells, but for one that the last line cuts off."""
    widths: list[int] = []
    try:
        widths.extend(
            len(row) for row in csv.reader(lines, delimiter=delimiter, strict=True) if row
        )
    except csv.Error as error:
        if str(error) not in _NEVER_CLOSES:
            return False
    return len(set(widths)) == 1


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
        table = _open_records(records, name, options, bad_rows)
        yield from gather_rows(table.rows, records.where, bad_rows)
        reading = replace(
            table.reading,
            delimiter=delimiter,
            encoding=options.encoding,
            long_rows=records.long_rows,
        )
        bad_rows.tally.readings.append(reading)

    def read_cells(path: Path, encoding: str, bad_rows: BadRows) -> Iterator[tuple[str, list[str]]]:
        """Read all cells, the header first."""
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST))
        records = _Records(path, encoding, delimiter, bad_rows)
        for line, row in records:
            records.width = records.width or len(row)
            yield records.where(line), row

    return DataFormat(
        name,
        read,
        endings,
        read_cells=read_cells,
        matches=lambda head: _find_delimiter(head) == delimiter,
        is_fallback=True,
    )


CSV = _make_delimited_format("csv", ",", ".csv", ".txt")
TSV = _make_delimited_format("tsv", "\t", ".tsv", ".tab")
CSV_WITH_SEMICOLONS = _make_delimited_format("csv with semicolons", ";")
CSV_WITH_BARS = _make_delimited_format("csv with bars", "|")


def _open_records(
    records: "_Records", data_format: str, options: DataOptions, bad_rows: BadRows
) -> OpenTable:
    first, cells = peek(iter(records), 1)
    records.width = len(first[0][1]) if first else 0
    place = TablePlace(records.path.name, data_format, records.where)
    return open_table(cells, place, options, bad_rows)


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
    long_rows: int = 0  # of several lines
    _taken: list[tuple[int, str]] = field(default_factory=list)
    _again: deque[tuple[int, str]] = field(default_factory=deque)
    _lines: Iterator[tuple[int, str]] = field(default_factory=lambda: iter(()))
    _size: int = 0  # of the lines taken
    _first_rows: list[list[str]] = field(default_factory=list)

    def where(self, line: int) -> str:
        return f"{self.path}:{line}"

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines = read_numbered_lines(self.path, self.encoding, self.bad_rows)
        first = next(lines, None)
        if first is None:
            return
        lines = lines if EXCEL_HINT.fullmatch(first[1]) else chain([first], lines)
        sample, lines = peek(lines, _LINES)
        has_escapes = _has_escaped_quotes([line for _, line in sample], self.delimiter)
        self._lines = self._double_quotes(lines) if has_escapes else lines
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
            if len(self._taken) > 1:
                yield from self._check_long_row(row)
            elif row:
                if self.width not in (0, len(row)):
                    row = self._read_escapes(self._taken[0]) or row
                if len(self._first_rows) < _FIRST_ROWS:
                    self._first_rows.append(row)
                yield self._taken[0][0], row
            else:
                self.bad_rows.tally.add("blank lines", self.where(self._taken[0][0]))

    def _double_quotes(self, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        """Write quotes behind a backslash as CSV does, and count their lines."""
        for number, line in lines:
            doubled = _ESCAPED.sub(r'\1""', line)
            if doubled != line:
                self.bad_rows.tally.add(ESCAPED_QUOTES, self.where(number))
            yield number, doubled

    def _read_escapes(self, numbered: tuple[int, str]) -> list[str] | None:
        """Read a line whose quotes stand behind a backslash, if that makes a row of it."""
        number, line = numbered
        doubled = _ESCAPED.sub(r'\1""', line)
        if doubled == line:
            return None
        with contextlib.suppress(csv.Error):
            cells = next(csv.reader([doubled], delimiter=self.delimiter, strict=True))
            if len(cells) == self.width:
                self.bad_rows.tally.add(ESCAPED_QUOTES, self.where(number))
                return cells
        return None

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

    def _check_long_row(self, row: list[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield a row of several lines, or each line as a row where tabs tell that it is one.

        In a file with tabs a quote may be a sign of a text, not CSV's. If each line has as many
        cells as the header, the quote that opens a cell and closes lines later has swallowed rows.
        """
        if self.delimiter == "\t" and self.width > 1:
            lines = [(n, line.rstrip("\r\n").split("\t")) for n, line in self._taken]
            if all(len(cells) == self.width for _, cells in lines):
                for number, cells in lines:
                    self.bad_rows.tally.add(PLAIN_QUOTES, self.where(number))
                    yield number, cells
                return
        self.long_rows += 1
        self._count_rows_in_quotes()
        yield self._taken[0][0], row

    def _count_rows_in_quotes(self) -> None:
        """Count the lines of a row if each has all cells, and a value that repeats in its column.

        The first line of a text in quotes has no cell behind it, or the last none before it.
        """
        rows = [row for row in self._first_rows if len(row) == self.width]
        values = [set(column) - {""} for column in zip(*rows, strict=True)]
        repeated = [i for i, seen in enumerate(values) if 2 * len(seen) <= len(rows)]
        for _, line in self._taken:
            cells = [cell.strip('"') for cell in line.rstrip("\r\n").split(self.delimiter)]
            if len(cells) != self.width or not any(cells[i] in values[i] for i in repeated):
                return
        for number, _ in self._taken[1:]:
            self.bad_rows.tally.add(ROWS_IN_QUOTES, self.where(number))

    def _mend(self, error: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the first line of an unreadable row if it has all cells; else report the row."""
        number, line = self._taken[0]
        plain = line.rstrip("\r\n").split(self.delimiter)
        where, what = self._find_fault(error)
        if not self.width:
            raise InputError(f"{where}: the header cannot be read: {what}")
        cells = self._read_escapes(self._taken[0])
        if cells:
            yield number, cells
        elif self.delimiter == "\t" and len(plain) == self.width:
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
