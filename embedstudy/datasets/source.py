"""What every source of a data set gives: batches of texts with labels, and a tally of oddities."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

# No batch need be larger: enough to make the cost of one small, too little to matter in memory.
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
    """Counts what was tolerated in reading, with the first few places of each kind.

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

    def add(self, what: str, where: str, count: int = 1) -> None:
        """Count something; `what` reads well behind a number."""
        self.counts[what] = self.counts.get(what, 0) + count
        first = self.places.setdefault(what, [])
        if len(first) < 3:
            first.append(where)

    def notes(self) -> list[str]:
        """Say in a line each what was tolerated."""
        return [
            f"{count} {what} ({', '.join(self.places[what])}{', ...' * (count > 3)})"
            for what, count in self.counts.items()
        ]


# From a tally to the batches of each part: "train", "dev" and "test", or "" where the data set has
# no split of its own. A part is read to its end before the next is begun.
Parts = Callable[[Tally], Mapping[str, Iterator[pa.RecordBatch]]]


@dataclass(frozen=True)
class DataSource:
    """A data set that can be read, from wherever it is.

    Attributes
    ----------
    name : str
        As a person calls it.
    key : str
        Equal for equal bytes that are read in an equal way, and for nothing else: names the copy
        that is kept in the data home.
    parts : callable
        Reads it: batches of `SCHEMA`, of at most about `BATCH_ROWS` rows or `BATCH_BYTES`.
    sha256 : str
        Of the file that it is read from, where that is one file and its hash is known.
    revision : str
        What a hub calls the version.
    classes : tuple of str
        In class order where the source says; sorted otherwise.
    paths : tuple of Path
        The files that a person named.
    """

    name: str
    key: str
    parts: Parts
    sha256: str = ""
    revision: str = ""
    classes: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
