"""Tables of nearest neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.text import Text

from embedstudy.cli.output.console import find_prose_width, make_text, print_note
from embedstudy.cli.output.tables import PrintedTable, print_table
from embedstudy.results.rows import NeighborRow
from embedstudy.results.snapshots import format_epoch
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.structure.trajectory import WordMoment
from embedstudy.wording import counted

# Columns that the table of moments has next to the words: epoch, drift and the blanks between.
_NEXT_TO_WORDS = 24


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
        headings = [_format_heading(space, labels[space]) for space in spaces]
        table = PrintedTable(f"neighbours of {word}", repeated=0)
        table.add_columns(*headings)
        for rank in range(1, max((rank for _, rank in ranked), default=1) + 1):
            table.add_row(*(_format_neighbor(ranked.get((space, rank)), rank) for space in spaces))
        print_table(table)


def print_moments(moments: Sequence[WordMoment], labels: Mapping[SpaceKey, str]) -> None:
    """Print a table for each word and space: a row for each moment of training."""
    for (word, space), rows in groupby(moments, lambda moment: (moment.word, moment.space)):
        table = PrintedTable(f"neighbours of {word} over time: {labels[space]}", repeated=2)
        table.add_columns("epoch", "drift", right=True)
        table.add_columns("nearest words")
        for row in rows:
            epoch = f"{format_epoch(row.epoch)}{' *' if row.chosen else '  '}"
            turned = "" if row.drift is None else f"{row.drift:z.3f}"
            first, *others = _list_near(row)
            table.add_row(epoch, turned, first)
            for line in others:
                table.add_row("", "", line)
        print_table(table)
    n_words = counted(max((moment.n_words for moment in moments), default=0), "word")
    print_note(
        "> comes in: the moment before did not have the word. * is the epoch that dev chose. "
        "Drift is the cosine of the word with itself at the start. Neighbours are those among the "
        f"{n_words} that snapshots have, the most frequent ones; without --over-time they are "
        "those among all words, after training."
    )


def _list_near(moment: WordMoment) -> list[Text]:
    """List the neighbours in lines that fit the terminal; one line says why there are none."""
    width = find_prose_width() - _NEXT_TO_WORDS
    lines: list[str] = []
    for word, _ in moment.neighbors:
        text = f"{'>' if word in moment.new else ''}{word}"
        if lines and cell_len(f"{lines[-1]}  {text}") <= width:
            lines[-1] += f"  {text}"
        else:
            lines.append(text)
    reason = "no other word" if moment.n_words == 1 else "none: vectors of zeros have no direction"
    return [make_text(line) for line in lines or [reason]]


def print_nearest(name: str, words: Sequence[str], rows: Sequence[NearestWord]) -> None:
    """Print one table of vectors' neighbours: a column a word, a row a rank."""
    table = PrintedTable(f"nearest words in {name}", repeated=0)
    table.add_columns(*words)
    ranked = {(row.word, row.rank): row for row in rows}
    for rank in range(1, max((rank for _, rank in ranked), default=0) + 1):
        table.add_row(*(_format_neighbor(ranked.get((word, rank)), rank) for word in words))
    print_table(table)


def _format_heading(space: SpaceKey, label: str) -> Text:
    suffix = label.removeprefix(space.kind).strip()
    return Text("\n").join(make_text(line) for line in (space.kind, suffix) if line)


def _format_neighbor(row: NeighborRow | NearestWord | None, rank: int) -> Text:
    if row is None:
        return Text("no vector" if rank == 1 else "", "dim italic")
    return Text.assemble(make_text(row.neighbor), (f"  {row.cosine:z.2f}", "dim"))
