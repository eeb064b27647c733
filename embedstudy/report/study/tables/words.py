"""Words: those that training moved most, and the neighbours of probe words."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from embedstudy.plot_style import PlotStyle
from embedstudy.report.formatting import format_decimal
from embedstudy.report.study.space_families import SpaceFamily, group_spaces, sort_spaces
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_space_look
from embedstudy.results.row_format import split_words
from embedstudy.results.rows import DriftRow, NeighborRow
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.wording import printable

# The words of a space that are shown as moved most; drift.csv has more.
_MOVED = 10
SAME, LOST, GAINED = "same", "lost", "gained"

_NearRows = dict[tuple[str, SpaceKey], list[NeighborRow]]


def tabulate_moved(name: str, drift: Sequence[DriftRow]) -> list[HtmlTable]:
    """Show the words that moved most, a table for each space."""
    tables = []
    rows_by_space: dict[SpaceKey, list[DriftRow]] = {}
    for row in drift:
        rows_by_space.setdefault(row.space, []).append(row)
    labels = label_spaces(sort_spaces(rows_by_space))
    for number, (space, label) in enumerate(labels.items()):
        rows = rows_by_space[space]
        most_moved = nsmallest(_MOVED, rows, key=lambda row: row.cosine)
        scope = f", {_MOVED} of the {len(rows):,} in drift.csv" if len(rows) > _MOVED else ""
        tables.append(
            HtmlTable(
                f"{name}-{number}",
                f"{printable(label)}: the words that training moved most{scope}. Count is of the "
                "training texts; cosine is between before and after.",
                "Word",
                ("Count", "Cosine", "Neighbours lost", "Neighbours gained"),
                tuple(_moved_row(row) for row in most_moved),
                frozenset({2, 3}),
            )
        )
    return tables


def _moved_row(row: DriftRow) -> HtmlRow:
    lost, gained = (tuple(split_words(words)) for words in (row.lost, row.gained))
    return HtmlRow(row.word, (f"{row.count:,}", format_decimal(row.cosine), lost, gained))


@dataclass(frozen=True)
class Neighbor:
    """A neighbour, its cosine, and the effect of training on it: same, lost or gained."""

    word: str
    cosine: str
    change: str


@dataclass(frozen=True)
class SpaceColumn:
    """The neighbours of a word in one space.

    Attributes
    ----------
    kind : str
        The kind of the space.
    look : PlotStyle
    neighbors : tuple of Neighbor
        The nearest first.
    still_there : str
        How many of the neighbours before training are still there; empty before training.
    """

    kind: str
    look: PlotStyle
    neighbors: tuple[Neighbor, ...]
    still_there: str


@dataclass(frozen=True)
class ProbeWord:
    """A word, with its neighbours in the spaces of a family side by side."""

    word: str
    label: str
    columns: tuple[SpaceColumn, ...]

    @property
    def ranks(self) -> range:
        """The ranks of the neighbours, from 0."""
        return range(max((len(column.neighbors) for column in self.columns), default=0))


def list_probe_words(neighbors: Sequence[NeighborRow]) -> list[ProbeWord]:
    """Put the neighbours of each probe word side by side, with the changes by training marked."""
    near: _NearRows = {}
    for row in neighbors:
        near.setdefault((row.word, row.space), []).append(row)
    for rows in near.values():
        rows.sort(key=lambda row: row.rank)
    return [
        ProbeWord(
            word,
            family.label,
            tuple(_make_column(near, word, space, family) for space in family.spaces),
        )
        for family in group_spaces(row.space for row in neighbors)
        for word in dict.fromkeys(row.word for row in neighbors)
        if any((word, space) in near for space in family.spaces)
    ]


def _make_column(near: _NearRows, word: str, space: SpaceKey, family: SpaceFamily) -> SpaceColumn:
    rows = near.get((word, space), [])
    words = {row.neighbor for row in rows}
    before = _list_neighbors(near, word, family.find_before(space))
    after = _list_neighbors(near, word, family.find_after(space))
    still_there = (
        "" if before is None or not rows else f"{len(words & before)} of {len(before)} kept"
    )
    # Marks would tell nothing apart if no neighbour is kept, as from random weights.
    gained = words - before if before is not None and words & before else set()
    lost = words - after if after is not None and words & after else set()
    changes = {**dict.fromkeys(lost, LOST), **dict.fromkeys(gained, GAINED)}
    return SpaceColumn(
        space.kind,
        find_space_look(space.kind),
        tuple(
            Neighbor(row.neighbor, format_decimal(row.cosine), changes.get(row.neighbor, SAME))
            for row in rows
        ),
        still_there,
    )


def _list_neighbors(near: _NearRows, word: str, space: SpaceKey | None) -> set[str] | None:
    """Return the neighbours of a word in a space; None if the word has none there."""
    if space is None or (word, space) not in near:
        return None
    return {row.neighbor for row in near[word, space]}
