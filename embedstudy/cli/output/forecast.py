"""The output of ``embedstudy forecast``, and the forecast in the output of ``show``."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from embedstudy.baselines import speak_baseline
from embedstudy.cli.output.console import make_text, print_note, print_prose, print_text
from embedstudy.cli.output.tables import PrintedTable, add_place, make_table, print_table
from embedstudy.metrics import METRICS
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.forecast_sentences import (
    describe_lacks,
    describe_overtakings,
    describe_reach,
    describe_remarks,
    describe_sizes_within,
)
from embedstudy.results.overtakings import list_shown_overtakings
from embedstudy.results.rows import (
    MEASURED,
    ForecastCrossoverRow,
    ForecastRow,
    SummaryRow,
)

if TYPE_CHECKING:
    from embedstudy.forecast.forecast import Forecast

# The train sizes of the short table, as multiples of the largest of the study.
_SHOWN_TIMES = (2.0, 10.0)
_METRIC = METRICS["accuracy"]


def print_forecast(study: StudyDirectory, forecast: "Forecast") -> None:
    """Print the accuracy to expect at every size of a forecast, for each data set."""
    for dataset in dict.fromkeys(row.dataset for row in forecast.rows):
        _print_dataset(
            study,
            dataset,
            [row for row in forecast.rows if row.dataset == dataset],
            [row for row in forecast.crossovers if row.dataset == dataset],
        )


def print_outlook(study: StudyDirectory, dataset: str) -> None:
    """Print what a study expects of twice and ten times as many texts; nothing without forecast."""
    rows = [row for row in study.forecast if row.dataset == dataset]
    summary = [row for row in study.summary if row.dataset == dataset]
    if not rows or not summary:
        return
    largest = max(row.train_size for row in summary)
    shown = [
        row
        for row in rows
        if not row.train_size or round(row.train_size / largest, 1) in _SHOWN_TIMES
    ]
    crossovers = [row for row in study.forecast_crossovers if row.dataset == dataset]
    _print_dataset(study, dataset, shown, crossovers)


def _print_dataset(
    study: StudyDirectory,
    dataset: str,
    rows: Sequence[ForecastRow],
    crossovers: Sequence[ForecastCrossoverRow],
) -> None:
    summary = [row for row in study.summary if row.dataset == dataset]
    comparisons = [row for row in study.comparisons if row.dataset == dataset]
    largest = max((row.train_size for row in summary), default=0)
    overtakings = list_shown_overtakings(crossovers, summary)
    table = _make_table(dataset, summary, [row for row in rows if row.expected is not None])
    if table.rows:
        print_table(table)
    for sentence in describe_lacks(rows):
        print_prose(sentence)
    for sentence in describe_overtakings(overtakings, comparisons):
        print_prose(sentence)
    for sentence in (
        *describe_reach(rows, overtakings, largest, comparisons),
        *describe_sizes_within(rows, largest, shlex.quote(str(study.path))),
        *describe_remarks(rows),
    ):
        print_note(sentence)
    print_text("")


def _make_table(
    dataset: str, summary: Sequence[SummaryRow], rows: Sequence[ForecastRow]
) -> PrintedTable:
    """Make a table of the accuracy now and at each size; a strategy a row."""
    largest = max((row.train_size for row in summary), default=0)
    now = {
        _find_key(row): row.mean
        for row in summary
        if row.train_size == largest and row.mean is not None
    }
    sizes = sorted({row.train_size for row in rows} - {largest})
    expected = {(_find_key(row), row.train_size): row for row in rows}
    table = make_table(
        f"{dataset}: expected test accuracy in % [80 % interval], by training texts",
        ["strategy"],
        [f"{largest:,} (now)", *(f"{size:,}" for size in sizes)],
    )
    keys = list(dict.fromkeys(_find_key(row) for row in rows))
    places = list(dict.fromkeys(key[:2] for key in keys))
    for place in places:
        if len(places) > 1:
            add_place(table, place)
        for key in keys:
            if key[:2] == place:
                cells = [_format_expected(expected.get((key, size))) for size in sizes]
                table.add_row(
                    make_text(speak_baseline(key[2])), _METRIC.format(now.get(key)), *cells
                )
    return table


def _find_key(row: SummaryRow | ForecastRow) -> tuple[str, str, str]:
    return row.vectors, row.encoder, row.strategy


def _format_expected(row: ForecastRow | None) -> str:
    if row is None:
        return ""
    if row.method == MEASURED:
        return f"{_METRIC.format(row.expected)} measured"
    return (
        f"{_METRIC.format(row.expected)} "
        f"[{_METRIC.format(row.low_80)}, {_METRIC.format(row.high_80)}]"
    )
