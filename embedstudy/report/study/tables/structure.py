"""Tables of the measures of spaces."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from embedstudy.report.formatting import format_decimal, format_range
from embedstudy.report.study.space_families import sort_spaces
from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.report.styles import find_space_look
from embedstudy.results.rows import StructureDifferenceRow, StructureRow
from embedstudy.results.space_labels import SpaceKey, label_spaces
from embedstudy.structure.measurement import Measure
from embedstudy.structure.measures import MEASURES, list_measures
from embedstudy.wording import counted

# Digits after the point, where a measure does not say how many, and where the largest is shown.
_DIGITS, _DIGITS_OF_LARGEST = 2, 3
# A measure of a plug-in that is not installed here.
_UNKNOWN = Measure(title="")

_Pair = tuple[SpaceKey, SpaceKey | None]


def tabulate_spaces(
    name: str, caption: str, structure: Sequence[StructureRow], groups: Sequence[str]
) -> HtmlTable | None:
    """Show the measures of some groups for every space, a column for each part of a measure.

    Returns
    -------
    HtmlTable or None
        None if none of the measures is there.
    """
    metrics = list_metrics(structure, groups)
    rows = [row for row in structure if row.metric in metrics and row.value is not None]
    rows.sort(key=lambda row: metrics.index(row.metric))
    columns = list(dict.fromkeys((row.metric, row.of) for row in rows))
    if not columns:
        return None
    cells: dict[tuple[SpaceKey, str, str], list[StructureRow]] = {}
    for row in rows:
        cells.setdefault((row.space, row.metric, row.of), []).append(row)
    labels = label_spaces(sort_spaces(space for space, _, _ in cells))
    return HtmlTable(
        name,
        f"{caption} {join_notes(rows)}".strip(),
        "Space",
        tuple(_format_heading(rows, metric, part) for metric, part in columns),
        tuple(
            HtmlRow(
                label,
                tuple(
                    _format_cell(cells.get((space, metric, part), []), metric, part)
                    for metric, part in columns
                ),
                find_space_look(space.kind),
            )
            for space, label in labels.items()
        ),
    )


def list_metrics(structure: Iterable[StructureRow], groups: Sequence[str]) -> list[str]:
    """List the metrics of some groups; an unknown one stands where new measures do by default."""
    unknown = [
        row.metric
        for row in structure
        if row.metric not in MEASURES
        and ("geometry" if row.other is None else "stability") in groups
    ]
    return list(dict.fromkeys([*list_measures(groups), *unknown]))


def _find_measure(metric: str) -> Measure:
    measure: Measure = MEASURES.get(metric, _UNKNOWN)
    return measure


def join_notes(rows: Iterable[StructureRow]) -> str:
    """Return the notes of rows as sentences, each once."""
    notes = dict.fromkeys(row.note for row in rows if row.note)
    return "".join(f"{note[:1].upper()}{note[1:]}. " for note in notes).strip()


def _format_heading(rows: Sequence[StructureRow], metric: str, part: str) -> str:
    """Name a column, with the number of its pairs or words."""
    title, noun = _find_measure(metric).heading, _find_measure(metric).counts
    name = ", ".join(word for word in (title, part) if word) or metric
    sizes = {row.n for row in rows if (row.metric, row.of) == (metric, part)}
    return f"{name} ({counted(min(sizes), noun)})" if noun and len(sizes) == 1 else name


def _format_seeds(values: Sequence[float], metric: str, part: str = "") -> str:
    measure = _find_measure(metric)
    if part in measure.largest:  # the mean of p-values is no p-value
        return format_decimal(max(values, default=None), _DIGITS_OF_LARGEST)
    return format_range(values, _DIGITS if measure.digits is None else measure.digits)


def _format_cell(rows: Sequence[StructureRow], metric: str, part: str) -> str:
    """Write the mean over seeds with its interval; without one, with the range of the seeds."""
    values = [row.value for row in rows if row.value is not None]
    if not rows or rows[0].ci_low is None or rows[0].ci_high is None:
        return _format_seeds(values, metric, part)
    digits = _DIGITS if (set_digits := _find_measure(metric).digits) is None else set_digits
    mean, low, high = (
        format_decimal(value, digits) for value in (fmean(values), rows[0].ci_low, rows[0].ci_high)
    )
    return f"{mean} [{low}, {high}]"


def tabulate_differences(
    name: str, differences: Sequence[StructureDifferenceRow], metrics: Sequence[str]
) -> HtmlTable | None:
    """Show how far some measures differ between every two spaces; None if none is there."""
    rows = [row for row in differences if row.metric in metrics]
    columns = list(dict.fromkeys((row.metric, row.of) for row in rows))
    if not columns:
        return None
    by_pair: dict[tuple[SpaceKey, SpaceKey], dict[tuple[str, str], StructureDifferenceRow]] = {}
    for row in rows:
        by_pair.setdefault((row.space, row.other), {})[row.metric, row.of] = row
    labels = label_spaces(space for pair in by_pair for space in pair)
    return HtmlTable(
        name,
        "Differences of the means, with their 95 % intervals for new seeds and new words or pairs. "
        "An interval that holds zero has found no difference.",
        "Spaces",
        tuple(part if part != "observed" else _find_measure(m).heading for m, part in columns),
        tuple(
            HtmlRow(
                f"{labels[space]} − {labels[other]}",
                tuple(_format_difference(by_part.get(column)) for column in columns),
                find_space_look(space.kind),
            )
            for (space, other), by_part in by_pair.items()
        ),
    )


def _format_difference(row: StructureDifferenceRow | None) -> str:
    if row is None:
        return ""
    value, low, high = (format_decimal(v, 3) for v in (row.value, row.ci_low, row.ci_high))
    return f"{value} [{low}, {high}]{'' if row.is_found else ': not found'}"


def tabulate_stability(name: str, structure: Sequence[StructureRow]) -> HtmlTable | None:
    """Show the similarity of spaces: of one strategy under several seeds, and of two strategies."""
    measured = list_metrics(structure, ["stability"])
    rows = [row for row in structure if row.metric in measured and row.value is not None]
    if not rows:
        return None
    metrics = [metric for metric in measured if any(row.metric == metric for row in rows)]
    values: dict[_Pair, dict[str, list[float]]] = {}
    for row in rows:
        if row.value is not None:
            by_metric = values.setdefault((row.space, row.other), {})
            by_metric.setdefault(row.metric, []).append(row.value)
    order = sort_spaces(space for space, _ in values)
    labels = label_spaces(space for pair in values for space in pair if space is not None)
    return HtmlTable(
        name,
        "The similarity of two spaces. Overlap is the share of a word's nearest neighbours that "
        "both have (1: the same, 0: none). Linear CKA is 1 for spaces that are the same but for "
        "rotation and scale. The Procrustes distance is 0 for such spaces, and 2 at most. "
        + join_notes(rows),
        "Space",
        ("against", *(_find_measure(metric).heading or metric for metric in metrics)),
        tuple(
            HtmlRow(
                labels[space],
                (
                    "other seeds" if other is None or other == space else labels[other],
                    *(
                        _format_seeds(values[space, other].get(metric, []), metric)
                        for metric in metrics
                    ),
                ),
                find_space_look(space.kind),
            )
            for space, other in sorted(values, key=lambda pair: order.index(pair[0]))
        ),
        frozenset({0}),
    )
