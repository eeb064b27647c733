"""Tables of what is measured of spaces."""

from collections.abc import Iterable, Sequence

from embedstudy.report.study.formatting import decimal, mean_and_range
from embedstudy.report.study.space_names import ordered
from embedstudy.report.study.tables.table import HtmlTable, Row
from embedstudy.report.styles import look_of_space
from embedstudy.results.rows import StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.wording import counted

_DIGITS = {"effective_rank": 1}
_DIGITS_OF_P = 3
_IN_WORDS = {
    "task_alignment": "Alignment",
    "general_meaning": "",
    "effective_rank": "Effective rank",
    "mean_cosine": "Mean cosine",
    "norm_frequency": "Norm and frequency",
    "cka": "CKA",
    "procrustes": "Procrustes",
    "drift": "",
    "opposites": "",
}
# Measures of which each column is of other pairs, or other words.
_COUNTED = {"general_meaning": "pair", "opposites": "pair", "drift": "word"}
STABILITY = ("overlap@", "cka", "procrustes")
GEOMETRY = ("effective_rank", "mean_cosine", "norm_frequency")


def spaces_table(
    name: str, caption: str, structure: Sequence[StructureRow], metrics: Sequence[str]
) -> HtmlTable | None:
    """Tell some measures of every space: a column for each, and for what it is of.

    Returns
    -------
    Table or None
        None if nothing of the kind was measured.
    """
    rows = [row for row in structure if row.metric in metrics and row.value is not None]
    rows.sort(key=lambda row: metrics.index(row.metric))
    columns = list(dict.fromkeys((row.metric, row.of) for row in rows))
    if not columns:
        return None
    labels = label_spaces(ordered(row.space for row in rows))
    return HtmlTable(
        name,
        f"{caption} {notes_of(rows)}".strip(),
        "Space",
        tuple(_heading(rows, metric, of) for metric, of in columns),
        tuple(
            Row(
                label,
                tuple(_told(rows, space, metric, of) for metric, of in columns),
                look_of_space(space.kind),
            )
            for space, label in labels.items()
        ),
    )


def notes_of(rows: Iterable[StructureRow]) -> str:
    """Say what was left out of measures, as their rows do."""
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return "".join(f"{note[:1].upper()}{note[1:]}. " for note in notes).strip()


def _heading(rows: Sequence[StructureRow], metric: str, of: str) -> str:
    """Name a column, with the number of pairs or words that it is of."""
    words = _IN_WORDS.get(metric, metric)
    name = ", ".join(each for each in (words, of) if each) or metric
    sizes = {row.n for row in rows if (row.metric, row.of) == (metric, of)}
    if metric not in _COUNTED or len(sizes) > 1:
        return name
    return f"{name} ({counted(min(sizes), _COUNTED[metric])})"


def _told(rows: Sequence[StructureRow], space: SpaceKey, metric: str, of: str) -> str:
    values = [
        row.value
        for row in rows
        if (row.space, row.metric, row.of) == (space, metric, of) and row.value is not None
    ]
    if of == "p":  # a mean of p-values would be none
        return decimal(max(values, default=None), _DIGITS_OF_P)
    return mean_and_range(values, _DIGITS.get(metric, 2))


def stability_table(name: str, structure: Sequence[StructureRow]) -> HtmlTable | None:
    """Tell how alike spaces are: of one strategy with other seeds, and of several."""
    rows = [r for r in structure if r.metric.startswith(STABILITY) and r.value is not None]
    metrics = list(dict.fromkeys(row.metric for row in rows))
    if not metrics:
        return None
    pairs = dict.fromkeys((row.space, row.other) for row in rows)
    order = ordered(space for space, _ in pairs)
    labels = label_spaces(space for pair in pairs for space in pair if space is not None)
    return HtmlTable(
        name,
        "How alike two spaces are: the share of a word's nearest neighbours that both have "
        "(1: the same, 0: none), linear CKA (1: the same but for rotation and scale) and the "
        "Procrustes distance (0: the same but for rotation and scale, 2: as far as can be). "
        + notes_of(rows),
        "Space",
        ("against", *(_IN_WORDS.get(metric, metric.capitalize()) for metric in metrics)),
        tuple(
            Row(labels[space],
                ("other seeds" if other is None or other == space else labels[other],
                 *(_alike(rows, space, other, m) for m in metrics)),
                look_of_space(space.kind))
            for space, other in sorted(pairs, key=lambda pair: order.index(pair[0]))
        ),
        frozenset({0}),
    )  # fmt: skip


def _alike(
    rows: Sequence[StructureRow], space: SpaceKey, other: SpaceKey | None, metric: str
) -> str:
    values = [
        row.value
        for row in rows
        if (row.space, row.other, row.metric) == (space, other, metric) and row.value is not None
    ]
    return mean_and_range(values)
