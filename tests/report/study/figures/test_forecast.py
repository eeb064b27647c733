"""The forecast goes on from what was measured, with a fan around what is expected."""

from dataclasses import replace

import pytest

from embedstudy.report.study.figures.forecast import draw_forecast
from embedstudy.results.rows import NO_FORECAST
from tests.report.charts import find_line
from tests.report.study.made_up import curve, forecast, study_data, with_forecast


def test_what_is_expected_goes_on_from_the_last_measured_point(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    measured, expected = (
        find_line(curves.chart, f"{kind}-of-random") for kind in ("curve", "expected")
    )
    assert expected[0] == pytest.approx(measured[-1])
    assert len(expected) == 3
    (end, _), _ = find_line(curves.chart, "end-of-data")
    assert end == pytest.approx(measured[-1][0])


def test_the_wider_interval_has_the_lighter_fan(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    body = curves.chart.body
    assert body.index("fan-95-of-random") < body.index("fan-80-of-random")
    assert "fan-80-of-finetuned" not in body


def test_a_strategy_without_forecast_is_drawn_as_measured(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    assert len(find_line(curves.chart, "curve-of-finetuned")) == 2
    assert "expected-of-finetuned" not in curves.chart.body
    assert curves.expected.keys() == {"random", "frozen"}


def test_a_baseline_has_no_fan_and_stands_in_every_chart(tmp_path):
    rows = forecast()
    baseline = [replace(r, strategy="tfidf-linear-svm", vectors="", encoder="") for r in rows[:2]]
    elsewhere = [replace(r, vectors="b") for r in rows]
    points = [*curve(), *(replace(row, vectors="b") for row in curve())]
    data = with_forecast(tmp_path, forecast=[*rows, *elsewhere, *baseline], curve=points)
    charts = draw_forecast(data, "f")
    assert [curves.label for curves in charts] == ["table, mean", "b, mean"]
    for curves in charts:
        assert "expected-of-tfidf-linear-svm" in curves.chart.body
        assert "fan-80-of-tfidf-linear-svm" not in curves.chart.body


def test_the_description_has_every_number(tmp_path):
    (curves,) = draw_forecast(with_forecast(tmp_path), "f")
    assert curves.chart.title == "Expected test accuracy with more than 1,000 training texts"
    assert curves.chart.description.startswith(
        "In percent: random 50.0 with 100, 75.0 with 1,000, expected 79.0 (77.0 to 81.0) with "
        "2,000, expected 88.0 (86.0 to 90.0) with 10,000; frozen "
    )


def test_expected_rows_are_found_by_their_multiple(tmp_path):
    rows = [replace(row, train_size=row.train_size + 8) for row in forecast()]
    (curves,) = draw_forecast(with_forecast(tmp_path, forecast=rows), "f")
    assert curves.find_expected("random", 2).train_size == 2008
    assert curves.find_expected("random", 5) is None
    assert curves.find_measured("random").mean == 0.75


@pytest.mark.parametrize("tables", [{}, {"curve": (), "forecast": forecast()}])
def test_without_forecast_or_curve_there_is_no_chart(tmp_path, tables):
    assert draw_forecast(study_data(tmp_path, **tables), "f") == []


def test_a_forecast_without_its_curve_has_no_chart(tmp_path):
    rows = [*forecast(), *(replace(row, vectors="b") for row in forecast())]
    (curves,) = draw_forecast(with_forecast(tmp_path, forecast=rows), "f")
    assert curves.place == ("table", "mean")


def test_lacks_alone_make_no_chart(tmp_path):
    lack = forecast()[-1]
    assert lack.method == NO_FORECAST
    assert draw_forecast(with_forecast(tmp_path, forecast=[lack], curve=curve()), "f") == []
