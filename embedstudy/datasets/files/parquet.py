"""Parquet, also as `datasets` writes it, with the names of its classes."""

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.columns import (
    TableColumns,
    as_labels,
    as_texts,
    check_columns,
    choose_columns,
    join_texts,
)
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.virtual_path import read_into_memory
from embedstudy.datasets.source import BATCH_BYTES, BATCH_ROWS
from embedstudy.errors import InputError
from embedstudy.limits import check_unpacked
from embedstudy.options.data import DataOptions

_BUFFER = 1 << 20
# A string may stand once in a file for any number of rows.
_LARGEST_BATCH = 4 * BATCH_BYTES


def read(
    path: Path,
    options: DataOptions,
    bad_rows: BadRows,
) -> Iterator[Columns]:
    """Read a file a batch of rows at a time.

    Raises
    ------
    InputError
        If it is damaged, or its columns hold neither texts nor labels: with file and row.
    """
    with _open_parquet(path) as file:
        columns = _choose_columns(path, file, options)
        texts, label = columns.text_names, columns.label_name
        classes = _read_class_names(file.schema_arrow, label)
        start = 0
        for batch in _read_batches(path, file, [*texts, label]):

            def where(row: int, start: int = start) -> str:
                return f"{path}: row {start + row + 1}"

            try:
                batch.validate(full=True)
            except pa.ArrowInvalid as error:  # strings that are not UTF-8 are read as they are
                last = start + len(batch)
                raise InputError(
                    f"{path}: rows {start + 1} to {last}: {_take_first_line(error)}"
                ) from None
            rows = Columns(
                join_texts([as_texts(batch.column(name), name, str(path)) for name in texts]),
                as_labels(batch.column(label), label, where, classes),
                where,
            )
            if not start:
                check_columns(columns, rows.texts.to_pylist(), rows.labels.to_pylist(), str(path))
            yield rows
            start += len(batch)
    bad_rows.tally.readings.append(columns.describe(path.name, PARQUET.name))


def read_cells(
    path: Path,
    encoding: str,  # noqa: ARG001 - all readers are of one shape
    bad_rows: BadRows,  # noqa: ARG001
) -> Iterator[tuple[str, list[str]]]:
    """Read all values as strings, the names of the columns first."""
    with _open_parquet(path) as file:
        yield str(path), list(file.schema_arrow.names)
        number = 0
        for batch in _read_batches(path, file, file.schema_arrow.names):
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                number += 1
                cells = ["" if value is None else str(value) for value in values]
                yield f"{path}: row {number}", cells


def class_names(path: Path, options: DataOptions) -> tuple[str, ...]:
    """Return the names of the classes in their order, where the file says them."""
    with _open_parquet(path) as file:
        return _read_class_names(file.schema_arrow, _choose_columns(path, file, options).label_name)


@contextlib.contextmanager
def _open_parquet(path: Path) -> Iterator[Any]:
    try:
        with _open_file(read_into_memory(path) or path) as file:
            yield file
    except (InputError, MemoryError):
        raise
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # a name is not UTF-8
        raise InputError(
            f"{path}: Parquet that cannot be read: {_take_first_line(error)} "
            "(damaged, or not whole: get it again)"
        ) from None


def _open_file(source: Path | io.BytesIO, **options: Any) -> Any:
    from pyarrow import parquet

    # Neither a whole group of rows nor what comes next is held: a group may be the whole file.
    return parquet.ParquetFile(source, buffer_size=_BUFFER, pre_buffer=False, **options)


def _take_first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0].removesuffix(".")[:200]


def _choose_columns(path: Path, file: Any, options: DataOptions) -> TableColumns:
    names = file.schema_arrow.names
    return choose_columns(names, options.text_column, options.label_column, str(path))


def _read_batches(path: Path, file: Any, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield some columns, so many rows at a time that none of the batches is large.

    Raises
    ------
    InputError
        If the columns take far more bytes than the file.
    """
    source = read_into_memory(path) or path
    packed_size = path.stat().st_size if isinstance(source, Path) else source.getbuffer().nbytes
    groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    check_unpacked(path, sum(group.total_byte_size for group in groups), packed_size)
    size = 0
    with contextlib.ExitStack() as opened:
        by_dictionary = None
        for i, group in enumerate(groups):
            rows = _batch_rows(group)
            longest = group.total_byte_size
            if rows * longest > _LARGEST_BATCH and _has_dictionary(group, names):
                if by_dictionary is None:
                    by_dictionary = opened.enter_context(_open_file(source, read_dictionary=names))
                longest = _find_longest(by_dictionary, i, names)
                rows = max(1, min(rows, _LARGEST_BATCH // max(1, longest)))
            for batch in file.iter_batches(rows, row_groups=[i], columns=names):
                size += sum(map(_count_bytes, batch.columns))
                check_unpacked(path, size, packed_size)
                yield batch


def _batch_rows(group: Any) -> int:
    """Return how many rows of a group make a batch, from the mean size of one."""
    mean: int = group.total_byte_size // max(1, group.num_rows)
    return max(1, min(BATCH_ROWS, BATCH_BYTES // max(1, mean)))


def _has_dictionary(group: Any, names: Sequence[str]) -> bool:
    columns = (group.column(i) for i in range(group.num_columns))
    return any(c.path_in_schema in names and c.has_dictionary_page for c in columns)


def _find_longest(file: Any, group: int, names: Sequence[str]) -> int:
    """Return the bytes of the longest string that stands once for many rows of a group."""
    batch = next(file.iter_batches(1, row_groups=[group], columns=names), None)
    dictionaries = [
        column.dictionary
        for column in (batch.columns if batch is not None else ())
        if _is_dictionary(column.type)
    ]
    return max((pc.max(_measure(values)).as_py() or 0 for values in dictionaries), default=0)


def _count_bytes(column: pa.Array) -> int:
    """Return how many bytes a column takes once each of its rows has a string of its own."""
    if not _is_dictionary(column.type):
        return int(column.nbytes)
    return pc.sum(_measure(column.dictionary).take(column.indices)).as_py() or 0


def _is_dictionary(kind: pa.DataType) -> bool:
    if not pa.types.is_dictionary(kind):
        return False
    return bool(pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))


def _measure(strings: pa.Array) -> pa.Array:
    return pc.binary_length(strings.cast(pa.large_binary()))


def _read_class_names(schema: pa.Schema, label: str) -> tuple[str, ...]:
    """Return the class names that `datasets` left in the metadata, if it did."""
    with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):
        document = json.loads((schema.metadata or {})[b"huggingface"])
        names = document["info"]["features"][label]["names"]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return tuple(names)
    return ()


PARQUET = DataFormat(
    "parquet",
    read,
    endings=(".parquet", ".pq"),
    magic=b"PAR1",
    read_cells=read_cells,
    class_names=class_names,
)
