"""A study in a notebook: itself as a table, and its tables as those of pandas."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import fields
from html import escape
from typing import Any, get_type_hints

from embedstudy.errors import InputError
from embedstudy.metrics import METRICS
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import SummaryRow
from embedstudy.results.status import (
    SoFar,
    State,
    explain_format,
    is_finished,
    read_state,
    summarize_runs,
)
from embedstudy.wording import printable

# The type of a column for each annotation of a row. pandas' Int64 and float64 may be missing.
_TYPES = {
    str: "string",
    bool: "bool",
    int: "int64",
    int | None: "Int64",
    float: "float64",
    float | None: "float64",
}
_HEADINGS = ("data set", "texts", "vectors", "encoder", "strategy")


def make_frame(kind: type[Any], rows: Sequence[Any]) -> Any:
    """Make a pandas.DataFrame of the rows of a study's table.

    Columns have the same types whatever is in them: ``string``, ``bool``, ``int64``, ``float64``,
    and ``Int64`` for whole numbers that may be missing.

    Raises
    ------
    InputError
        If there is no pandas.
    """
    try:
        import pandas as pd
    except ImportError:
        raise InputError("to_pandas needs pandas: pip install pandas") from None
    types = get_type_hints(kind)
    return pd.DataFrame(
        {
            field.name: pd.Series(
                [getattr(row, field.name) for row in rows], dtype=_TYPES[types[field.name]]
            )
            for field in fields(kind)
        }
    )


def make_html(
    study: StudyDirectory,
    lines: Sequence[str] = (),
    images: Sequence[tuple[str, bytes]] = (),
) -> str:
    """Return a study as an HTML table: its cells, or of an unfinished one the runs so far.

    Parameters
    ----------
    study : StudyDirectory
    lines : sequence of str
        Lines above the table, such as a verdict.
    images : sequence of (str, bytes)
        Pictures between both, each as what it shows in words and as PNG.
    """
    with explain_format(study):
        state = read_state(study)
    if is_finished(state):
        metrics = {row.metric for row in study.summary}
        by = [f"{METRICS[name].axis}: " for name in metrics if name != "accuracy"]
        mean = f"{by[0]}mean" if by else "mean, %"
        headings = [*_HEADINGS, "n", mean, "95 % interval", "macro F1, %"]
        rows = [_format_cells(row) for row in study.summary]
    else:
        headings = [*_HEADINGS, "runs", "dev, %", "test, %"]
        rows = [format_cells_so_far(row) for row in summarize_runs(study)]
    head = "".join(f"<th>{_escape(heading)}</th>" for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{_escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    lead = "".join(f"<p>{_escape(line)}</p>" for line in lines)
    lead += "".join(
        f'<img alt="{_escape(text)}" style="max-width: 36em" '
        f'src="data:image/png;base64,{b64encode(image).decode()}">'
        for text, image in images
    )
    caption = _escape(f"{study.path}: {describe_state(state)}")
    return (
        f"{lead}<table><caption>{caption}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def describe_state(state: State) -> str:
    """Say how a study stands in a few words."""
    runs = _format_count(state.runs, state.planned_runs, "run")
    if is_finished(state):
        return f"{state.status}, {runs}"
    return f"{state.status}, {_format_count(state.trials, state.planned_trials, 'trial')}, {runs}"


def _format_count(done: int, planned: int | None, noun: str) -> str:
    if planned is None:
        return f"{done:,} {noun}s"
    return f"{done:,} of {planned:,} {noun}{'' if planned == 1 else 's'}"


def _escape(text: str) -> str:
    return escape(printable(text))


def _list_names(row: SummaryRow | SoFar) -> list[str]:
    return [row.dataset, f"{row.train_size:,}", row.vectors, row.encoder, row.strategy]


def _format_cells(row: SummaryRow) -> list[str]:
    metric, interval = METRICS[row.metric], ""
    if row.ci_low is not None and row.ci_high is not None:
        low, high = (metric.format(end) for end in (row.ci_low, row.ci_high))
        interval = f"[{low}, {high}]"
    n = str(row.n) if row.status == "complete" else f"{row.n} ({row.status})"
    return [
        *_list_names(row), n, metric.format(row.mean), interval, _format_percent(row.macro_f1)
    ]  # fmt: skip


def format_cells_so_far(row: SoFar) -> list[str]:
    """Write a cell of an unfinished study: its names, runs, and accuracies in percent."""
    failed = f" ({row.failed} failed)" if row.failed else ""
    accuracies = map(_format_percent, (row.dev_accuracy, row.test_accuracy))
    return [*_list_names(row), f"{row.runs}{failed}", *accuracies]


def _format_percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
