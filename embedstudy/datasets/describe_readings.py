"""The sentence that tells how a data set was read."""

import shlex
from collections.abc import Sequence
from dataclasses import replace

from embedstudy.datasets.columns import SECOND_TEXT
from embedstudy.datasets.table_reading import TableReading
from embedstudy.wording import counted, join_names

_DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "bars"}
# The names that people know.
_ENCODINGS = {"iso8859-1": "latin-1"}


def describe_readings(readings: Sequence[TableReading], class_counts: Sequence[int] = ()) -> str:
    """Return one line that tells how a data set was read; empty if there is nothing to tell.

    Parameters
    ----------
    readings : sequence of TableReading
        Files that were read in the same way share a clause.
    class_counts : sequence of int
        The texts of each class, of all files.

    Examples
    --------
    >>> reading = TableReading("a.csv", "csv", ("body",), "kind", unused=("id",))
    >>> describe_readings([reading], [47, 3])
    'read a.csv: text from column body (not used: id), label from kind, 2 classes, smallest 6 %'
    """
    groups: dict[TableReading, list[TableReading]] = {}
    for reading in readings:
        groups.setdefault(replace(reading, path="", long_rows=0), []).append(reading)
    if not groups:
        return ""
    clauses = [
        f"{_list_paths([reading.path for reading in group])}: {_describe_group(shared, group)}"
        for shared, group in groups.items()
    ]
    return f"read {'; '.join(clauses)}{_describe_classes(class_counts)}"


def _list_paths(paths: Sequence[str]) -> str:
    if len(paths) > 4:
        return f"{', '.join(paths[:3])} and {len(paths) - 3} more files"
    return join_names(paths, "and")


def _describe_group(shared: TableReading, group: Sequence[TableReading]) -> str:
    facts = []
    if shared.folders:
        facts.append(f"a text a file, label from its folder ({shared.folders} folders)")
    elif shared.text_columns:
        facts.append(_describe_columns(shared))
    else:
        facts.append(f"lines of {shared.format}")
    if shared.header is False:
        facts.append("no header")
    if shared.delimiter not in ("", ","):
        facts.append(f"cells between {_DELIMITERS.get(shared.delimiter, shared.delimiter)}")
    if shared.encoding not in ("", "utf-8"):
        facts.append(f"encoding {_ENCODINGS.get(shared.encoding, shared.encoding)}")
    if long_rows := sum(reading.long_rows for reading in group):
        facts.append(f"{counted(long_rows, 'row')} of several lines")
    return ", ".join(facts)


def _describe_columns(shared: TableReading) -> str:
    names = [_show(name) for name in shared.text_columns]
    column = "column" if len(names) == 1 else "columns"
    text = f"text from {column} {join_names(names, 'and')}"
    if shared.unused:
        shown = [_show(name) for name in shared.unused[:8]]
        more = f" and {len(shared.unused) - 8} more" if len(shared.unused) > 8 else ""
        text += f" (not used: {', '.join(shown)}{more}{_offer_second_text(shared)})"
    label = _show(shared.label_column)
    return f"{text}, label from {'column ' if label.isdigit() else ''}{label}"


def _offer_second_text(shared: TableReading) -> str:
    """Say how a second column of texts is joined to the only one that is read."""
    second = next((name for name in shared.unused if name.lower() in SECOND_TEXT), None)
    if second is None or len(shared.text_columns) != 1 or "," in shared.text_columns[0]:
        return ""
    names = f"{shared.text_columns[0]},{second}"
    return f"; to join both: --text-column {shlex.quote(names)}"


def _show(name: str) -> str:
    short = name if len(name) <= 40 else f"{name[:40]}..."
    return short if short.strip() and short.isprintable() else repr(short)


def _describe_classes(class_counts: Sequence[int]) -> str:
    if not sum(class_counts):
        return ""
    share = 100 * min(count for count in class_counts if count) / sum(class_counts)
    smallest = f"{share:.0f} %" if share >= 1 else "under 1 %"
    classes = "1 class" if len(class_counts) == 1 else f"{len(class_counts):,} classes"
    return f", {classes}, smallest {smallest}"
