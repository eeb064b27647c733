"""One JSON document: a list of objects, an object of columns, or an object that holds a list."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from embedstudy.datasets.bad_rows import BadRows, Columns
from embedstudy.datasets.files.data_format import DataFormat, TextHead
from embedstudy.datasets.files.json_depth import ShallowJson
from embedstudy.datasets.files.json_lines import REPEATED_KEY, list_cells, pick_values
from embedstudy.datasets.files.rows import Row, gather_rows
from embedstudy.datasets.files.streams import make_encoding_error, open_file
from embedstudy.datasets.files.table import TablePlace, open_table
from embedstudy.datasets.labels import SEVERAL_LABELS
from embedstudy.errors import InputError
from embedstudy.options.data import DataOptions

# What the two parsers say of faults, and our words for them.
_FAULTS = {
    "premature EOF": "it ends too early (was the file cut off?)",
    "recursion depth": "it is nested too deeply",
    "integer overflow": "a whole number beyond 64 bits (write it as a string)",
    **dict.fromkeys(
        ("trailing garbage", "Extra data", "after array element"),
        "one list in brackets, with a comma between its objects, or one object a line is needed",
    ),
}
_MARK = b"\xef\xbb\xbf"
_SHAPES = "a list of objects, an object of lists, or an object that holds such a list is needed"


class _Record(dict[str, Any]):
    """An object of a document, which knows a key that it has twice."""

    repeated: str | None = None

    def __setitem__(self, key: str, value: Any) -> None:
        if key in self:
            self.repeated = key
        super().__setitem__(key, value)


class _NestedCell(str):
    """A list or an object in a cell, as a string; it is no text and no label."""

    __slots__ = ()


def read(path: Path, options: DataOptions, bad_rows: BadRows) -> Iterator[Columns]:
    """Read a file that is one JSON document; a list of objects is read as a stream.

    Raises
    ------
    InputError
        If it is not JSON, or has another shape; with the number of the record, from 1.
    """

    def where(record: int) -> str:
        return f"{path}: record {record}"

    place = TablePlace(path.name, JSON_DOCUMENT.name, where, "record")
    return gather_rows(_read_rows(path, place, options, bad_rows), where, bad_rows)


def read_cells(path: Path, encoding: str, bad_rows: BadRows) -> Iterator[tuple[str, list[str]]]:
    """Read all values as strings, the names of the columns first."""
    names: list[str] = []
    for i, record in enumerate(_read_items(path, encoding), start=1):
        where = f"{path}: record {i}"
        if isinstance(record, list):
            yield where, list(map(_write_cell, record))
        elif isinstance(record, dict):
            if not names:
                names = list(record)
                yield where, names
            yield where, list_cells(record, names)
        else:
            bad_rows.add(where, "not a JSON object")


def _read_rows(
    path: Path, place: TablePlace, options: DataOptions, bad_rows: BadRows
) -> Iterator[Row]:
    items = _read_items(path, options.encoding)
    first = next(items, None)
    records = enumerate(chain([] if first is None else [first], items), start=1)
    if isinstance(first, list):
        table = open_table(_keep_rows(records, place, bad_rows), place, options, bad_rows)
        for position, text, label in table.rows:
            if isinstance(text, _NestedCell):
                bad_rows.add(place.where(position), "the text is a list or an object")
            elif isinstance(label, _NestedCell):
                what = f"the label is a list or an object ({SEVERAL_LABELS})"
                bad_rows.add(place.where(position), what)
            else:
                yield position, text, label
        bad_rows.tally.readings.append(table.reading)
    else:
        yield from pick_values(_keep_objects(records, place, bad_rows), place, options, bad_rows)


def _keep_rows(
    records: Iterator[tuple[int, Any]], place: TablePlace, bad_rows: BadRows
) -> Iterator[tuple[int, list[str]]]:
    for i, record in records:
        if isinstance(record, list):
            yield i, list(map(_write_cell, record))
        else:
            bad_rows.add(place.where(i), "not a list, as the first record is")


def _keep_objects(
    records: Iterator[tuple[int, Any]], place: TablePlace, bad_rows: BadRows
) -> Iterator[tuple[int, dict[str, Any]]]:
    for i, record in records:
        if isinstance(record, _Record) and record.repeated is not None:
            bad_rows.add(place.where(i), REPEATED_KEY, f": {record.repeated!r}")
        elif isinstance(record, dict):
            yield i, record
        else:
            bad_rows.add(place.where(i), "not a JSON object")


def _read_items(path: Path, encoding: str) -> Iterator[Any]:
    """Yield the objects or the rows of a document."""
    import ijson

    with open_file(path) as stream:
        start = stream.peek(1 << 12).removeprefix(_MARK).lstrip()[:1]
        try:
            if encoding == "utf-8" and start == b"[":
                if stream.peek(3).startswith(_MARK):
                    stream.read(3)
                shallow = ShallowJson(stream, path)
                yield from ijson.items(shallow, "item", use_float=True, map_type=_Record)
            else:
                text = _decode(stream.read(), encoding)
                yield from _list_records(path, json.loads(text, object_pairs_hook=_make_record))
        except UnicodeError:
            raise make_encoding_error(path, encoding) from None
        except (ijson.JSONError, json.JSONDecodeError, RecursionError) as error:
            reason = " ".join(str(error).split())[:200]
            if "UTF-8" in reason or "UTF8" in reason:
                raise make_encoding_error(path, encoding) from None
            known = [words for fault, words in _FAULTS.items() if fault in reason]
            raise InputError(f"{path}: not JSON: {known[0] if known else reason}") from None


def _make_record(pairs: list[tuple[str, Any]]) -> _Record:
    record = _Record()
    for key, value in pairs:
        record[key] = value
    return record


def _decode(content: bytes, encoding: str) -> str:
    return content.decode(encoding).removeprefix("\ufeff")


def _list_records(path: Path, document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise InputError(f"{path}: {_SHAPES}")
    values = list(document.values())
    if isinstance(document.get("columns"), list) and isinstance(document.get("data"), list):
        return [document["columns"], *document["data"]]  # pandas, orient="split"
    lists = {k: v for k, v in document.items() if isinstance(v, list)}
    of_objects = [k for k, v in lists.items() if v and all(isinstance(x, dict) for x in v)]
    of_rows = [k for k, v in lists.items() if v and all(isinstance(x, list) for x in v)]
    if len(of_objects) == 1:
        return list(lists[of_objects[0]])
    if len(of_objects) > 1 or len(of_rows) > 1:
        kind, several = ("objects", of_objects) if of_objects else ("rows", of_rows)
        raise InputError(
            f"{path}: several lists of {kind}: {', '.join(several)} (save each as a file of its "
            "own: files in one folder, named train.json and test.json, are the parts of a data set)"
        )
    if len(lists) == len(values) > 1 and len(set(map(len, values))) == 1:
        return [dict(zip(document, row, strict=True)) for row in zip(*values, strict=True)]
    if values and all(isinstance(value, dict) for value in values):
        return _list_indexed(document)
    if values and all(_are_strings(value) for value in values):
        raise InputError(
            f"{path}: an object of lists of unequal lengths: a list of texts for each label? "
            '(save it as a list of objects: [{"text": ..., "label": ...}, ...])'
        )
    keys = ", ".join(list(map(str, document))[:8])
    raise InputError(f"{path}: {_SHAPES}; this object has the keys {keys}")


def _are_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _list_indexed(document: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the records of pandas' orient="columns" or, where numbers are keys, "index"."""
    if all(key.isdigit() for key in document):
        return list(document.values())
    rows = dict.fromkeys(key for column in document.values() for key in column)
    return [{name: column.get(row) for name, column in document.items()} for row in rows]


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    written = json.dumps(value, ensure_ascii=False)
    return _NestedCell(written) if isinstance(value, list | dict) else written


def _is_document(head: TextHead) -> bool:
    text = head.text.lstrip()
    if re.match(r'\[\s*[\[{\]"]', text):
        return True
    if not text.startswith("{"):
        return False
    line, _, rest = text.partition("\n")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        if "\n" in text:
            return line.rstrip()[-1:] in ("{", "[", ",")
        return re.match(r'\{\s*"[^"]*"\s*:\s*[\[{]', line) is not None
    if rest.strip():
        return False
    items = value.values()
    if any(isinstance(item, list) and item and isinstance(item[0], dict) for item in items):
        return True
    # An object of columns has no text of its own; a line of JSON Lines has.
    is_record = any(isinstance(item, str) for item in items)
    return not is_record and any(isinstance(item, list | dict) for item in items)


JSON_DOCUMENT = DataFormat(
    "json", read, endings=(".json",), matches=_is_document, read_cells=read_cells
)
