"""The networks of an initializer together."""

from dataclasses import replace

import pytest

from embedstudy.report.initializers.summary import OUTCOMES, summarize
from embedstudy.report.palette import COLOURS
from tests.report.made_up import made_up


def test_the_most_accurate_stands_first():
    summaries = summarize(made_up("Zeros()", "HeNormal()", "Ones()"))
    assert [summary.label for summary in summaries] == ["HeNormal", "Ones", "Zeros"]
    assert [summary.outcome for summary in summaries] == list(OUTCOMES)
    assert {summary.look.colour for summary in summaries} <= set(COLOURS)


def test_numbers_are_means_over_seeds():
    (summary,) = summarize(made_up("Ones()"))
    assert summary.accuracies == [60, 70]
    assert summary.accuracy == pytest.approx(65)
    assert summary.losses == pytest.approx((1.5, 0.8, 0.6), abs=1e-4)
    assert (summary.units, summary.rank) == ("1 → 1", "1 → 1")
    assert summary.agreement == 0.63


def test_networks_that_predict_one_class_have_no_agreement():
    zeros, ones = made_up("Zeros()"), made_up("Ones()")
    assert [s.agreement_in_words for s in summarize(zeros)] == ["one class"]
    assert [s.agreement_in_words for s in summarize(ones)] == ["63.0"]
    # One network that predicts two classes is enough for an agreement.
    rows = [replace(zeros.rows[0], classes_predicted=2), *zeros.rows[1:]]
    assert not summarize(replace(zeros, rows=rows))[0].predicts_one_class


def test_files_that_do_not_count_classes_tell_by_the_embedding():
    uncounted = made_up("Zeros()", "Ones()", classes_predicted=None)
    assert [s.predicts_one_class for s in summarize(uncounted)] == [False, True]


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
