"""Data sets that the `datasets` library opened: their columns, splits and labels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from embedstudy.datasets.bad_rows import BadRows, Columns, check_rows
from embedstudy.datasets.columns import (
    TableColumns,
    as_labels,
    as_texts,
    check_columns,
    choose_columns,
    join_texts,
)
from embedstudy.datasets.source import BATCH_BYTES, BATCH_ROWS, Tally
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

PARTS = {
    "train": "train",
    **dict.fromkeys(("validation", "valid", "val", "dev"), "dev"),
    "test": "test",
}
# The label of texts whose label is secret.
UNLABELLED = -1

# Rows that tell ids from texts and labels.
_SAMPLE = 1000
# A `datasets.Dataset`, which is not imported here: it takes a second.
Table = Any


@dataclass(frozen=True)
class ColumnChoice:
    """The columns and splits that are read.

    Attributes
    ----------
    text : tuple of str
        The columns of texts, which are joined.
    label : str
    unused : tuple of str
        Columns that are not read.
    guessed : tuple of str
        The columns that no option gives.
    classes : tuple of str
        In class order where the label column names them.
    parts : dict
        The split that is read for "train", "dev" and "test", or for "".
    unlabelled, others : tuple of str
        Splits that are left out: without labels, and with names that say nothing.
    """

    text: tuple[str, ...]
    label: str
    classes: tuple[str, ...]
    parts: dict[str, str]
    unlabelled: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()


def choose_columns_and_splits(
    name: str, splits: Mapping[str, Table], options: DataOptions
) -> ColumnChoice:
    """Choose the columns and splits of a data set.

    Parameters
    ----------
    name : str
        Name that a person gave.
    splits : mapping from str to datasets.Dataset
    options : DataOptions
        With its columns, by default the only candidates, and its split.

    Raises
    ------
    InputError
        If there is no such column or split, or none or several that could be meant.
    """
    split = options.split
    if not splits:
        raise InputError(f"{name}: no splits in it")
    if split is not None and split not in splits:
        raise InputError(f"{name}: no split {split!r}; splits are: {', '.join(splits)}")
    considered = [split] if split is not None else list(splits)
    trained_on = [s for s in considered if PARTS.get(s.lower()) == "train"]
    first = splits[(trained_on or considered)[0]]
    columns = _choose_columns(name, first, options.text_column, options.label_column)
    if columns.leftover:
        _check_columns(name, first, columns)
    text, label = columns.text_names, columns.label_name
    classes = _get_class_names(first, label)
    unlabelled = tuple(s for s in considered if _is_unlabelled(splits[s], label))
    labelled = [s for s in considered if s not in unlabelled]
    if not labelled:
        raise InputError(f"{name}: no labels in column {label!r} of {', '.join(considered)}")
    parts = _choose_parts(name, labelled)
    for part in parts.values():  # splits that were saved together may differ
        _choose_columns(f"{name}, {part}", splits[part], text, label)
    others = tuple(s for s in labelled if s not in parts.values())
    return ColumnChoice(
        text, label, classes, parts, unlabelled, others, columns.unused, columns.guessed
    )


def read_batches(
    name: str, splits: Mapping[str, Table], reading: ColumnChoice, tally: Tally
) -> dict[str, Iterator[pa.RecordBatch]]:
    """Read the columns and splits that were chosen, a batch at a time.

    Rows without a text or a label are left out and counted: a person cannot mend them at the hub.

    Raises
    ------
    InputError
        While it is read: if a column holds no texts or no labels; with its row, counted from 0.
    """
    for split in reading.unlabelled:
        tally.add("splits without labels, left out", split)
    for split in reading.others:
        tally.add("splits of other names, left out; --split reads one", split)
    return {
        part: _read_batches(name, split, splits[split], reading, tally)
        for part, split in reading.parts.items()
    }


def _choose_columns(
    name: str, table: Table, text_column: Sequence[str], label_column: str | None
) -> TableColumns:
    with_class_names = [c for c in table.column_names if _get_class_names(table, c)]
    if label_column is None and len(with_class_names) == 1:
        label_column = with_class_names[0]
    return choose_columns(table.column_names, text_column, label_column, name)


def _check_columns(name: str, table: Table, columns: TableColumns) -> None:
    """Refuse ids that were chosen as texts or labels because no other column is left."""
    rows = table.with_format("arrow")[:_SAMPLE]
    texts, labels = (
        [None if value is None else str(value) for value in rows.column(column).to_pylist()]
        for column in (columns.text_names[0], columns.label_name)
    )
    check_columns(columns, texts, labels, name)


def _get_class_names(table: Table, column: str) -> tuple[str, ...]:
    """Return the names of the classes in a column, where it has some."""
    return tuple(getattr(table.features[column], "names", None) or ())


def _is_unlabelled(table: Table, label: str) -> bool:
    """Return whether a split has rows, but no label in any of them."""
    if label not in table.column_names:
        return True
    for batch in table.select_columns([label]).with_format("arrow").iter(BATCH_ROWS):
        column = batch.column(0)
        if pa.types.is_integer(column.type):
            column = column.filter(pc.not_equal(column, UNLABELLED))
        if column.null_count < len(column):
            return False
    return len(table) > 0


def _choose_parts(name: str, splits: list[str]) -> dict[str, str]:
    if len(splits) == 1:
        return {"": splits[0]}
    split_of_part: dict[str, str] = {}
    for part in ("train", "dev", "test"):
        of_part = [split for split in splits if PARTS.get(split.lower()) == part]
        if of_part:
            split_of_part[part] = of_part[0]
    if "train" not in split_of_part:
        raise InputError(
            f"{name}: no train split; splits are: {', '.join(splits)} "
            "(--split names one, which is split again)"
        )
    return split_of_part if len(split_of_part) > 1 else {"": split_of_part["train"]}


def _find_longest(table: Table, reading: ColumnChoice) -> int:
    """Return the bytes of the longest string that stands once for many rows."""
    chunks = (
        chunk
        for name in (*reading.text, reading.label)
        for chunk in table.data.column(name).chunks
        if pa.types.is_dictionary(chunk.type)
    )
    lengths = (chunk.dictionary.cast(pa.large_binary()) for chunk in chunks)
    return max((pc.max(pc.binary_length(values)).as_py() or 0 for values in lengths), default=0)


def _read_batches(
    name: str, split: str, table: Table, reading: ColumnChoice, tally: Tally
) -> Iterator[pa.RecordBatch]:
    row_bytes = max(table.data.nbytes // max(1, table.data.num_rows), _find_longest(table, reading))
    size = min(BATCH_ROWS, max(1, BATCH_BYTES // max(1, row_bytes)))
    classes, bad_rows = _get_class_names(table, reading.label), BadRows(tally, skip=True)
    columns = table.select_columns([*reading.text, reading.label]).with_format("arrow")
    for number, batch in enumerate(columns.iter(size)):

        def where(row: int, start: int = number * size) -> str:
            return f"{name}, {split}, row {start + row}"

        texts = [
            as_texts(batch.column(column).combine_chunks(), column, f"{name}, {split}")
            for column in reading.text
        ]
        labels = batch.column(reading.label).combine_chunks()
        rows = Columns(
            join_texts(texts),
            as_labels(labels, reading.label, where, classes),
            where,
        )
        yield check_rows(rows, bad_rows)
    tally.readings.append(
        TableReading(
            split,
            "datasets",
            reading.text,
            reading.label,
            unused=reading.unused,
            guessed=reading.guessed,
        )
    )
