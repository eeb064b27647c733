"""Words: those that training moved most, and the neighbours of probe words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from embedstudy.report.study.formatting import decimal
from embedstudy.report.study.space_names import families, ordered
from embedstudy.report.study.tables.table import HtmlTable, Row
from embedstudy.report.styles import Look, look_of_space
from embedstudy.results.rows import DriftRow, NeighborRow, divided
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.strategies import learned_from
from embedstudy.wording import printable

# Words of a space that are shown as moved most; drift.csv has more.
_MOVED = 10
SAME, LOST, GAINED = "same", "lost", "gained"


def moved_tables(name: str, drift: Sequence[DriftRow]) -> list[HtmlTable]:
    """Tell the words that moved most in each space."""
    tables = []
    labels = label_spaces(ordered(row.space for row in drift))
    for number, (space, label) in enumerate(labels.items()):
        own = sorted((row for row in drift if row.space == space), key=_cosine)
        some = f", {_MOVED} of the {len(own):,} in drift.csv" if len(own) > _MOVED else ""
        tables.append(
            HtmlTable(
                f"{name}-{number}",
                f"{printable(label)}: the words that training moved most{some}. Count is of the "
                "training texts; cosine is between before and after.",
                "Word",
                ("Count", "Cosine", "Neighbours lost", "Neighbours gained"),
                tuple(_moved(row) for row in own[:_MOVED]),
                frozenset({2, 3}),
            )
        )
    return tables


def _cosine(row: DriftRow) -> float:
    return row.cosine


def _moved(row: DriftRow) -> Row:
    lost, gained = (tuple(divided(words)) for words in (row.lost, row.gained))
    return Row(row.word, (f"{row.count:,}", decimal(row.cosine), lost, gained))


@dataclass(frozen=True)
class Near:
    """A neighbour, its cosine, and what training made of it: same, lost or gained."""

    word: str
    cosine: str
    change: str


@dataclass(frozen=True)
class SpaceColumn:
    """The neighbours of a word in one space.

    Attributes
    ----------
    space : str
        Without what tells it from those of other families.
    look : Look
    near : tuple of Near
        The nearest first.
    kept : str
        How many of the neighbours before training are still there; empty before it.
    """

    space: str
    look: Look
    near: tuple[Near, ...]
    kept: str


@dataclass(frozen=True)
class Probe:
    """A word, and its neighbours in the spaces of a family side by side."""

    word: str
    label: str
    columns: tuple[SpaceColumn, ...]

    @property
    def ranks(self) -> range:
        """The rows that it takes."""
        return range(max((len(column.near) for column in self.columns), default=0))


def probes_of(neighbors: Sequence[NeighborRow]) -> list[Probe]:
    """Put the neighbours of each probe word side by side, what training changed marked."""
    near: dict[tuple[str, SpaceKey], list[NeighborRow]] = {}
    for row in neighbors:
        near.setdefault((row.word, row.space), []).append(row)
    for rows in near.values():
        rows.sort(key=lambda row: row.rank)
    return [
        Probe(
            word,
            family.label,
            tuple(_column(near, word, space, family.before(space), _after(space, family.spaces))
                  for space in family.spaces),
        )
        for family in families(row.space for row in neighbors)
        for word in dict.fromkeys(row.word for row in neighbors)
        if any((word, space) in near for space in family.spaces)
    ]  # fmt: skip


def _after(space: SpaceKey, others: Iterable[SpaceKey]) -> SpaceKey | None:
    """Return what a space became, where that is one space."""
    found = [other for other in others if learned_from(other.kind) == space.kind]
    return found[0] if len(found) == 1 else None


def _shared(
    near: dict[tuple[str, SpaceKey], list[NeighborRow]],
    word: str,
    space: SpaceKey,
    other: SpaceKey | None,
) -> int | None:
    """Count the neighbours that a word has in both of two spaces; None if it is not in both."""
    if other is None or (word, other) not in near:
        return None
    own, others = ({row.neighbor for row in near.get((word, s), [])} for s in (space, other))
    return len(own & others)


def _column(
    near: dict[tuple[str, SpaceKey], list[NeighborRow]],
    word: str,
    space: SpaceKey,
    before: SpaceKey | None,
    after: SpaceKey | None,
) -> SpaceColumn:
    rows = near.get((word, space), [])
    was, becomes = (
        None if other is None or (word, other) not in near else
        {row.neighbor for row in near[word, other]}
        for other in (before, after)
    )  # fmt: skip
    stay = _shared(near, word, space, before)
    kept = "" if stay is None or not rows else f"{stay} of {len(was or ())} kept"
    # Where nothing is kept, as from random weights, marks would tell nothing apart.
    was = was if stay else None
    becomes = becomes if _shared(near, word, space, after) else None
    found = []
    for row in rows:
        change = SAME
        if was is not None and row.neighbor not in was:
            change = GAINED
        elif becomes is not None and row.neighbor not in becomes:
            change = LOST
        found.append(Near(row.neighbor, decimal(row.cosine), change))
    return SpaceColumn(space.kind, look_of_space(space.kind), tuple(found), kept)
