"""Texts in memory as a data set: a table of another library, or texts with their labels."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa

from embedstudy.datasets.bad_rows import BadRows, Columns, check_rows
from embedstudy.datasets.columns import (
    TableColumns,
    UndecidedColumnsError,
    add_advice,
    as_labels,
    check_columns,
    choose_columns,
    join_texts,
)
from embedstudy.datasets.corpus import Corpus
from embedstudy.datasets.files.misreadings import count_misreadings
from embedstudy.datasets.files.paths import is_files
from embedstudy.datasets.hf_dataset import PARTS, choose_columns_and_splits, read_batches
from embedstudy.datasets.source import BATCH_ROWS, DataSource, Tally
from embedstudy.datasets.table_reading import TableReading
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions
from embedstudy.wording import counted, is_unicode

NAME = "memory"
HOW_TO_GIVE = (
    "give a table with named columns, as of pandas, polars, pyarrow or datasets, or "
    "(texts, labels), a tuple of two lists; pandas.DataFrame(rows) makes a table of rows"
)
DROP = "drop such rows, as by dropna()"
_PATHS = (str, os.PathLike)
_CURES = {
    "bytes": "decode it, as by .decode()",
    "list": "join its words, as by ' '.join()",
    "ndarray": "join its words, as by ' '.join()",
}
# Rows that are looked at where the names of columns tell nothing.
_SAMPLE = 1000


@dataclass(frozen=True, eq=False)
class DataInMemory:
    """Data that a person gives as an object, with its name in a study.

    Attributes
    ----------
    data : object
    name : str
    """

    data: Any
    name: str = NAME

    def __repr__(self) -> str:
        """Return the name and the type, and no data."""
        return f"DataInMemory({type(self.data).__name__}, {self.name!r})"


def is_data(value: object) -> bool:
    """Return whether a value is data and not the name of some, or a sequence of names.

    A tuple of two lists is texts with their labels, unless all of both are names of files.
    """
    if value is None or isinstance(value, (*_PATHS, Corpus)):
        return False
    if not isinstance(value, list | tuple):
        return not isinstance(value, Sequence) or _is_table(value) or hasattr(value, "__array__")
    return isinstance(value, tuple) and _is_pair(value)


def wrap_data(datasets: Sequence[Any]) -> tuple[Any, ...]:
    """Return data sets with a name for each that is data: ``memory``, ``memory-2`` and so on."""
    names = (f"{NAME}-{i}" if i > 1 else NAME for i in count(1))
    return tuple(DataInMemory(item, next(names)) if is_data(item) else item for item in datasets)


def make_memory_source(given: DataInMemory, options: DataOptions) -> DataSource:
    """Return the source of data in memory.

    Parameters
    ----------
    given : DataInMemory
        A table; a tuple of texts and labels; or a mapping from "train", "dev" and "test" to them.
    options : DataOptions
        Its columns are read, its split, and whether bad rows are left out.

    Raises
    ------
    InputError
        If it is neither, or columns cannot be chosen: no message shows the data.
    """
    name, data = given.name, given.data
    splits = data if isinstance(data, Mapping) and _holds_splits(data) else {"": data}
    if all(_is_hugging_face(part) for part in splits.values()):
        return _make_hugging_face_source(name, splits, options)
    if options.split is not None:
        raise InputError(f"{name}: data in memory takes no split= (give that part alone)")
    parts = {PARTS.get(str(split).lower(), str(split)): part for split, part in splits.items()}
    if unknown := parts.keys() - {"", *PARTS.values()}:
        raise InputError(f"{name}: no part is called {min(unknown)!r}; parts: train, dev, test")
    if len(parts) == 1:
        parts = {"": next(iter(parts.values()))}
    elif "train" not in parts:
        raise InputError(f"{name}: no train part among {', '.join(parts)}")
    columns, readings = {}, []
    for part, part_data in parts.items():
        place = f"{name}, {part}" if part else name
        columns[part], reading = _read_columns(part_data, place, options)
        readings += [reading] if reading else []

    def read(tally: Tally) -> dict[str, Iterator[pa.RecordBatch]]:
        bad_rows = BadRows(tally, options.skip_bad_lines)
        tally.readings += readings
        return {part: _check_batches(rows, bad_rows) for part, rows in columns.items()}

    return DataSource(name, "", read)


def list_values(column: Any, what: str) -> list[Any]:
    """Return a list, an array or a column of another library as a list.

    Parameters
    ----------
    column : object
    what : str
        What it holds, in the plural, for messages.

    Raises
    ------
    InputError
        If it is one string, a set, a table, or no sequence.
    """
    kind = type(column).__name__
    if isinstance(column, str | bytes):
        raise InputError(f"{what} must be a list of strings, not one {kind}")
    if isinstance(column, Set):
        raise InputError(f"{what} must be a list of strings, not a {kind}: a set has no order")
    if isinstance(column, Mapping) or getattr(column, "ndim", 1) != 1:
        raise InputError(f"{what} must be a list of strings, one column of a table, not {kind}")
    try:
        return list(column.to_pylist() if hasattr(column, "to_pylist") else column)
    except TypeError:
        raise InputError(f"{what} must be a list of strings, not {kind}") from None


def is_missing(value: object) -> bool:
    """Return whether a value is None, NaN, or what pandas writes for nothing."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float | np.floating) and bool(np.isnan(value))


def list_texts(column: Any, *, skip_missing: bool = False) -> list[Any]:
    """Return texts as a list of strings.

    Parameters
    ----------
    column : object
        A list, an array or a column of another library.
    skip_missing : bool
        Whether a missing text is None and not an error.

    Raises
    ------
    InputError
        If it is not a sequence of strings; the error has the place of the first other item.
    """
    texts = list_values(column, "texts")
    for i, text in enumerate(texts):
        if isinstance(text, str):
            continue
        if not is_missing(text):
            kind = type(text).__name__
            cure = _CURES.get(kind, "")
            raise InputError(f"text {i} is not a string but {kind}{cure and f' ({cure})'}")
        if not skip_missing:
            cure = f"{DROP}, or fill them, as by fillna('')"
            raise InputError(f"text {i} is missing ({text}); {cure}")
        texts[i] = None
    return texts


def list_labels(column: Any, *, skip_missing: bool = False) -> list[Any]:
    """Return labels as a list; see `list_texts`.

    Raises
    ------
    InputError
        If one is missing, or they are no sequence.
    """
    if getattr(column, "ndim", 1) == 2:
        raise InputError("labels must be one column; a text with several labels is not supported")
    labels = list_values(column, "labels")
    for i, label in enumerate(labels):
        if is_missing(label):
            if not skip_missing:
                raise InputError(f"label {i} is missing ({label}); {DROP}")
            labels[i] = None
    return labels


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or bool(_list_names(value))


def _list_names(table: Any) -> list[Any]:
    """Return the names of the columns of a table; empty for what is none."""
    if isinstance(table, Mapping):
        return list(table)
    for attribute in ("column_names", "columns"):  # a pyarrow.Table has its data in `columns`
        names = getattr(table, attribute, None)
        if names is not None and not callable(names):
            return list(names)
    schema = getattr(table, "schema", None)
    return list(getattr(schema, "names", None) or ())


def _is_pair(value: tuple[Any, ...]) -> bool:
    if len(value) != 2 or any(isinstance(part, _PATHS) or _is_table(part) for part in value):
        return False
    if any(not hasattr(part, "__iter__") for part in value):
        return False
    return not all(isinstance(part, list | tuple) and _are_files(part) for part in value)


def _are_files(names: Sequence[Any]) -> bool:
    return bool(names) and all(
        isinstance(name, os.PathLike) or (isinstance(name, str) and is_files(name))
        for name in names
    )


def _holds_splits(data: Mapping[Any, Any]) -> bool:
    return bool(data) and all(
        _is_table(part) or (isinstance(part, tuple) and _is_pair(part)) for part in data.values()
    )


def _is_hugging_face(table: object) -> bool:
    return all(hasattr(table, name) for name in ("features", "column_names", "with_format"))


def _make_hugging_face_source(
    name: str, splits: Mapping[str, Any], options: DataOptions
) -> DataSource:
    tables = {split or "train": table for split, table in splits.items()}
    if any(not hasattr(table, "num_rows") for table in tables.values()):  # a stream
        raise InputError(
            f"{name}: an IterableDataset holds no rows yet; "
            "datasets.Dataset.from_list(list(stream)) does"
        )
    choice = choose_columns_and_splits(name, tables, options)

    def read(tally: Tally) -> dict[str, Iterator[pa.RecordBatch]]:
        return read_batches(name, tables, choice, tally)

    return DataSource(name, "", read, classes=choice.classes)


def _read_columns(
    data: Any, where: str, options: DataOptions
) -> tuple[Columns, TableReading | None]:
    reading = None
    if isinstance(data, tuple) and len(data) == 2:
        if options.text_column or options.label_column:
            raise InputError(f"{where}: texts with labels have no columns to choose")
        texts, labels, label_name = [data[0]], data[1], "labels"
        if _are_in_other_orders(data[0], data[1]):
            raise InputError(
                f"{where}: texts and labels have the same index in another order "
                "(sort one as the other; lists, as by .tolist(), are paired by position)"
            )
    else:
        chosen, texts, labels = _choose_data(data, where, options)
        label_name, reading = chosen.label_name, chosen.describe(where, NAME)
    # Of several columns of texts some may be empty, as in a file.
    skip = options.skip_bad_lines
    try:
        text_lists = [list_texts(column, skip_missing=skip or len(texts) > 1) for column in texts]
        label_list = list_labels(labels, skip_missing=skip)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None
    if len(text_lists[0]) != len(label_list):
        n_texts, n_labels = len(text_lists[0]), len(label_list)
        raise InputError(f"{where}: {counted(n_texts, 'text')}, but {counted(n_labels, 'label')}")

    def name_row(row: int) -> str:
        return f"{where}: row {row}"

    columns = Columns(
        join_texts([_make_texts(column, name_row) for column in text_lists]),
        as_labels(_make_labels(label_list, where), label_name, name_row),
        name_row,
    )
    return columns, reading


def _choose_data(
    data: Any, where: str, options: DataOptions
) -> tuple[TableColumns, list[Any], Any]:
    if all(hasattr(data, name) for name in ("collect", "collect_schema")):
        raise InputError(f"{where}: a {type(data).__name__} holds no rows yet; call its collect()")
    names = _list_names(data)
    if not names:
        order = ", and has no order" if isinstance(data, Set) else ""
        raise InputError(f"{where}: {type(data).__name__} is no data set{order}; {HOW_TO_GIVE}")
    shown = [str(name) for name in names]
    try:
        columns = choose_columns(shown, options.text_column, options.label_column, where)
    except UndecidedColumnsError as error:
        raise add_advice(error, shown, _list_sample(data, names)) from None
    if columns.leftover and (sample := _list_sample(data, names)):
        values = list(zip(*sample, strict=True))
        check_columns(columns, values[columns.texts[0]], values[columns.label], where)
    texts = [data[names[i]] for i in columns.texts]
    return columns, texts, data[names[columns.label]]


def _are_in_other_orders(texts: Any, labels: Any) -> bool:
    """Return whether two columns of pandas have the same index in different orders."""
    first: Any = getattr(texts, "index", None)
    second: Any = getattr(labels, "index", None)
    # A list has an index too, which is a method.
    if not (hasattr(first, "equals") and hasattr(second, "equals")):
        return False
    if first.equals(second):
        return False
    return len(first) == len(second) and bool(first.isin(second).all())


def _list_sample(data: Any, names: Sequence[Any]) -> list[tuple[str, ...]]:
    """Return the first rows of a table as strings; none where a column is no list of values."""
    try:
        columns = [list_values(data[name][:_SAMPLE], "values") for name in names]
    except (InputError, TypeError, LookupError):
        return []
    return [tuple(map(str, row)) for row in zip(*columns, strict=False)]


def _make_texts(texts: list[str | None], name_row: Callable[[int], str]) -> pa.Array:
    try:
        return pa.array(texts, pa.large_string())
    except UnicodeEncodeError:
        row = next(i for i, text in enumerate(texts) if text is not None and not is_unicode(text))
        raise InputError(f"{name_row(row)}: half a character (a lone surrogate)") from None


def _make_labels(labels: list[Any], where: str) -> pa.Array:
    try:
        return pa.array(labels)
    except (pa.ArrowException, TypeError, UnicodeEncodeError, OverflowError):
        first_of_type: dict[str, int] = {}
        for i, label in enumerate(labels):
            if label is not None:
                first_of_type.setdefault(type(label).__name__, i)
    kinds = " and ".join(f"{kind} (row {i})" for kind, i in [*first_of_type.items()][:2])
    raise InputError(f"{where}: labels are {kinds}; a label is a str, int, bool or float") from None


def _check_batches(columns: Columns, bad_rows: BadRows) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(columns.texts), BATCH_ROWS):

        def name_row(row: int, start: int = start) -> str:
            return columns.where(start + row)

        part = slice(start, start + BATCH_ROWS)
        batch = Columns(columns.texts[part], columns.labels[part], name_row)
        count_misreadings(batch, "utf-8", bad_rows)
        yield check_rows(batch, bad_rows)
