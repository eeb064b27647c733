"""A table of a study that gains a row with every finished trial or run."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow, TuningRow

Row = TypeVar("Row", RunRow, TuningRow)

# The table is written whole whenever it has grown by this share; till then each row is added to a
# second file. So a table of n rows is written some log(n) times, not n times.
GROWTH = 1 / 20


class GrowingTable(Generic[Row]):
    """The rows of a table, in the order of a plan; each is on disk when `add` returns.

    Parameters
    ----------
    study : StudyDirectory
    kind : type
        Of its rows.
    rows : sequence
        Those that it has.
    key : callable
        From a row to what tells it from the others.
    order : iterable
        The keys of all rows that it is to have. It is iterated over whenever the table is written,
        and may have grown by then.
    """

    def __init__(
        self,
        study: StudyDirectory,
        kind: type[Row],
        rows: Sequence[Row],
        key: Callable[[Row], Hashable],
        order: Iterable[Hashable],
    ) -> None:
        self._study, self._order = study, order
        self._kind: type[Row] = kind
        self._key: Callable[[Row], Hashable] = key
        self._rows: dict[Hashable, Row] = {key(row): row for row in rows}
        self._added = 0
        if study.has_added(kind):  # by a process that was killed
            self.write()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._rows

    def add(self, row: Row) -> None:
        """Put a row on disk."""
        self._rows[self._key(row)] = row
        self._added += 1
        if self._added >= GROWTH * len(self._rows):
            self.write()
        else:
            self._study.add_row(row)

    def write(self) -> None:
        """Write the table whole."""
        rows = self._rows
        self._study.write_rows(self._kind, [rows[key] for key in self._order if key in rows])
        self._added = 0

    @property
    def is_whole(self) -> bool:
        """Whether the table on disk has every row."""
        return not self._added


@contextmanager
def write_at_end(table: GrowingTable[Row]) -> Iterator[GrowingTable[Row]]:
    """Write a table whole after a block, also where that was interrupted."""
    try:
        yield table
    except BaseException:
        with suppress(OSError):  # such as a full disk, which the error on its way already tells
            if not table.is_whole:
                table.write()
        raise
    if not table.is_whole:
        table.write()
