"""Workbooks that would fill the memory, from their bytes: the library that reads them aborts then.

A workbook is a .zip of XML. A few hundred bytes may claim any number of cells.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.limits import check_unpacked
from embedstudy.unpack import BoundedStream
from embedstudy.wording import counted

# The last column of Excel is XFD, its last row 1,048,576.
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
# Cells that a sheet may have whatever it holds, and empty ones for each that holds something: the
# library makes room for all from the first to the last.
MOST_CELLS, _MOST_EMPTY = 10_000_000, 20
_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml", re.IGNORECASE)
_CELL = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
# A cell in column AA or beyond, or in a row of more than seven digits.
_FAR_CELL = re.compile(rb"\sr\s*=\s*[\"'](?:([A-Za-z]{2,})\d|[A-Za-z]\d{8})")
# As long as what the patterns match.
_OVERLAP = 64
_CHUNK = 1 << 20


def check_workbook(path: Path, source: Path | io.BytesIO) -> None:
    """Refuse a workbook that unpacks to too many bytes or has too many cells.

    Parameters
    ----------
    path : Path
        Its name, for messages.
    source : Path or BytesIO
        Its bytes. A workbook that is no .zip is of a format whose sheets are small.

    Raises
    ------
    InputError
        With the limit. Damage is left to the reader.
    """
    if not zipfile.is_zipfile(source):
        return
    with zipfile.ZipFile(source) as archive:
        infos = archive.infolist()
        size = sum(info.compress_size for info in infos)
        check_unpacked(path, sum(info.file_size for info in infos), size)
        for info in infos:
            if _SHEET.fullmatch(info.filename):
                _check_sheet(path, archive, info)
    if isinstance(source, io.BytesIO):
        source.seek(0)


def _check_sheet(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    widest = 1
    for chunk in _read_chunks(path, archive, info):
        for match in _FAR_CELL.finditer(chunk):
            widest = max(widest, _number_column(match[1]) if match[1] else _MOST_COLUMNS)
    if widest == 1:  # 26 columns at most, which take 600 MB at the worst
        return
    n_cells, last_row, last_column = 0, 0, 0
    for chunk in _read_chunks(path, archive, info):
        for match in _CELL.finditer(chunk):
            n_cells += 1
            last_row = max(last_row, int(match[2]))
            last_column = max(last_column, _number_column(match[1]))
    if last_row > _MOST_ROWS or last_column > _MOST_COLUMNS:
        raise InputError(f"{path}: {info.filename} has a cell where no workbook has one")
    room = last_row * last_column
    if room > max(MOST_CELLS, _MOST_EMPTY * n_cells):
        raise InputError(
            f"{path}: {info.filename} spreads {counted(n_cells, 'cell')} over {last_row:,} rows "
            f"and {last_column:,} columns; {MOST_CELLS:,} is the most (delete the cells that are "
            "far from the others, or save it as CSV)"
        )


def _read_chunks(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member in chunks; each begins with the end of the one before."""
    end = b""
    with archive.open(info) as stream:
        bounded = BoundedStream(stream, str(path), lambda: info.compress_size)
        while chunk := bounded.read(_CHUNK):
            yield end + chunk
            end = chunk[-_OVERLAP:]


def _number_column(letters: bytes) -> int:
    """Return the number of a column from 1; those beyond the last column have no other number."""
    number = 0
    for letter in letters.upper()[:8]:
        number = 26 * number + letter - 64
    return min(number, _MOST_COLUMNS + 1)
