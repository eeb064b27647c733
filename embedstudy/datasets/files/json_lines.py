"""JSON Lines: an object a line."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.columns import (
    UndecidedColumnsError,
    add_advice,
    check_columns,
    choose_columns,
)
from embedstudy.datasets.files.data_format import DataFormat
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.files.streams import read_numbered_lines
from embedstudy.datasets.files.table import SAMPLE, TablePlace, peek
from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.options.data import DataOptions

# JSON's names of Python's types.
_KINDS = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


REPEATED_KEY = "a key twice in one object"
# The position of an object in its file, and its values by key.
JsonObject = tuple[Any, dict[str, Any]]


class MissingCell(str):
    """What stands for a key that an object lacks; it reads as an empty cell."""

    __slots__ = ()


class _OddError(ValueError):
    """A fault that Python's reader would let pass."""


def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
    """Read a file with an object a line; its columns are the keys of the first one.

    Raises
    ------
    InputError
        With file and line, if it cannot be read.
    """

    def where(line: int) -> str:
        return f"{path}:{line}"

    def parse_lines() -> Iterator[JsonObject]:
        for number, line in read_numbered_lines(path, options.encoding, bad_rows):
            if line.isspace():
                bad_rows.tally.add("blank lines", where(number))
                continue
            try:
                yield number, _parse_record(line.rstrip("\r\n"))
            except _OddError as error:
                bad_rows.add(where(number), *error.args)

    place = TablePlace(path.name, JSON_LINES.name, where)
    return gather_rows(pick_values(parse_lines(), place, options, bad_rows), where, bad_rows)


def read_cells(path: Path, encoding: str, bad_rows: BadRows) -> Iterator[tuple[str, list[str]]]:
    """Read all values as strings, the keys of the first object first."""
    names: list[str] = []
    for number, line in read_numbered_lines(path, encoding, bad_rows):
        if line.isspace():
            continue
        where = f"{path}:{number}"
        try:
            record = _parse_record(line.rstrip("\r\n"))
        except _OddError as error:
            bad_rows.add(where, *error.args)
            continue
        if not names:
            names = list(record)
            yield where, names
        yield where, list_cells(record, names)


def list_cells(record: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Return the values of some keys of an object as strings, a `MissingCell` for a key it lacks.

    Examples
    --------
    >>> list_cells({"a": "x", "b": 1, "c": None}, ["a", "b", "c", "d"])
    ['x', '1', '', '']
    """
    return [_write_value(record[name]) if name in record else MissingCell() for name in names]


def _write_value(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def pick_values(
    objects: Iterator[JsonObject], place: TablePlace, options: DataOptions, bad_rows: BadRows
) -> Iterator[Row]:
    """Pick the text and the label of each object; the columns are the keys of the first one.

    Raises
    ------
    InputError
        If a value is missing or of another kind, and such rows are not to be left out.
    """
    first, objects = peek(objects, SAMPLE)
    if not first:
        next(objects, None)  # raises the error that hides the first object, if there is one
        return
    start = place.where(first[0][0])
    names = list(first[0][1])
    try:
        columns = choose_columns(names, options.text_column, options.label_column, start)
    except UndecidedColumnsError as error:
        sample = [[_write_value(record.get(name)) for name in names] for _, record in first]
        raise add_advice(error, names, sample) from None
    text_names, label_name = columns.text_names, columns.label_name
    values = [[str(record.get(name)) for _, record in first] for name in (*text_names, label_name)]
    check_columns(columns, values[0], values[-1], start)
    kinds: set[str] = set()
    for position, record in objects:
        try:
            text = _join_texts(record, text_names)
            yield position, text, _format_label(_get_value(record, label_name), kinds)
        except _OddError as error:
            bad_rows.add(place.where(position), *error.args)
    bad_rows.tally.readings.append(
        replace(columns.describe(place.path, place.format), encoding=options.encoding)
    )


def _parse_record(line: str) -> dict[str, Any]:
    try:
        record = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        raise _OddError(
            "not JSON", f": {error.msg.removesuffix(' at')} at character {error.colno}"
        ) from None
    except RecursionError:
        raise _OddError("not JSON", ": nested too deeply") from None
    except _OddError:
        raise
    except ValueError as error:  # a number of too many digits
        raise _OddError("not JSON", f": {error}") from None
    if not isinstance(record, dict):
        raise _OddError("not a JSON object", f" but {_describe_kind(record)}")
    return record


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _OddError(REPEATED_KEY, f": {twice!r}")
    return record


def _refuse_constant(name: str) -> None:
    raise _OddError("not JSON", f": {name} is no value of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_refuse_repeats, parse_constant=_refuse_constant)


def _get_value(record: dict[str, Any], column: str) -> Any:
    try:
        return record[column]
    except KeyError:
        raise _OddError(f"no {column!r} in this object") from None


def _join_texts(record: dict[str, Any], columns: Sequence[str]) -> str | None:
    """Return the texts of an object, joined; those that are null are left out."""
    texts = [_check_text(_get_value(record, column)) for column in columns]
    if len(texts) == 1:
        return texts[0]
    filled = [text for text in texts if text is not None]
    return "\n".join(filled) if filled else None


def _describe_kind(value: Any) -> str:
    # An object of a JSON document is a dict of a class of its own.
    return _KINDS[dict if isinstance(value, dict) else type(value)]


def _check_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise _OddError("the text is not a string", f" but {_describe_kind(value)}")


def _format_label(value: Any, kinds: set[str]) -> str | None:
    """Return a label as it is written; the same word for two kinds of labels is no label."""
    if value is None or value != value:  # NaN, as Python writes that there is nothing
        return None
    kind = _describe_kind(value)
    if isinstance(value, list | dict):
        raise _OddError(f"the label is {kind} ({SEVERAL_LABELS})")
    if isinstance(value, float) and math.isinf(value):
        raise _OddError("the label is a number too large for a class")
    if kinds and kind not in kinds:
        raise _OddError(
            "the label is of another kind than the first", f": {kind}, not {min(kinds)}"
        )
    kinds.add(kind)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


JSON_LINES = DataFormat(
    "jsonl",
    read,
    endings=(".jsonl", ".ndjson"),
    read_cells=read_cells,
    matches=lambda head: head.text.lstrip().startswith("{"),
)
