"""The forecast: learning curves drawn on beyond the data, with what may become of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from embedstudy.baselines import is_chance
from embedstudy.metrics import METRICS
from embedstudy.report.figures import Axes, Chart, Figure, draw
from embedstudy.report.figures.markers import finish_axes, pad
from embedstudy.report.palette import light
from embedstudy.report.study.figures.learning_curve import label_sizes, plot_curve
from embedstudy.report.study.groups import format_place
from embedstudy.report.study.study_data import StudyData
from embedstudy.report.styles import find_look
from embedstudy.results.rows import FORECAST, CurveRow, ForecastGainRow, ForecastRow

_Row = TypeVar("_Row", CurveRow, ForecastRow)

METRIC = METRICS["accuracy"]
# Of the train sizes that tables and words tell, as multiples of the largest of the study.
SHOWN_TIMES = (2, 10)
_SIZE = (360, 310)
_FAN_80, _FAN_95 = 0.24, 0.11


@dataclass(frozen=True)
class ForecastCurves:
    """The forecast for one choice of vectors and encoder, and for the baselines.

    Attributes
    ----------
    place : (str, str)
        Vectors and encoder.
    label : str
        The same in words.
    largest : int
        The largest train size of the study.
    lines : mapping of str to tuple of CurveRow
        What was measured, by strategy, the smallest train size first.
    expected : mapping of str to tuple of ForecastRow
        By strategy, the smallest train size first.
    gains : mapping of (str, int) to ForecastGainRow
        By strategy, and how many times as many texts.
    chart : Chart
    """

    place: tuple[str, str]
    label: str
    largest: int
    lines: Mapping[str, tuple[CurveRow, ...]]
    expected: Mapping[str, tuple[ForecastRow, ...]]
    gains: Mapping[tuple[str, int], ForecastGainRow]
    chart: Chart

    def find_expected(self, strategy: str, times: int) -> ForecastRow | None:
        """Return what a strategy is expected to reach with so many times as many texts."""
        for row in self.expected[strategy]:
            if round(row.train_size / self.largest, 1) == times:
                return row
        return None

    def find_measured(self, strategy: str) -> CurveRow | None:
        """Return the last point of a measured curve; None where it was not measured."""
        rows = self.lines.get(strategy, ())
        return rows[-1] if rows and rows[-1].train_size == self.largest else None


def draw_forecast(study_data: StudyData, prefix: str) -> list[ForecastCurves]:
    """Draw the forecast of a data set: a chart for each choice of vectors and encoder."""
    forecast = [row for row in study_data.forecast if row.method == FORECAST]
    measured = [
        row for row in study_data.curve if row.mean is not None and not is_chance(row.strategy)
    ]
    if not forecast or not measured:
        return []
    limits = _find_limits(forecast, measured)
    places = dict.fromkeys((row.vectors, row.encoder) for row in forecast if row.encoder)
    charts = []
    for number, place in enumerate(places or {("", ""): None}):
        expected = _group(row for row in forecast if _belongs(row, place))
        lines = _group(row for row in measured if _belongs(row, place))
        if not lines:  # curve.csv and forecast.csv are of different studies
            continue
        curves = ForecastCurves(
            place=place,
            label=format_place(*place),
            largest=max(row.train_size for row in measured),
            lines=lines,
            expected=expected,
            gains={
                (row.strategy, row.times): row
                for row in study_data.forecast_gains
                if _belongs(row, place)
            },
            chart=_draw(f"{prefix}-{number}", lines, expected, limits),
        )
        charts.append(curves)
    return charts


def _belongs(row: CurveRow | ForecastRow | ForecastGainRow, place: tuple[str, str]) -> bool:
    """Tell whether a row is of one choice of vectors and encoder, or of a baseline."""
    return not row.encoder or (row.vectors, row.encoder) == place


def _group(rows: Iterable[_Row]) -> dict[str, tuple[_Row, ...]]:
    """Group rows by strategy, in the order of their sizes."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.strategy, []).append(row)
    return {
        name: tuple(sorted(group, key=lambda row: row.train_size)) for name, group in groups.items()
    }


def _find_limits(
    forecast: Sequence[ForecastRow], measured: Sequence[CurveRow]
) -> tuple[float, float]:
    """Return the range of accuracies shown; of baselines only the curve itself counts."""
    values = [row.mean for row in measured]
    values += [row.expected for row in forecast]
    values += [end for row in measured if row.encoder for end in (row.ci_low, row.ci_high)]
    values += [end for row in forecast if row.encoder for end in (row.low_95, row.high_95)]
    low, high = pad([METRIC.factor * value for value in values if value is not None])
    return max(low, 0.0), min(high, 100.5)


def _draw(
    name: str,
    lines: Mapping[str, Sequence[CurveRow]],
    expected: Mapping[str, Sequence[ForecastRow]],
    limits: tuple[float, float],
) -> Chart:
    measured_sizes = sorted({row.train_size for rows in lines.values() for row in rows})
    largest = measured_sizes[-1]
    beyond = sorted({row.train_size for rows in expected.values() for row in rows})

    def paint(figure: Figure) -> None:
        axes = figure.add_axes((0.085, 0.15, 0.885, 0.76))
        axes.set_xscale("log")
        axes.set_ylim(*limits)
        for strategy, rows in expected.items():
            _plot_fan(axes, strategy, lines.get(strategy, ()), rows)
        for strategy, points in lines.items():
            plot_curve(axes, strategy, points)
        label_sizes(axes, _choose_labelled(measured_sizes, beyond))
        finish_axes(axes, "training texts", f"test {METRIC.axis}")
        _mark_end(axes, largest)

    return draw(
        name, _SIZE, paint,
        title=f"Expected test {METRIC.title} with more than {largest:,} training texts",
        description=f"In percent: {'; '.join(_describe(lines, expected))}.",
    )  # fmt: skip


def _choose_labelled(measured: Sequence[int], beyond: Sequence[int]) -> list[int]:
    """Return the train sizes that the axis has; of the forecast those that tables tell."""
    labelled = [size for size in beyond if round(size / measured[-1], 1) in SHOWN_TIMES]
    return [*measured, *(labelled or beyond)]


def _plot_fan(
    axes: Axes, strategy: str, points: Sequence[CurveRow], rows: Sequence[ForecastRow]
) -> None:
    """Draw what is expected, from the last measured point, with its intervals around it."""
    look = find_look(strategy)
    start = [(points[-1].train_size, points[-1].mean or 0.0)] if points else []

    def join(column: str) -> list[float]:
        ends = [getattr(row, column) or 0.0 for row in rows]
        return [METRIC.factor * value for value in [*(mean for _, mean in start), *ends]]

    sizes = [*(size for size, _ in start), *(row.train_size for row in rows)]
    for level, alpha in ((95, _FAN_95), (80, _FAN_80)):
        if not look.is_baseline:
            axes.fill_between(
                sizes, join(f"low_{level}"), join(f"high_{level}"),
                color=light(look.colour), alpha=alpha, lw=0, gid=f"fan-{level}-of-{strategy}",
            )  # fmt: skip
    for column in () if look.is_baseline else ("low_80", "high_80"):  # where fans overlap
        axes.plot(sizes, join(column), color=light(look.colour), lw=0.7, alpha=0.7)
    axes.plot(
        sizes, join("expected"), color=light(look.colour), zorder=3,
        ls=(0, (1, 2)) if look.is_baseline else (0, (4, 2.5)),
        lw=1.4 if look.is_baseline else 2, gid=f"expected-of-{strategy}",
    )  # fmt: skip


def _mark_end(axes: Axes, largest: int) -> None:
    """Draw a line where the data end."""
    axes.axvline(largest, color=light("ink"), lw=1, zorder=2, gid="end-of-data")
    axes.annotate("expected", (largest, 1), (4, 7), xycoords=("data", "axes fraction"),
                  textcoords="offset points", ha="left", va="bottom",
                  color=light("muted"))  # fmt: skip


def _describe(
    lines: Mapping[str, Sequence[CurveRow]], expected: Mapping[str, Sequence[ForecastRow]]
) -> Iterable[str]:
    """Say the curves in words, the forecast with its 80 % interval."""
    for strategy in dict.fromkeys([*lines, *expected]):
        points = [
            f"{METRIC.format(row.mean)} with {row.train_size:,}" for row in lines.get(strategy, ())
        ]
        points += [
            f"expected {METRIC.format(row.expected)} "
            f"({METRIC.format_interval(row.low_80, row.high_80)}) with {row.train_size:,}"
            for row in expected.get(strategy, ())
        ]
        yield f"{strategy} {', '.join(points)}"
