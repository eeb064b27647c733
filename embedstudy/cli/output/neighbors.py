"""Tables of nearest neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from embedstudy.cli.output.console import make_table, make_text, print_whole
from embedstudy.results.rows import NeighborRow
from embedstudy.results.space_labels import SpaceKey, label_spaces

# Columns of neighbours that fit a terminal.
SIDE_BY_SIDE = 4


@dataclass(frozen=True)
class NearestWord:
    """A neighbour of a word in a table of vectors."""

    word: str
    space: str
    rank: int
    neighbor: str
    cosine: float


def print_neighbors(
    words: Sequence[str], spaces: Sequence[SpaceKey], rows: Sequence[NeighborRow]
) -> None:
    """Print a table for each word: a column a space, a row a rank."""
    labels = label_spaces(spaces)
    for word in words:
        ranked = {(row.space, row.rank): row for row in rows if row.word == word}
        for start in range(0, len(spaces), SIDE_BY_SIDE):
            shown = spaces[start : start + SIDE_BY_SIDE]
            headings = [_format_heading(space, labels[space]) for space in shown]
            table = make_table(f"neighbours of {word}" if start == 0 else "", headings)
            for rank in range(1, max((rank for _, rank in ranked), default=1) + 1):
                table.add_row(
                    *(_format_neighbor(ranked.get((space, rank)), rank) for space in shown)
                )
            print_whole(table)


def print_nearest(name: str, words: Sequence[str], rows: Sequence[NearestWord]) -> None:
    """Print one table of vectors' neighbours: a column a word, a row a rank."""
    table = make_table(f"nearest words in {name}", map(make_text, words))
    ranked = {(row.word, row.rank): row for row in rows}
    for rank in range(1, max((rank for _, rank in ranked), default=0) + 1):
        table.add_row(*(_format_neighbor(ranked.get((word, rank)), rank) for word in words))
    Console().print(table)


def _format_heading(space: SpaceKey, label: str) -> Text:
    suffix = label.removeprefix(space.kind).strip()
    return Text("\n").join(make_text(line) for line in (space.kind, suffix) if line)


def _format_neighbor(row: NeighborRow | NearestWord | None, rank: int) -> Text:
    if row is None:
        return Text("no vector" if rank == 1 else "", "dim italic")
    return Text.assemble(make_text(row.neighbor), (f"  {row.cosine:z.2f}", "dim"))
