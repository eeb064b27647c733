"""Tables of cells: their header, their columns and their rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.columns import (
    TableColumns,
    UndecidedColumnsError,
    add_advice,
    check_columns,
    choose_columns,
    is_header,
)
from embedstudy.datasets.files.header import find_data_sign, guess_numbers, make_header_error
from embedstudy.datasets.files.rows import Row
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

# Rows that are looked at before the columns are chosen.
SAMPLE = 1000
# Rows among which a header may stand below a title.
_PREAMBLE = 10
# As spreadsheets write them below a table, and between its pages.
EMPTY_ROWS = "rows whose cells are all empty, left out"
HEADER_AGAIN = "the header again (were files joined?)"

# The position of a row in its file, and its cells.
Cells = tuple[int, list[str]]


@dataclass(frozen=True)
class OpenTable:
    """A table whose columns are chosen.

    Attributes
    ----------
    rows : iterator of Row
    reading : TableReading
    """

    rows: Iterator[Row]
    reading: TableReading


@dataclass(frozen=True)
class TablePlace:
    """How messages name a table and its rows.

    Attributes
    ----------
    path : str
        Name of the file, without its folder.
    format : str
    where : callable
        From the position of a row to its place.
    unit : str
        ``line`` or ``row``.
    """

    path: str
    format: str
    where: Callable[[Any], str]
    unit: str = "line"


def open_table(
    cells: Iterator[Cells], place: TablePlace, options: DataOptions, bad_rows: BadRows
) -> OpenTable:
    """Find the header of a table, or the lack of one, and choose its columns.

    Parameters
    ----------
    cells : iterator of (int, list of str)
        Every row of the table; the first may be the header.
    place : TablePlace
    options : DataOptions
    bad_rows : BadRows

    Raises
    ------
    InputError
        If columns are missing or unclear, or the first row looks like data. While the rows are
        read: if one has another number of cells, and such rows are not to be left out.
    """
    first_rows, cells = peek(cells, SAMPLE + 1)
    if not first_rows:
        next(cells, None)  # raises the error that hides the first row, if there is one
    position, first = first_rows[0] if first_rows else (0, [])
    width, where = len(first), place.where(position)
    sample = [row for _, row in first_rows[1:] if len(row) == width]
    if options.no_header:
        if is_header(first) and not find_data_sign(first, sample, None):
            raise InputError(
                f"{where}: {place.unit} {position} is a header: {', '.join(first[:5])} "
                "(leave out --no-header)"
            )
        columns = _choose_numbers([first, *sample], options, where)
    else:
        next(cells, None)
        _refuse_preamble(first_rows, options, place)
        columns = _choose_names(
            [name.strip() for name in first], sample, options, where, f"{place.unit} {position}"
        )
    check_columns(
        columns,
        [row[columns.texts[0]] for row in sample],
        [row[columns.label] for row in sample],
        where,
    )
    reading = replace(columns.describe(place.path, place.format), header=not options.no_header)
    if not options.no_header:
        reading = replace(reading, guessed=(*reading.guessed, "header"))
    counts = "the first row has" if options.no_header else "the header has"
    header = [] if options.no_header else first
    return OpenTable(_pick_cells(cells, columns, place, bad_rows, counts, header), reading)


def peek(rows: Iterator[Any], count: int) -> tuple[list[Any], Iterator[Any]]:
    """Return the first rows, and an iterator over all of them.

    An error in the first rows is raised where it occurs among all of them, so that earlier rows
    are checked first.
    """
    first: list[Any] = []
    try:
        first.extend(islice(rows, count))
    except InputError as error:
        return first, _end_with(first, error)
    return first, chain(first, rows)


def _end_with(rows: Sequence[Any], error: InputError) -> Iterator[Any]:
    yield from rows
    raise error


def _pick_cells(
    cells: Iterator[Cells],
    columns: TableColumns,
    place: TablePlace,
    bad_rows: BadRows,
    counts: str,
    header: Sequence[str],
) -> Iterator[Row]:
    width, texts, text, label = len(columns.names), columns.texts, columns.texts[0], columns.label
    is_one = len(texts) == 1
    label_name = header[label] if header else None
    for position, row in cells:
        if not any(row):
            bad_rows.tally.add(EMPTY_ROWS, place.where(position))
        elif len(row) == width:
            if row[label] == label_name and row == header:
                bad_rows.add(place.where(position), HEADER_AGAIN)
                continue
            yield position, row[text] if is_one else "\n".join([row[i] for i in texts]), row[label]
        else:
            bad_rows.add(
                place.where(position),
                f"not as many cells as {counts}",
                f": {len(row)}, expected {width}",
            )


def _refuse_preamble(first_rows: Sequence[Cells], options: DataOptions, place: TablePlace) -> None:
    """Refuse a title or a comment above the header."""
    if not first_rows or options.text_column or options.label_column:
        return
    start, first = first_rows[0]
    if is_header(first) or len(list(filter(str.strip, first))) > 1:
        return
    for position, row in first_rows[1:_PREAMBLE]:
        if is_header(row):
            raise InputError(
                f"{place.where(start)}: not the header, which seems to be {place.unit} {position} "
                f"(delete the {place.unit}s before it)"
            )


def _choose_names(
    names: list[str], sample: list[list[str]], options: DataOptions, where: str, row: str
) -> TableColumns:
    undecided: UndecidedColumnsError | None = None
    columns: TableColumns | None = None
    try:
        columns = choose_columns(names, options.text_column, options.label_column, where)
    except UndecidedColumnsError as error:
        undecided = error
    if columns is None and len(names) == 1:
        raise UndecidedColumnsError(
            f"{where}: one column only ({_shorten(names[0])}): texts and labels are two, with "
            "tabs, commas, semicolons or bars between them",
            "label",
        )
    if columns is None or not _are_named(columns, options):
        sign = find_data_sign(names, sample, columns)
        if sign:
            raise make_header_error(where, row, sign, names, sample)
    if columns is None:
        assert undecided is not None  # noqa: S101 - one of the two
        raise add_advice(undecided, names, sample)
    return columns


def _are_named(columns: TableColumns, options: DataOptions) -> bool:
    """Return whether a person named all columns as the header does, so that it is one."""
    return (
        options.label_column == columns.label_name
        and not columns.guessed
        and all(name in ",".join(options.text_column) for name in columns.text_names)
    )


def _choose_numbers(rows: list[list[str]], options: DataOptions, where: str) -> TableColumns:
    """Choose columns by number; of two columns, their values tell which is which."""
    width = len(rows[0])
    names = [str(i + 1) for i in range(width)]
    texts, label = options.text_column, options.label_column
    guessed: tuple[str, ...] = ()
    if width == 2 and not texts and label is None:
        numbers = guess_numbers(rows)
        if numbers is not None:
            texts, label = (names[numbers[0]],), names[numbers[1]]
            guessed = ("text_columns", "label_column")
    if (not texts or label is None) and not (width == 2 and (texts or label)):
        shown = ", ".join(f"{i + 1} ({_shorten(cell)})" for i, cell in enumerate(rows[0][:20]))
        missing, option = ("label", "--label-column") if texts else ("texts", "--text-column")
        raise InputError(
            f"{where}: which column holds the {missing}? columns are: {shown} (use {option} N)"
        )
    columns = choose_columns(names, texts, label, where)
    return replace(columns, guessed=guessed or columns.guessed)


def _shorten(cell: str) -> str:
    return repr(cell if len(cell) <= 30 else f"{cell[:30]}...")
