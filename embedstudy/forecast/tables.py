"""The tables of a forecast in a study directory."""

from embedstudy.forecast.forecast import make_forecast
from embedstudy.forecast.observed_curve import MIN_SIZES
from embedstudy.parallel import limit_threads
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow, ForecastRow


def write_forecast(study: StudyDirectory) -> None:
    """Write forecast.csv, forecast_crossovers.csv and forecast_gains.csv of a study."""
    with limit_threads():
        forecast = make_forecast(study.summary, study.meta)
    study.write_rows(ForecastRow, forecast.rows)
    study.write_rows(ForecastCrossoverRow, forecast.crossovers)
    study.write_rows(ForecastGainRow, forecast.gains)


def has_enough_sizes(study: StudyDirectory) -> bool:
    """Tell whether a study has as many train sizes as a forecast needs."""
    return len({row.train_size for row in study.summary}) >= MIN_SIZES
