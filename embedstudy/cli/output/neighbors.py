"""Tables of nearest neighbours."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from embedstudy.cli.output.console import plain, plain_table, print_whole
from embedstudy.results.rows import NeighborRow

# Columns of neighbours that fit a terminal.
SIDE_BY_SIDE = 4


def print_neighbors(
    words: Sequence[str], names: Sequence[str], rows: Sequence[NeighborRow]
) -> None:
    """Print a table for each word: a column a space, a row a rank."""
    for word in words:
        found = {(row.space, row.rank): row for row in rows if row.word == word}
        for start in range(0, len(names), SIDE_BY_SIDE):
            table = plain_table(f"neighbours of {word}" if start == 0 else "")
            shown = names[start : start + SIDE_BY_SIDE]
            for name in shown:
                table.add_column(_heading(name), no_wrap=True)
            for rank in range(1, max((rank for _, rank in found), default=1) + 1):
                table.add_row(*(_neighbor(found.get((name, rank)), rank) for name in shown))
            print_whole(table)


def print_nearest(name: str, words: Sequence[str], rows: Sequence[NeighborRow]) -> None:
    """Print one table of vectors' neighbours: a column a word, a row a rank."""
    table, found = (
        plain_table(f"nearest words in {name}"),
        {(row.word, row.rank): row for row in rows},
    )
    for word in words:
        table.add_column(plain(word), no_wrap=True)
    for rank in range(1, max((rank for _, rank in found), default=0) + 1):
        table.add_row(*(_neighbor(found.get((word, rank)), rank) for word in words))
    Console().print(table)


def _heading(space: str) -> Text:
    name, _, of = space.partition(" (")
    return Text("\n").join([plain(name), plain(f"({of}")]) if of else plain(name)


def _neighbor(row: NeighborRow | None, rank: int) -> Text:
    if row is None:
        return Text("no vector" if rank == 1 else "", "dim italic")
    return Text.assemble(plain(row.neighbor), (f"  {row.cosine:.2f}", "dim"))
