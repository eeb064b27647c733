"""The output of ``embedstudy structure``: a table for each measure, a row for each space."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import mean, stdev

from rich.text import Text

from embedstudy.cli.output.console import (
    make_text,
    print_note,
    print_text,
)
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.results.row_format import split_words
from embedstudy.results.rows import DriftRow, StructureDifferenceRow, StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.structure.measurement import Measure
from embedstudy.structure.measures import MEASURES
from embedstudy.structure.tables import Structure

# Words that moved most, for each space; drift.csv has all words.
SHOWN_WORDS = 10
# Rarer words move by chance as much as by their meaning.
SHOWN_COUNT = 10
# Neighbours lost and gained.
SHOWN_NEIGHBORS = 4
BETWEEN_SEEDS = "other seeds"
# Measures whose differences between spaces are shown.
_COMPARED = ("task_alignment", "general_meaning")
# Digits after the point, where a measure does not say how many.
DIGITS = 3


def print_structure(structure: Structure) -> None:
    """Print the measures of each data set, and the words that training moved most."""
    datasets = list(dict.fromkeys(row.dataset for row in structure.structure))
    for dataset in datasets:
        if len(datasets) > 1:
            print_text(dataset, "bold")
            print_text("")
        rows = [row for row in structure.structure if row.dataset == dataset]
        labels = label_spaces(row.space for row in rows)
        for metric, measure in MEASURES.items():
            shown = [row for row in rows if row.metric == metric and row.of not in measure.details]
            if shown:
                _print_measure(measure, labels, shown)
        differences = [
            row
            for row in structure.differences
            if row.dataset == dataset and row.metric in _COMPARED
        ]
        if differences:
            _print_differences(differences, labels)
        for note in dict.fromkeys(row.note for row in rows if row.value is not None and row.note):
            print_note(f"All of this is {note}.")
            print_text("")
        drift = [row for row in structure.drift if row.dataset == dataset]
        for space, moved in groupby(drift, lambda row: row.space):
            _print_moved(labels[space], list(moved))


def _print_measure(
    measure: Measure, labels: Mapping[SpaceKey, str], rows: Sequence[StructureRow]
) -> None:
    table, cells = make_table(measure.title, ["space"]), _group_rows(rows, labels)
    columns = sorted(dict.fromkeys(part for _, part in cells), key=BETWEEN_SEEDS.__eq__)
    for column in columns:
        sizes = {row.n for (_, part), group in cells.items() for row in group if part == column}
        counts = [f"n = {max(sizes):,}"] if len(sizes) == 1 else []
        heading = Text("\n").join(map(make_text, filter(None, [column, *counts])))
        table.add_columns(heading, right=True)
    for space, label in labels.items():
        if any((space, column) in cells for column in columns):
            values = (_format_cell(measure, cells.get((space, column), [])) for column in columns)
            table.add_row(make_text(label), *values)
    print_table(table)
    for line in (measure.caption, *_list_notes(rows, labels)):
        print_note(line)
    print_text("")


def _list_notes(rows: Sequence[StructureRow], labels: Mapping[SpaceKey, str]) -> list[str]:
    """Return why values are missing: once, if the reason is the same for all spaces."""
    all_spaces = {labels[row.space] for row in rows}
    spaces_by_note: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.value is None:
            key = _name_part(row, labels), row.note
            spaces_by_note.setdefault(key, set()).add(labels[row.space])
    several = len({part for part, _ in spaces_by_note}) > 1
    lines = []
    for (part, note), spaces in spaces_by_note.items():
        names = "" if spaces == all_spaces else ", ".join(sorted(spaces))
        lines.append(": ".join(filter(None, [names, part if several else "", note])))
    return list(dict.fromkeys(lines))


def _group_rows(
    rows: Iterable[StructureRow], labels: Mapping[SpaceKey, str]
) -> dict[tuple[SpaceKey, str], list[StructureRow]]:
    """Group rows by space and by the part or the other space that they are about."""
    groups: dict[tuple[SpaceKey, str], list[StructureRow]] = {}
    for row in rows:
        groups.setdefault((row.space, _name_part(row, labels)), []).append(row)
    return groups


def _name_part(row: StructureRow, labels: Mapping[SpaceKey, str]) -> str:
    if row.other is None:
        return row.of
    return BETWEEN_SEEDS if row.other == row.space else labels[row.other]


def _format_cell(measure: Measure, rows: Sequence[StructureRow]) -> str:
    values = [row.value for row in rows if row.value is not None]
    if not values:
        return "" if not rows else "–"
    digits = DIGITS if measure.digits is None else measure.digits
    if rows[0].of in measure.largest:
        return f"{max(values):z.{digits}f}"
    low, high = rows[0].ci_low, rows[0].ci_high
    if low is not None and high is not None:
        return f"{mean(values):z.{digits}f} {_format_interval(low, high, digits)}"
    spread = f" ± {stdev(values):.{digits}f}" if len(set(values)) > 1 else ""
    return f"{mean(values):z.{digits}f}{spread}"


def _format_interval(low: float, high: float, digits: int) -> str:
    return f"[{low:z.{digits}f}, {high:z.{digits}f}]"


def _print_differences(
    rows: Sequence[StructureDifferenceRow], labels: Mapping[SpaceKey, str]
) -> None:
    """Print how far each measure differs between spaces, and whether that is found."""
    table = make_table("differences between spaces", ["spaces"])
    parts = list(dict.fromkeys(_name_measure(row) for row in rows))
    for part in parts:
        table.add_columns(part, right=True)
    by_pair: dict[tuple[SpaceKey, SpaceKey], dict[str, StructureDifferenceRow]] = {}
    for row in rows:
        by_pair.setdefault((row.space, row.other), {})[_name_measure(row)] = row
    for (space, other), by_part in by_pair.items():
        cells = (_format_difference(by_part.get(part)) for part in parts)
        table.add_row(make_text(f"{labels[space]} − {labels[other]}"), *cells)
    print_table(table)
    print_note(
        "With the 95 % interval for new seeds and new words; (no) where that holds zero, so that "
        "no difference is found. structure_differences.csv has those of opposites too."
    )
    print_text("")


def _name_measure(row: StructureDifferenceRow) -> str:
    return row.metric.replace("_", " ") if row.of in ("", "observed") else row.of


def _format_difference(row: StructureDifferenceRow | None) -> str:
    if row is None:
        return ""
    interval = _format_interval(row.ci_low, row.ci_high, DIGITS)
    return f"{row.value:+z.{DIGITS}f} {interval}{'' if row.is_found else ' (no)'}"


def _print_moved(space: str, rows: Sequence[DriftRow]) -> None:
    shown = [row for row in rows if row.count >= SHOWN_COUNT][:SHOWN_WORDS]
    if not shown:
        return
    title = f"{space}: words that moved most (of {SHOWN_COUNT} occurrences or more)"
    table = make_table(title, ["word"], ["count", "cosine"])
    table.add_columns("neighbours lost", "neighbours gained")
    for row in shown:
        lost, gained = (
            " ".join(split_words(words)[:SHOWN_NEIGHBORS]) for words in (row.lost, row.gained)
        )
        numbers = (f"{row.count:,}", f"{row.cosine:z.2f}")
        table.add_row(make_text(row.word), *numbers, make_text(lost), make_text(gained))
    print_table(table)
