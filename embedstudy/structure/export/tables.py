"""The tables of a study, as a spreadsheet may open them."""

import csv
import io
from pathlib import Path

from embedstudy.errors import InputError
from embedstudy.results.directory import StudyDirectory
from embedstudy.structure.export.escaping import neutralized
from embedstudy.structure.export.write_files import published


def table_files(study: StudyDirectory, folder: Path) -> list[Path]:
    """Return the copies of a study's tables in a folder.

    Raises
    ------
    InputError
        If it has none yet.
    """
    found = [folder / path.name for path in sorted(study.path.glob("*.csv"))]
    if not found:
        raise InputError(f"{study.path}: has no tables yet")
    return found


def write_tables(study: StudyDirectory, folder: Path, *, spreadsheet_safe: bool = False) -> None:
    """Copy runs.csv, summary.csv and the others; on request, formulas `neutralized`."""
    paths = table_files(study, folder)
    contents = [_copied(study.path / path.name, spreadsheet_safe) for path in paths]
    with published(paths, sum(map(len, contents))) as files:
        for file, content in zip(files, contents, strict=True):
            file.write(content)


def _copied(path: Path, spreadsheet_safe: bool) -> bytes:
    content = path.read_bytes()
    if not spreadsheet_safe:
        return content
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    try:
        for row in csv.reader(io.StringIO(content.decode(), newline=""), strict=True):
            writer.writerow([neutralized(cell) for cell in row])
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path}: damaged ({error})") from None
    return made.getvalue().encode()
