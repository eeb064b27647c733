"""The table of reference data sets by the distance of their learning curves."""

from collections.abc import Sequence

from embedstudy.report.study.tables.table import HtmlRow, HtmlTable
from embedstudy.results.rows import ReferenceRow


def tabulate_reference(name: str, rows: Sequence[ReferenceRow]) -> HtmlTable:
    """Show how far each reference data set lies, the nearest first."""
    several = len({row.encoder for row in rows}) > 1
    return HtmlTable(
        name,
        "Reference data sets, the nearest by curve first. Errors are in percent of those of the "
        "most frequent class; the distance is their mean difference, in points.",
        "Data set",
        ("Distance", "Train sizes", "Random here", "Random there"),
        tuple(
            HtmlRow(
                f"{row.reference}, {row.encoder}" if several else row.reference,
                (
                    _format(row.distance),
                    _format_sizes(row),
                    _format(row.relative_error),
                    _format(row.reference_error),
                ),
                small=row.note,
            )
            for row in rows
            if row.n_curves
        ),
    )


def _format(error: float | None) -> str:
    return "" if error is None else f"{100 * error:.0f}"


def _format_sizes(row: ReferenceRow) -> str:
    if row.smallest is None or row.largest is None:
        return f"{row.n_sizes}"
    return f"{row.n_sizes} ({row.smallest:,} to {row.largest:,})"
