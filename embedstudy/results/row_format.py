r"""The text of rows: how values stand in the cells of a table, and how they are read again."""

import csv
import dataclasses
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_type_hints

Row = TypeVar("Row")

# Columns that studies of format 2 lack.
_LATER = ("scale", "rung")
# Columns of names that may be paths, which may hold bytes that are not UTF-8.
_NAMES = ("dataset", "vectors", "other_vectors")
# As Python spells the halves of surrogate pairs that stand for such bytes, in names.
_BYTE = r"udc[89a-f][0-9a-f]"
# Whole numbers have 64 bits, as in study.json.
_LARGEST = 1 << 63
_TRUTHS = {"True": True, "False": False}
_WRITTEN = {r"\x20": " ", r"\\": "\\"}


def list_columns(kind: type[Any], rows: Iterable[Any] | None = None) -> list[str]:
    """List the columns of a table of rows.

    Parameters
    ----------
    kind : type
    rows : iterable, optional
        The rows of a table. An optional column in which none has a value of its own is left out.
    """
    fields = dataclasses.fields(kind)
    if rows is not None and any(map(_is_optional, fields)):
        table = list(rows)
        fields = tuple(
            field
            for field in fields
            if not _is_optional(field)
            or any(getattr(row, field.name) != field.default for row in table)
        )
    return [field.name for field in fields]


def _is_optional(field: "dataclasses.Field[Any]") -> bool:
    return bool(field.metadata.get("optional"))


def format_csv(columns: Iterable[str], rows: Iterable[Sequence[object]]) -> bytes:
    r"""Return a table as the bytes of a CSV file.

    Examples
    --------
    >>> format_csv(["word", "n"], [["a,b", 2]])
    b'word,n\n"a,b",2\n'
    """
    return format_rows([[*columns]]) + format_rows(rows)


def format_rows(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows of a table as bytes of a CSV file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue().encode()


def format_row(row: Any, columns: Iterable[str] | None = None) -> dict[str, str]:
    """Return the cells of a row by column: six digits of a number, nothing for None.

    Zero has no sign. Without `columns`, all that its type has are returned. Names of data sets and
    vectors are as `escape_bytes` writes them.
    """
    if columns is None:
        columns = list_columns(type(row))
    return {
        column: escape_bytes(getattr(row, column))
        if column in _NAMES
        else _format(getattr(row, column))
        for column in columns
    }


def decode_csv(content: bytes) -> io.TextIOWrapper:
    r"""Return the text of a CSV file that `format_csv` made.

    Raises
    ------
    ValueError
        If it is empty or its last line is cut off.

    Examples
    --------
    >>> decode_csv(b"word,n\nbad,2\n").read()
    'word,n\nbad,2\n'
    """
    if not content:
        raise ValueError("it is empty")
    if not content.endswith(b"\n"):
        raise ValueError("its last line is cut off")
    return io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")


def parse_rows(kind: type[Row], cells: Iterable[Mapping[str, str]]) -> list[Row]:
    """Return the rows that have some cells; an optional column may be missing, or one of format 3.

    Raises
    ------
    KeyError
        If another column is missing.
    ValueError
        If a cell is not of the type of its column, or a number not within its bounds.
    """
    parsers = {
        column: unescape_bytes if column in _NAMES else _make_parser(expected)
        for column, expected in get_type_hints(kind).items()
    }
    parsers |= {
        column: _bound(parsers[column], column, bounds)
        for column, bounds in list_bounds(kind).items()
    }
    optional = {*_LATER, *set(list_columns(kind)) - set(list_columns(kind, ()))}
    defaults = {column: None for column in _LATER if column in parsers}
    return [
        kind(
            **defaults
            | {
                column: parse(row[column])
                for column, parse in parsers.items()
                if column in row or column not in optional
            }
        )
        for row in cells
    ]


def list_bounds(kind: type[Any]) -> dict[str, tuple[float, float]]:
    """Return the least and the largest number that some columns of a table may have."""
    return {
        field.name: field.metadata["within"]
        for field in dataclasses.fields(kind)
        if "within" in field.metadata
    }


def _bound(
    parse: Callable[[str], Any], column: str, bounds: tuple[float, float]
) -> Callable[[str], Any]:
    def parse_within(text: str) -> Any:
        number = parse(text)
        if number is not None and not bounds[0] <= number <= bounds[1]:
            raise ValueError(f"{column} is {text[:20]}")
        return number

    return parse_within


def escape_bytes(name: str) -> str:
    r"""Write a name in UTF-8, also one with bytes of a path that are not.

    Python holds such a byte as half a surrogate pair; it is written as ``\udcXX``. Backslashes
    right before that, or before the same letters, are doubled.

    Examples
    --------
    >>> print(escape_bytes("caf\udce9.csv"), escape_bytes("C:\\data"))
    caf\udce9.csv C:\data
    """
    doubled = re.sub(rf"\\+(?={_BYTE}|[\udc80-\udcff])", lambda signs: 2 * signs[0], name)
    return re.sub("[\udc80-\udcff]", lambda half: f"\\{_spell(half[0])}", doubled)


def unescape_bytes(text: str) -> str:
    r"""Return the name that `escape_bytes` wrote.

    Examples
    --------
    >>> unescape_bytes(escape_bytes("caf\udce9 \\udce9")) == "caf\udce9 \\udce9"
    True
    """

    def read(match: re.Match[str]) -> str:
        backslashes, byte = match[1], match[2]
        last = chr(int(byte[1:], 16)) if len(backslashes) % 2 else byte
        return "\\" * (len(backslashes) // 2) + last

    return re.sub(rf"(\\+)({_BYTE})", read, text)


def _spell(half: str) -> str:
    return f"u{ord(half):x}"


def join_words(words: Iterable[str]) -> str:
    r"""Write words in one cell, with spaces between them.

    A space within a word, which a tokenizer of one's own may leave, becomes ``\x20``. A backslash
    becomes two.

    Examples
    --------
    >>> print(join_words(["good", "new york"]))
    good new\x20york
    """
    return " ".join(word.replace("\\", r"\\").replace(" ", r"\x20") for word in words)


def split_words(cell: str) -> list[str]:
    r"""Return the words that `join_words` wrote.

    Examples
    --------
    >>> split_words(r"good new\x20york"), split_words("")
    (['good', 'new york'], [])
    """
    words = cell.split(" ") if cell else []
    return [re.sub(r"\\(x20|\\)", lambda sign: _WRITTEN[sign[0]], word) for word in words]


def _format(value: object) -> str:
    if value is None:
        return ""
    return f"{value:z.6g}" if isinstance(value, float) else str(value)


def _make_parser(expected: Any) -> Callable[[str], Any]:
    if expected is str:
        return str
    if expected is bool:
        return _read_truth
    number = _read_whole if expected in (int, int | None) else _read_finite
    is_required = expected in (int, float)

    def parse(text: str) -> float | None:
        if text == "":
            if is_required:
                raise ValueError("an empty cell")
            return None
        return number(text)

    return parse


def _read_truth(text: str) -> bool:
    if text not in _TRUTHS:
        raise ValueError(f"{text[:20]!r} is neither True nor False")
    return _TRUTHS[text]


def _read_whole(text: str) -> int:
    number = int(text)
    if abs(number) >= _LARGEST:  # none is ever written, and no float holds it
        raise ValueError(f"a number of {len(text)} digits")
    return number


def _read_finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):  # none is ever written
        raise ValueError(f"{text}: no number")
    return number + 0.0  # never -0.0
