"""What embeddings learned, for people: a table a measure, a row a space, means over the seeds."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import mean, stdev

from rich.text import Text

from embedstudy.cli.output.console import plain, plain_table, print_whole, wide_console
from embedstudy.results.row_format import split_words
from embedstudy.results.rows import DriftRow, StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.structure.measurement import Measure
from embedstudy.structure.measures import MEASURES
from embedstudy.structure.tables import Structure

# Of each space; drift.csv has all of them.
SHOWN_WORDS = 10
# Words that are rarer move by chance as much as by what they say.
SHOWN_COUNT = 10
# Neighbours lost and gained.
SHOWN_NEIGHBORS = 4


BETWEEN_SEEDS = "other seeds"
# Digits after the point, where a measure does not say how many.
DIGITS = 3


def print_structure(found: Structure) -> None:
    """Print the measures of each data set, and the words that training moved most."""
    console = wide_console()
    datasets = list(dict.fromkeys(row.dataset for row in found.structure))
    for dataset in datasets:
        if len(datasets) > 1:
            console.print(plain(dataset, "bold"), end="\n\n")
        rows = [row for row in found.structure if row.dataset == dataset]
        labels = label_spaces(row.space for row in rows)
        for metric, measure in MEASURES.items():
            shown = [row for row in rows if row.metric == metric and row.of not in measure.details]
            if shown:
                _print_measure(measure, labels, shown)
        for note in dict.fromkeys(row.note for row in rows if row.value is not None and row.note):
            console.print(plain(f"All of this is {note}.", "dim"), end="\n\n")
        moved = [row for row in found.drift if row.dataset == dataset]
        for space, of_space in groupby(moved, lambda row: row.space):
            _print_moved(labels[space], list(of_space))


def _print_measure(
    measure: Measure, labels: Mapping[SpaceKey, str], rows: Sequence[StructureRow]
) -> None:
    table, cells = plain_table(""), _grouped(rows, labels)
    columns = [of for of in dict.fromkeys(of for _, of in cells) if of != BETWEEN_SEEDS]
    columns += [BETWEEN_SEEDS] if any(of == BETWEEN_SEEDS for _, of in cells) else []
    table.add_column("space", no_wrap=True)
    for of in columns:
        sizes = {row.n for (_, each), group in cells.items() for row in group if each == of}
        counts = f"n = {max(sizes):,}" if len(sizes) == 1 else ""
        heading = "\n".join(filter(None, (of, counts)))
        table.add_column(plain_lines(heading), justify="right", no_wrap=True)
    for space, label in labels.items():
        if any((space, of) in cells for of in columns):
            values = (_cell(measure, cells.get((space, of), [])) for of in columns)
            table.add_row(plain(label), *values)
    console = wide_console()  # a table may be narrower than what is said of it
    console.print(plain(measure.title, "bold"))
    print_whole(table)
    for line in (measure.caption, *_notes(rows, labels)):
        console.print(plain(line, "dim"))
    console.print()


def _notes(rows: Sequence[StructureRow], labels: Mapping[SpaceKey, str]) -> list[str]:
    """Say what could not be told, and why: once, if it is so of all spaces."""
    spaces = {labels[row.space] for row in rows}
    of_note: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.value is None:
            of_note.setdefault((_part(row, labels), row.note), set()).add(labels[row.space])
    several = len({of for of, _ in of_note}) > 1
    said = []
    for (of, note), found in of_note.items():
        where = [] if found == spaces else sorted(found)
        said.append(": ".join(filter(None, [", ".join(where), of if several else "", note])))
    return list(dict.fromkeys(said))


def plain_lines(text: str) -> Text:
    """Text of several lines, shown as it is."""
    return Text("\n").join(plain(line) for line in text.split("\n"))


def _grouped(
    rows: Iterable[StructureRow], labels: Mapping[SpaceKey, str]
) -> dict[tuple[SpaceKey, str], list[StructureRow]]:
    """Group rows by space and by the part or the other space that they are about."""
    groups: dict[tuple[SpaceKey, str], list[StructureRow]] = {}
    for row in rows:
        groups.setdefault((row.space, _part(row, labels)), []).append(row)
    return groups


def _part(row: StructureRow, labels: Mapping[SpaceKey, str]) -> str:
    if row.other is None:
        return row.of
    return BETWEEN_SEEDS if row.other == row.space else labels[row.other]


def _cell(measure: Measure, rows: Sequence[StructureRow]) -> str:
    values = [row.value for row in rows if row.value is not None]
    if not values:
        return "" if not rows else "–"
    digits = DIGITS if measure.digits is None else measure.digits
    if rows[0].of in measure.largest:
        return f"{max(values):.{digits}f}"
    spread = f" ± {stdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{mean(values):z.{digits}f}{spread}"


def _print_moved(space: str, rows: Sequence[DriftRow]) -> None:
    shown = [row for row in rows if row.count >= SHOWN_COUNT][:SHOWN_WORDS]
    if not shown:
        return
    table = plain_table(f"{space}: words that moved most (of {SHOWN_COUNT} occurrences or more)")
    for heading in ("word", "count", "cosine", "neighbours lost", "neighbours gained"):
        table.add_column(heading, justify="right" if heading in ("count", "cosine") else "left")
    for row in shown:
        lost, gained = (
            " ".join(split_words(words)[:SHOWN_NEIGHBORS]) for words in (row.lost, row.gained)
        )
        numbers = (f"{row.count:,}", f"{row.cosine:.2f}")
        table.add_row(plain(row.word), *numbers, plain(lost), plain(gained))
    print_whole(table)
