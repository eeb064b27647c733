"""Drift is drawn by bands of frequency, a line for each trained space."""

from dataclasses import replace

from embedstudy.report.study.figures.drift import draw_drift, list_bands
from tests.report.study.made_up import structure


def test_bands_go_from_rare_to_frequent_and_others_come_last():
    rows = [row for row in structure() if row.metric == "drift"]
    unknown_band = replace(rows[0], of="unheard-of")
    assert list_bands([unknown_band, *rows[::-1]]) == ["1-9", "1000+", "unheard-of"]


def test_the_spaces_that_were_trained_have_a_line():
    (drift,) = draw_drift(structure(), "d")
    assert [space.kind for space in drift.family.spaces] == ["random", "finetuned"]
    assert "random 0.99 for 1-9, 0.46 for 1000+" in drift.chart.description
    assert "var(--green)" in drift.chart.body


def test_families_have_a_chart_each():
    rows = [*structure(vectors="a"), *structure(vectors="b")]
    assert [drift.family.label for drift in draw_drift(rows, "d")] == ["a", "b"]


def test_nothing_measured_has_no_chart():
    assert draw_drift([replace(row, value=None) for row in structure()], "d") == []
