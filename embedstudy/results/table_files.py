"""The tables of a study: a CSV file each, and the rows that were added since it was written whole.

Their columns stand in `embedstudy.results.rows`.
"""

import csv
import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from embedstudy.errors import InputError
from embedstudy.results.checksums import (
    explain_cure,
    flush_journal,
    list_whole_lines,
    publish_recorded,
    read_checked,
    read_ledger,
)
from embedstudy.results.files import DamagedFileError, check_name, find_file, has_file, open_file
from embedstudy.results.row_format import (
    decode_csv,
    format_csv,
    format_row,
    list_columns,
    parse_rows,
)
from embedstudy.results.rows import (
    TABLES,
    ComparisonRow,
    CrossoverRow,
    CurveRow,
    DriftRow,
    DynamicsRow,
    ForecastCrossoverRow,
    ForecastGainRow,
    ForecastRow,
    NeighborRow,
    ReferenceRow,
    RunRow,
    ScoreRow,
    StructureDifferenceRow,
    StructureRow,
    SummaryRow,
    TextRow,
    TuningRow,
    WordRow,
    find_table_name,
)
from embedstudy.results.study_files import StudyFiles
from embedstudy.storage import append, seal_document

Row = TypeVar("Row")

# Change it with the columns of a table, or the layout of the directory.
FORMAT = 3
# Formats whose tables lack only columns that may be empty.
READABLE = (2, 3)
# It holds texts, which a person may not want to keep.
REMOVABLE = ("texts.csv",)


class _RowsOf(property, Generic[Row]):
    """The rows of one of the tables, as a property; none if the study lacks the table."""

    def __init__(self, kind: type[Row]) -> None:
        super().__init__(
            lambda study: study.rows(kind), doc=f"The rows of {find_table_name(kind)}.csv."
        )

    def __get__(  # type: ignore[override]  # no class is asked for rows
        self, study: Any, owner: type | None = None
    ) -> list[Row]:
        rows: list[Row] = super().__get__(study, owner)
        return rows


@dataclass(frozen=True)
class TableFiles(StudyFiles):
    """A study whose tables are attributes, such as `runs` and `summary`."""

    runs = _RowsOf(RunRow)
    tuning = _RowsOf(TuningRow)
    summary = _RowsOf(SummaryRow)
    scores = _RowsOf(ScoreRow)
    comparisons = _RowsOf(ComparisonRow)
    curve = _RowsOf(CurveRow)
    crossovers = _RowsOf(CrossoverRow)
    forecast = _RowsOf(ForecastRow)
    forecast_crossovers = _RowsOf(ForecastCrossoverRow)
    forecast_gains = _RowsOf(ForecastGainRow)
    reference = _RowsOf(ReferenceRow)
    neighbors = _RowsOf(NeighborRow)
    structure = _RowsOf(StructureRow)
    structure_differences = _RowsOf(StructureDifferenceRow)
    dynamics = _RowsOf(DynamicsRow)
    drift = _RowsOf(DriftRow)
    words = _RowsOf(WordRow)
    texts = _RowsOf(TextRow)

    def has_table(self, kind: type) -> bool:
        """Tell whether the study has one of the tables, even if it is empty."""
        name = _name_table(kind)
        is_there = has_file(self.path, name) if name in REMOVABLE else self._has(name)
        return is_there and self._is_whole(name)

    def rows(self, kind: type[Row]) -> list[Row]:
        """Read one of the tables.

        Raises
        ------
        InputError
            If the table is damaged, or a version with another format made the study.
        """
        check_format(self)
        rows = self._read_part(kind, _name_table(kind), self._read_table)
        added = _name_added(kind)
        if not has_file(self.path, added):
            return rows
        rows += self._read_part(kind, added, self._read_added)
        # A process that was killed before it removed added rows leaves them twice.
        return list(dict.fromkeys(rows))

    def _read_part(self, kind: type[Row], name: str, read: Any) -> list[Row]:
        try:
            with self._name_damage(name):
                rows: list[Row] = read(kind, name)
                for run in {row.run for row in rows} if kind is RunRow else ():  # type: ignore[attr-defined]
                    check_name(run)
                return rows
        except InputError as error:
            if self.damage is None:
                raise
            self.damage.add(error)
            return []

    def _read_table(self, kind: type[Row], name: str) -> list[Row]:
        is_needed = name not in REMOVABLE
        if not has_file(self.path, name) and not (is_needed and self._is_known(name)):
            return []
        text = decode_csv(read_checked(self.path, name))
        return list(parse_rows(kind, csv.DictReader(text, strict=True)))

    def _read_added(self, kind: type[Row], name: str) -> list[Row]:
        is_sealed = read_ledger(self.path) is not None
        with open_file(self.path, name) as file:
            lines = list_whole_lines(file.read(), sealed=is_sealed)
        whole = [line for line in lines if isinstance(line, dict)]
        if len(whole) < len(lines):
            error = DamagedFileError(
                f"{find_file(self.path, name)}: damaged (line {lines.index(None) + 1}); "
                f"{explain_cure(self.path)}"
            )
            if self.damage is None:
                raise error
            self.damage.add(error)
        return list(parse_rows(kind, whole))

    def write_rows(self, kind: type[Row], rows: Iterable[Row]) -> None:
        """Publish one of the tables, whole."""
        table = list(rows)
        columns = list_columns(kind, table)
        cells = [list(format_row(row, columns).values()) for row in table]
        with publish_recorded(self.path, _name_table(kind), durable=True) as file:
            file.write(format_csv(columns, cells))
        (self.path / _name_added(kind)).unlink(missing_ok=True)

    def add_row(self, row: object) -> None:
        """Add a row to one of the tables, at a cost that does not depend on its length.

        The row stands in a second file until the table is written whole.
        """
        flush_journal(self.path)  # the files of the run come before its row
        line = seal_document(format_row(row))
        append(self.path / _name_added(type(row)), json.dumps(line).encode() + b"\n")

    def has_added(self, kind: type) -> bool:
        """Tell whether rows were added since a table was written whole."""
        return has_file(self.path, _name_added(kind))


def check_format(study: StudyFiles, readable: Sequence[int] = READABLE) -> None:
    """Make sure that this version can read the tables of a study.

    Parameters
    ----------
    study : StudyFiles
    readable : sequence of int
        The formats that will do.

    Raises
    ------
    InputError
        If a version with another format made the study, or study.json is damaged.
    """
    number = study.meta.get("format", FORMAT)
    if number not in readable:
        from embedstudy.options.command import read_command

        command = read_command(study.meta)
        verb = "goes on with" if number in READABLE else "reads"
        again = f"{command} --out {shlex.quote(str(study.path))} --force" if command else "--force"
        raise InputError(
            f"{study.path}: another version of embedstudy made this study (its format is {number}, "
            f"this version {verb} {FORMAT}); to replace it, run it again with {again}"
        )


def _name_table(kind: type) -> str:
    return f"{find_table_name(kind)}.csv"


def _name_added(kind: type) -> str:
    return find_added_rows(find_table_name(kind))


def find_added_rows(table: str) -> str:
    """Return the file of the rows that were added to a table since it was written whole."""
    return f"{table}.new.jsonl"


def list_table_files() -> list[str]:
    """List the files of all tables, those of added rows first."""
    return [*map(find_added_rows, TABLES), *(f"{table}.csv" for table in TABLES)]
