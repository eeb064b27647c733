"""Workbooks of Excel and LibreOffice, a sheet as a table; the library is an extra."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.archives import is_workbook
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.files.table import TablePlace, open_table
from embedstudy.datasets.files.virtual_path import SIGN, VirtualPath, read_into_memory
from embedstudy.datasets.files.workbook_size import check_workbook
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
    """Read the one sheet of a workbook that has cells, or the sheet named after a ``#``.

    Raises
    ------
    InputError
        If the library is missing, the workbook is damaged, or several sheets could be meant; with
        the row, from 1.
    """

    def where(row: int) -> str:
        return f"{path}: row {row}"

    def rows() -> Iterator[Row]:
        cells = (
            (number, [_write_cell(value) for value in row])
            for number, row in enumerate(_read_sheet(path), start=1)
            if any(value != "" for value in row)
        )
        place = TablePlace(path.name, EXCEL.name, where, "row")
        table = open_table(cells, place, options, bad_rows)
        yield from table.rows
        bad_rows.tally.readings.append(table.reading)

    return gather_rows(rows(), where, bad_rows)


def read_cells(
    path: Path,
    encoding: str,  # noqa: ARG001 - all readers are of one shape
    bad_rows: BadRows,  # noqa: ARG001
) -> Iterator[tuple[str, list[str]]]:
    """Read all cells, the header first."""
    for number, row in enumerate(_read_sheet(path), start=1):
        if any(value != "" for value in row):
            yield f"{path}: row {number}", [_write_cell(value) for value in row]


def _read_sheet(path: Path) -> list[list[Any]]:
    try:
        import python_calamine
    except ImportError:
        raise InputError(
            f"{path}: is a workbook, which the extra excel reads: pip install 'embedstudy[excel]'"
        ) from None
    file = path.file if isinstance(path, VirtualPath) else path
    content = read_into_memory(path)
    try:
        check_workbook(path, content or file)
        workbook = python_calamine.load_workbook(content or str(file))
        sheets: dict[str, list[list[Any]]] = {
            name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names
        }
    except (InputError, MemoryError):
        raise
    except Exception as error:  # the library has many kinds of errors
        raise InputError(f"{path}: a workbook that cannot be read: {error}") from None
    filled = [name for name, rows in sheets.items() if rows]
    wanted = path.member if isinstance(path, VirtualPath) and path.open_member is None else ""
    if wanted:
        if wanted not in sheets:
            raise InputError(f"{file}: no sheet {wanted!r}; sheets are: {', '.join(sheets)}")
        return sheets[wanted]
    if len(filled) > 1:
        names = ", ".join(f"{path.name}{SIGN}{name}" for name in filled)
        raise InputError(f"{path}: {len(filled)} sheets; name one after a '#': {names}")
    return sheets[filled[0]] if filled else []


def _write_cell(value: Any) -> str:
    """Return a cell as a person would type it: whole numbers without decimals."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _is_excel(path: Path, start: bytes) -> bool:
    return start.startswith(_OLD_WORKBOOK) or (start.startswith(b"PK") and is_workbook(path))


EXCEL = DataFormat(
    "excel",
    read,
    endings=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    matches_bytes=_is_excel,
    read_cells=read_cells,
)
