"""The texts of a table that need not have labels, with all of its cells."""

import csv
import json
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.columns import USUAL_TEXT, choose_text_columns
from embedstudy.datasets.columns import is_header as is_usual_header
from embedstudy.datasets.files.data_format import PACKED, DataFormat, TextHead
from embedstudy.datasets.files.detect_format import detect_format
from embedstudy.datasets.files.encoding import normalize_encoding
from embedstudy.datasets.files.fasttext import LABEL
from embedstudy.datasets.files.formats import FORMATS
from embedstudy.datasets.files.header import find_data_sign
from embedstudy.datasets.files.json_lines import MissingCell
from embedstudy.datasets.files.parts import find_parts
from embedstudy.datasets.files.paths import resolve_paths
from embedstudy.datasets.files.rows import NOT_DECODED
from embedstudy.datasets.files.streams import open_file
from embedstudy.datasets.files.table import SAMPLE
from embedstudy.datasets.files.virtual_path import VirtualPath
from embedstudy.datasets.source import Tally
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.wording import is_unicode, join_names

# Rows that are given at a time.
_BATCH = 1024
# Files of these endings hold a text a line, unless their first line names the columns of a table.
_TEXT_ENDINGS = (".txt",)
_DELIMITERS = ("\t", ",", ";", "|")
_HEAD = 1 << 16
# So many lines tell whether a file holds rows.
_LINES = 50


@dataclass(frozen=True)
class KnownColumns:
    """What is known of the columns of a table before it is opened.

    Attributes
    ----------
    given : tuple of str
        Columns of texts that a person names.
    remembered : tuple of str
        Columns of texts of a table like it, which count where the table has all of them.
    has_header : bool
        Whether the first row names the columns; they have numbers from 1 otherwise.
    """

    given: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    has_header: bool = True


@dataclass(frozen=True)
class TextTable:
    """A table with a column of texts, or several that are joined with a line break.

    Attributes
    ----------
    path : Path
    format : DataFormat
    encoding : str
    names : tuple of str
        Of all columns.
    texts : tuple of int
        Positions of the columns of texts.
    has_header : bool
    skip_bad_lines : bool
        Whether rows that cannot be read are left out.
    """

    path: Path
    format: DataFormat
    encoding: str
    names: tuple[str, ...]
    texts: tuple[int, ...]
    has_header: bool
    skip_bad_lines: bool = False

    def describe(self) -> str:
        """Return how it is read, in one line."""
        names = [self.names[i] for i in self.texts]
        unused = [name for i, name in enumerate(self.names) if i not in self.texts]
        column = "column" if len(names) == 1 else "columns"
        more = ", ..." * (len(unused) > 8)
        rest = f" (not used: {', '.join(unused[:8])}{more})" if unused else ""
        return f"read {self.path.name}: text from {column} {join_names(names, 'and')}{rest}"

    def batches(self, *, warns: bool = True) -> Iterator[tuple[list[str], list[list[str]]]]:
        """Yield texts with the cells of their rows, some at a time.

        Warns of rows that are left out, with their count, unless an earlier pass did.

        Raises
        ------
        InputError
            With its place, if a row has another number of cells or cannot be read, and such rows
            are not to be left out.
        """
        bad_rows = BadRows(Tally(), self.skip_bad_lines)
        texts: list[str] = []
        rows: list[list[str]] = []
        for cells in self._read_rows(bad_rows):
            texts.append("\n".join([cells[i] for i in self.texts]))
            rows.append(cells)
            if len(rows) == _BATCH:
                yield texts, rows
                texts, rows = [], []
        if rows:
            yield texts, rows
        for note in bad_rows.tally.notes() if warns else ():
            warnings.warn(f"{self.path}: {note}", EmbedstudyWarning, stacklevel=2)

    def _read_rows(self, bad_rows: BadRows) -> Iterator[list[str]]:
        rows = _read_cells(self.path, self.format, self.encoding, bad_rows)
        if self.has_header:
            next(rows, None)
        for where, cells in rows:
            if len(cells) != len(self.names):
                counts = f": {len(cells)}, expected {len(self.names)}"
                bad_rows.add(where, "not as many cells as the first row has", counts)
            elif any(isinstance(cells[i], MissingCell) for i in self.texts):
                missing = [self.names[i] for i in self.texts if isinstance(cells[i], MissingCell)]
                bad_rows.add(where, f"no {missing[0]!r} in this object")
            elif self.skip_bad_lines and not all(map(is_unicode, cells)):
                bad_rows.add(where, NOT_DECODED)
            else:
                yield cells


def open_text_table(
    path: Path, columns: KnownColumns, encoding: str = "utf-8", *, skip_bad_lines: bool = False
) -> TextTable:
    """Open a table of texts; it need not have labels.

    Raises
    ------
    InputError
        If it has no such column, no column of texts that could be meant, or no columns at all.
    """
    encoding = normalize_encoding(encoding)
    data_format = detect_format(path, encoding)
    rows = _read_cells(path, data_format, encoding, BadRows(Tally(), skip_bad_lines))
    where, first = next(rows, (str(path), []))
    names = [name.strip() for name in first]
    if not columns.has_header:
        if is_usual_header(first):
            raise InputError(
                f"{where}: the first row is a header: {', '.join(first[:5])} (delete it: the "
                "columns go by number)"
            )
        names = [str(i + 1) for i in range(len(first))]
    wanted = columns.given
    if not wanted and columns.remembered and set(columns.remembered) <= set(names):
        wanted = columns.remembered
    if not wanted:
        refuse_missing_columns(columns.remembered, names, where)
    try:
        texts = choose_text_columns(names, wanted, where)
    except InputError:
        sample = [cells for _, cells in islice(rows, SAMPLE) if len(cells) == len(first)]
        sign = find_data_sign(names, sample, None) if columns.has_header else ""
        if not sign:
            raise
        raise InputError(
            f"{where}: the first row looks like data, not a header: {sign} "
            "(use --no-header --text-column N, by number)"
        ) from None
    has_header = columns.has_header
    return TextTable(
        path, data_format, encoding, tuple(names), texts, has_header, skip_bad_lines=skip_bad_lines
    )


def refuse_missing_columns(remembered: Sequence[str], names: Sequence[str], where: str) -> None:
    """Refuse a table that has some of the columns that were joined before, and not the others.

    Parameters
    ----------
    remembered : sequence of str
        The columns of texts that training read.
    names : sequence of str
        Of all columns of the table.
    where : str
        The file, for messages.

    Raises
    ------
    InputError
        The message names the columns that are missing.
    """
    known = {name.casefold() for name in names}
    missing = [name for name in remembered if name not in names]
    if len(remembered) > 1 and any(name.casefold() in known for name in remembered):
        raise InputError(
            f"{where}: no column {' or '.join(map(repr, missing))}, which training read "
            "(--text-column names the columns of texts)"
        )


def list_columns(name: str, encoding: str = "utf-8", *, has_header: bool = True) -> tuple[str, ...]:
    """Return the names of the columns of a table, or their numbers; empty where there are none.

    Of several files, the first one tells. It never raises: reading the file tells what is wrong.
    """
    try:
        path = next(paths[0] for paths in find_parts(resolve_paths(name)[0]).values())
        if path.is_dir():
            return ()
        encoding = normalize_encoding(encoding)
        data_format = detect_format(path, encoding)
        _, first = next(_read_cells(path, data_format, encoding, BadRows(Tally(), skip=True)))
    except (InputError, OSError, StopIteration):
        return ()
    return tuple(cell.strip() if has_header else str(i) for i, cell in enumerate(first, start=1))


def find_table(name: str) -> Path:
    """Return the file that a name means: it may be packed in an archive, or a sheet of a workbook.

    Raises
    ------
    InputError
        If it is not there, is a folder, or is an archive of several files.
    """
    path = Path(name)
    if path.is_dir():
        raise InputError(f"{name}: Is a directory (name one of its files)")
    if path.exists() and not path.is_file():  # a pipe, which is read once
        return path
    paths = resolve_paths(name)
    parts = find_parts(paths[0])
    files = [*paths[1:], *chain.from_iterable(parts.values())]
    if len(files) > 1:
        names = ", ".join(map(str, files[:5])) + ", ..." * (len(files) > 5)
        raise InputError(f"{name}: is {len(files)} files: name one of them ({names})")
    return files[0]


def is_table(path: Path, columns: KnownColumns, encoding: str = "utf-8") -> bool:
    """Return whether a file is a table and not a text a line, by its name or its first line.

    It is one by its first line if that names a column of texts which is given or remembered.
    """
    if has_table_ending(path):
        return True
    if not isinstance(path, VirtualPath) and not path.is_file():
        return False
    with open_file(path) as stream:
        head = stream.read(_HEAD)
    if any(
        (entry.magic and head.startswith(entry.magic)) or entry.matches_bytes(path, head)
        for entry in FORMATS.values()
    ):
        return True
    first_line = head.split(b"\n", 1)[0].decode(encoding, "replace").removeprefix("\ufeff")
    if FORMATS["fasttext"].matches(TextHead(path, first_line)):  # the label is not of the text
        return True
    return is_header(first_line, columns.given or columns.remembered)


def holds_rows(path: Path) -> bool:
    """Return whether a file in UTF-8 without a table's ending holds equal rows, or labels.

    Its first line then names a column of texts, and its first lines have as many cells; or they
    are fastText's.
    """
    with open_file(path) as stream:
        head = stream.read(_HEAD).decode("utf-8-sig", "ignore")
    *lines, last = head.split("\n")
    lines = [line for line in lines or [last] if line.strip()][:_LINES]
    if not lines:
        return False
    if all(LABEL.match(line) for line in lines):
        return True
    for delimiter in _DELIMITERS:
        header, *rows = csv.reader(lines, delimiter=delimiter)
        names = {name.strip().casefold() for name in header}
        if len(header) > 1 and rows and names & USUAL_TEXT:
            return all(len(row) == len(header) for row in rows)
    return False


def has_table_ending(path: Path) -> bool:
    """Return whether the name of a file says that it is a table."""
    endings = {ending for entry in FORMATS.values() for ending in entry.endings}
    return path.name.lower().removesuffix(PACKED).endswith(tuple(endings - {*_TEXT_ENDINGS}))


def has_text_ending(path: Path) -> bool:
    """Return whether the name of a file says that it holds a text a line."""
    return path.name.lower().removesuffix(PACKED).endswith(_TEXT_ENDINGS)


def is_header(line: str, text_columns: Sequence[str]) -> bool:
    """Return whether a line names several columns, all those of texts among them.

    Examples
    --------
    >>> is_header("id,text,label", ["text"]), is_header("a text, and more", ["text"])
    (True, False)
    """
    if not text_columns:
        return False
    if line.startswith("{"):
        try:
            record = json.loads(line)
        except ValueError:
            return False
        return set(text_columns) <= set(record)
    for delimiter in _DELIMITERS:
        cells = {cell.strip() for row in csv.reader([line], delimiter=delimiter) for cell in row}
        if len(cells) > 1 and set(text_columns) <= cells:
            return True
    return False


def _read_cells(
    path: Path, data_format: DataFormat, encoding: str, bad_rows: BadRows
) -> Iterator[tuple[str, list[str]]]:
    if data_format.read_cells is None:
        raise InputError(
            f"{path}: a file of format {data_format.name} has no columns of texts alone "
            "(save it as CSV, or as a text a line with the ending .txt)"
        )
    return data_format.read_cells(path, encoding, bad_rows)
