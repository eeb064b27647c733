"""The tables of a forecast in a study directory."""

from embedstudy.forecast.tables import write_forecast
from embedstudy.results.create import begin
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ForecastCrossoverRow, ForecastGainRow, ForecastRow, SummaryRow
from tests.forecast.made_up_curves import META, make_summary

CURVES = {"random": (0.56, 0.64, 0.74), "frozen": (0.68, 0.71, 0.73)}


def write_study(folder, summary):
    study = begin(folder, {"identity": {}, "status": "complete", **META})
    study.write_rows(SummaryRow, summary)
    return study


def test_the_tables_are_read_back_as_they_were_made(tmp_path):
    study = write_study(tmp_path / "s", make_summary(CURVES))
    write_forecast(study)
    again = StudyDirectory(study.path)
    assert {row.strategy for row in again.forecast} == {"random", "frozen"}
    assert [(row.a, row.b) for row in again.forecast_crossovers] == [("random", "frozen")]
    assert [row.times for row in again.forecast_gains] == [2, 10, 2, 10]
    for kind in (ForecastRow, ForecastCrossoverRow, ForecastGainRow):
        assert again.has_table(kind)


def test_tables_of_an_earlier_call_lose_their_rows(tmp_path):
    study = write_study(tmp_path / "s", make_summary(CURVES))
    write_forecast(study)
    write_forecast(study, wanted=False)
    assert study.forecast == study.forecast_crossovers == study.forecast_gains == []


def test_two_sizes_are_not_enough(tmp_path):
    curves = {"random": (0.56, 0.64)}
    study = write_study(tmp_path / "s", make_summary(curves, sizes=(100, 300)))
    write_forecast(study)
    assert not study.has_table(ForecastRow)
