"""Copies of the tables of a study, safe for spreadsheets on request."""

import csv
import io
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.results.checksums import read_checked
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import TABLES
from embedstudy.structure.export.escaping import neutralize_formula
from embedstudy.structure.export.write_files import write_files


def list_table_copies(study: StudyDirectory, folder: Path) -> list[Path]:
    """Return the paths of the copies of a study's tables in a folder.

    Raises
    ------
    InputError
        If the study has no tables yet.
    """
    paths = [folder / f"{name}.csv" for name in sorted(TABLES) if study.has_table(TABLES[name])]
    if not paths:
        raise InputError(f"{study.path}: has no tables yet")
    return paths


def write_tables(study: StudyDirectory, folder: Path, *, spreadsheet_safe: bool = False) -> None:
    """Copy the tables of a study to a folder, on request with formulas `neutralize_formula`."""
    paths = list_table_copies(study, folder)
    write_files({path: _read_table(study, path.name, spreadsheet_safe) for path in paths})


def _read_table(study: StudyDirectory, name: str, spreadsheet_safe: bool) -> bytes:
    content = read_checked(study.path, name)
    if not spreadsheet_safe:
        return content
    copy = io.StringIO(newline="")
    writer = csv.writer(copy, lineterminator="\n")
    try:
        for row in csv.reader(io.StringIO(content.decode(), newline=""), strict=True):
            writer.writerow([neutralize_formula(cell) for cell in row])
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{study.path / name}: damaged ({error})") from None
    return copy.getvalue().encode()
