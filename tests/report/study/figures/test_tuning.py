"""Trials are drawn, and the choice is ringed."""

from dataclasses import replace

import pytest

from embedstudy.report.study.figures.tuning import draw_tuning
from tests.report.study.made_up import by_loss, runs, study_data, tuning


def test_tuning_is_drawn_and_the_choice_is_ringed(tmp_path):
    (curves,) = draw_tuning(study_data(tmp_path), "t")
    assert curves.trials.lines == {
        "random": [(0.01, pytest.approx(55)), (0.1, pytest.approx(75))],
        "frozen": [(0.01, pytest.approx(50)), (0.1, pytest.approx(60)), (1.0, pytest.approx(55))],
    }
    assert curves.trials.chosen == {"random": {0.1}, "frozen": {0.1}}
    assert "ring-of-0" in curves.chart.body
    assert curves.trials.failed == 1


def test_of_several_things_tuned_each_has_a_chart(tmp_path):
    rows = [
        replace(row, dropout=dropout, dev_accuracy=row.dev_accuracy and row.dev_accuracy - dropout)
        for row in tuning()
        for dropout in (0.0, 0.3)
    ]
    tuned = [replace(run, dropout=0.0) for run in runs()]
    by_rate, by_dropout = draw_tuning(study_data(tmp_path, tuning=rows, runs=tuned), "t")
    assert by_dropout.trials.chosen["frozen"] == {0.0}
    assert by_rate.trials.lines["frozen"][1] == (0.1, pytest.approx(60))  # the best of both
    assert by_dropout.trials.lines["frozen"] == [(0, pytest.approx(60)), (0.3, pytest.approx(30))]


def test_nothing_tuned_has_no_chart(tmp_path):
    rows = [row for row in tuning() if row.lr == 0.1]
    assert draw_tuning(study_data(tmp_path, tuning=rows), "t") == []


def test_of_a_loss_the_least_is_the_best(tmp_path):
    rows = [
        replace(row, dropout=dropout, dev_score=row.dev_accuracy and row.dev_accuracy + dropout)
        for row in tuning()
        for dropout in (0.0, 0.3)
    ]
    by_rate, _ = draw_tuning(replace(by_loss(tmp_path), tuning=tuple(rows)), "t")
    assert by_rate.trials.lines["frozen"][1] == (0.1, pytest.approx(0.6))
    assert by_rate.chart.title == "Dev log loss against learning rate"
    assert "0.600 at 0.1" in by_rate.chart.description
