"""Sources of data sets: batches of texts with labels, and a tally of faults."""

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
            f"{count} {what} ({', '.join(self.places[what])}{', ...' * (count > 3)})"
            for what, count in self.counts.items()
        ]


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
