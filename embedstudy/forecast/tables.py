"""The tables of a forecast in a study directory."""

from embedstudy.forecast.forecast import Forecast, has_enough_sizes, make_forecast
from embedstudy.parallel import limit_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow, ForecastRow


def write_forecast(study: StudyDirectory, *, wanted: bool | None = None) -> None:
    """Write forecast.csv, forecast_crossovers.csv and forecast_gains.csv of a study.

    Where no forecast is wanted, or there are too few train sizes, tables of an earlier call lose
    their rows: they would tell of other runs.

    Parameters
    ----------
    study : StudyDirectory
    wanted : bool, optional
        By default a study with enough train sizes has a forecast.
    """
    forecast = Forecast((), (), ())
    if wanted is not False and has_enough_sizes(study.summary):
        with limit_threads():
            forecast = make_forecast(study.summary, study.meta)
    for kind, rows in (
        (ForecastRow, forecast.rows),
        (ForecastCrossoverRow, forecast.crossovers),
        (ForecastGainRow, forecast.gains),
    ):
        if forecast.rows or study.has_table(kind):
            study.write_rows(kind, rows)
