"""The networks of an initializer together."""

from dataclasses import replace

import pytest

from embedstudy.report.initializers.summary import OUTCOMES, format_span, summarize
from embedstudy.report.palette import COLOURS
from tests.report.made_up import made_up


def test_initializers_of_one_outcome_stand_together():
    summaries = summarize(made_up("HeNormal()", "Zeros()", "Ones()"))
    assert [summary.label for summary in summaries] == ["Zeros", "Ones", "HeNormal"]
    assert [summary.outcome for summary in summaries] == list(OUTCOMES)
    assert {summary.look.colour for summary in summaries} <= set(COLOURS)


def test_numbers_are_means_over_seeds():
    (summary,) = summarize(made_up("Ones()"))
    assert summary.accuracies == [60, 70]
    assert summary.accuracy == pytest.approx(65)
    assert summary.losses == pytest.approx((1.5, 0.8, 0.6), abs=1e-4)
    assert (summary.units, summary.rank) == ("1 → 1", "1 → 1")
    assert summary.agreement == 0.63


def test_one_network_that_moves_is_enough():
    starts = made_up("Zeros()")
    rows = [replace(starts.rows[0], moved=True), *starts.rows[1:]]
    assert [s.outcome for s in summarize(replace(starts, rows=rows))] == ["copies"]


def test_two_initializers_of_one_class_are_numbered():
    starts = made_up("HeNormal()")
    names = ["Constant(value=1)", "Constant(value=2)"]
    rows = [replace(row, initializer=name) for name in names for row in starts.rows]
    several = replace(starts, rows=rows, agreement=dict.fromkeys(names, 0.5))
    assert [summary.label for summary in summarize(several)] == ["Constant 1", "Constant 2"]


def test_a_span_that_looks_like_one_number_is_one():
    assert format_span([0.123, 0.124], "{:.2f}") == "0.12"
    assert format_span([3, 1], "{}") == "1 to 3"
