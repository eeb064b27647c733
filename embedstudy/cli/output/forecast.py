"""The output of ``embedstudy forecast``."""

from embedstudy.cli.output.console import print_prose
from embedstudy.cli.output.tables import make_table, print_table
from embedstudy.forecast.forecast import Forecast
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import NO_FORECAST, ForecastRow


def print_forecast(study: StudyDirectory, forecast: Forecast) -> None:  # noqa: ARG001
    """Print the accuracy to expect at each size, and where random overtakes the others."""
    rows = [row for row in forecast.rows if row.train_size]
    sizes = sorted({row.train_size for row in rows})
    table = make_table(
        "expected test accuracy, % [80 % interval]", ["strategy"], [f"{n:,}" for n in sizes]
    )
    cells = {(r.vectors, r.encoder, r.strategy, r.train_size): r for r in rows}
    for place in dict.fromkeys(key[:3] for key in cells):
        table.add_row(
            ", ".join(filter(None, (place[2], place[0]))),
            *(_format(cells.get((*place, size))) for size in sizes),
        )
    print_table(table)
    for row in forecast.rows:
        if row.method == NO_FORECAST:
            print_prose(f"no forecast of {row.strategy}: {row.note}")
    for crossing in forecast.crossovers:
        print_prose(str(crossing))


def _format(row: ForecastRow | None) -> str:
    if row is None or row.expected is None or row.low_80 is None or row.high_80 is None:
        return ""
    return f"{100 * row.expected:.1f} [{100 * row.low_80:.1f}, {100 * row.high_80:.1f}]"
