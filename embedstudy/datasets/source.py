"""Sources of data sets: batches of texts with labels, and a tally of faults."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from embedstudy.datasets.table_reading import TableReading

# Large enough that the cost of a batch is small, small enough not to matter in memory.
BATCH_ROWS = 4096
BATCH_BYTES = 1 << 24

SCHEMA = pa.schema(
    [
        pa.field("text", pa.large_string(), nullable=False),
        pa.field("label", pa.large_string(), nullable=False),
    ]
)


# The words of notes that change where they count one thing; the first of each is that thing.
_SINGULAR = {
    "^1 files or folders that are": "1 file or folder that is",
    "^1 (empty |blank )?(text|label|line|row|file|folder|table|split)s": r"1 \1\2",
    "^1 (text|row|file|folder|table)( there)? that are": r"1 \1\2 that is",
    "^1 row with quotes that are not CSV's, read as they are": (
        "1 row with quotes that are not CSV's, read as it is"
    ),
    "^1 label with spaces around them": "1 label with spaces around it",
    "^1 label with a comma behind them": "1 label with a comma behind it",
    "^1 line within quotes that look like rows of their own": (
        "1 line within quotes that looks like a row of its own"
    ),
}


@dataclass
class Tally:
    """Counts faults that were tolerated in reading, and keeps how each file was read.

    Attributes
    ----------
    counts : dict
        By kind of fault.
    places : dict
        The first places of each kind.
    readings : list of TableReading

    Examples
    --------
    >>> tally = Tally()
    >>> for line in (3, 9):
    ...     tally.add("empty texts, kept", f"a.csv:{line}")
    >>> tally.notes()
    ['2 empty texts, kept (a.csv:3, a.csv:9)']
    """

    counts: dict[str, int] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    readings: list[TableReading] = field(default_factory=list)

    def add(self, what: str, where: str, count: int = 1) -> None:
        """Count a fault; `what` follows a number in the note."""
        self.counts[what] = self.counts.get(what, 0) + count
        first = self.places.setdefault(what, [])
        if len(first) < 3:
            first.append(where)

    def notes(self) -> list[str]:
        """Return a note for each kind of fault."""
        return [
            agree_in_number(
                f"{count} {what} ({', '.join(self.places[what])}{', ...' * (count > 3)})"
            )
            for what, count in self.counts.items()
        ]


def agree_in_number(note: str) -> str:
    """Return a note on one thing in the singular; others as they are.

    Examples
    --------
    >>> agree_in_number("1 texts that are not UTF-8, read as latin-1 (a/1.txt)")
    '1 text that is not UTF-8, read as latin-1 (a/1.txt)'
    >>> agree_in_number("2 blank lines (a.csv:3, a.csv:9)")
    '2 blank lines (a.csv:3, a.csv:9)'
    """
    if not note.startswith("1 "):
        return note
    for plural, singular in _SINGULAR.items():
        note = re.sub(plural, singular, note)
    return note


# From a tally to the batches of each part: "train", "dev" and "test", or "" if the data set has no
# standard split. Each part is read to its end before the next.
Parts = Callable[[Tally], Mapping[str, Iterator[pa.RecordBatch]]]


@dataclass(frozen=True)
class DataSource:
    """A data set that can be read.

    Attributes
    ----------
    name : str
        Name that a person gave.
    key : str
        Equal for equal bytes that are read in the same way, and only then. It names the copy in the
        data home.
    parts : callable
        Reads batches of `SCHEMA`, of about `BATCH_ROWS` rows or `BATCH_BYTES` at most.
    sha256 : str
        Hash of the source file, if it is one file whose hash is known.
    revision : str
        The hub's name of the version.
    classes : tuple of str
        In the order that the source gives; sorted otherwise.
    paths : tuple of Path
        Files that a person named.
    """

    name: str
    key: str
    parts: Parts
    sha256: str = ""
    revision: str = ""
    classes: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
