"""The curves of a data set stand over those of the reference study."""

from dataclasses import replace

import pytest

from embedstudy.forecast.reference import compare_with_reference, load_reference_curves
from embedstudy.report.study.figures.reference import draw_reference
from tests.report.charts import find_line
from tests.report.study.made_up import study_data


@pytest.fixture
def compared(tmp_path):
    data = study_data(tmp_path)
    rows = compare_with_reference(data.summary, data.look_up("data"))
    return replace(data, reference=tuple(rows))


def test_each_strategy_has_a_chart_with_every_reference_curve(compared):
    charts = draw_reference(compared, "r")
    assert [drawn.label for drawn in charts] == [
        "random, mean", "frozen table, mean", "fine-tuned table, mean",
    ]  # fmt: skip
    names = {curve.dataset for curve in load_reference_curves() if curve.encoder == "mean"}
    for drawn in charts:
        for name in names:
            assert len(find_line(drawn.chart, f"reference-{name}")) > 2


def test_the_nearest_is_named(compared):
    nearest = compared.reference[0].reference
    for drawn in draw_reference(compared, "r"):
        others = {row.reference for row in compared.reference} - {nearest}
        texts = drawn.chart.body.partition("errors, %")[2]
        if compared.reference[0].distance is not None:
            assert f"the nearest is {nearest}" in drawn.chart.description
            assert nearest in texts
        assert not any(f">{name}</text>" in texts for name in others)


def test_the_description_has_the_errors(compared):
    chart = draw_reference(compared, "r")[0].chart
    # The most frequent class is right on a fifth of the texts.
    assert "50 with 100" not in chart.title
    assert chart.description.startswith("In percent of the errors of the most frequent class: ")
    assert "31 with 1,000" in chart.description


def test_a_study_by_another_metric_has_no_chart(compared):
    rows = tuple(replace(row, metric="macro-f1") for row in compared.summary)
    assert draw_reference(replace(compared, summary=rows), "r") == []
