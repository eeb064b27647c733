"""Dynamics are drawn over the epochs, the first of which is stretched."""

from dataclasses import replace

import pytest

from embedstudy.report.study.figures.dynamics import MEASURES, draw_dynamics, place_epoch
from tests.report.study.made_up import dynamics


def test_each_measure_has_a_chart_with_a_line_for_each_space():
    (drawn,) = draw_dynamics(dynamics(), "d")
    assert [space.kind for space in drawn.family.spaces] == ["random", "finetuned"]
    assert [chart.name for chart in drawn.charts] == [f"d-0-{name}" for name in MEASURES]
    loss, accuracy = drawn.charts[:2]
    assert "random 0.70 at the start, 0.50 after one epoch, 0.50 at the" in loss.description
    assert "finetuned 50.00 at the start, 70.00 after one epoch" in accuracy.description
    assert "var(--green)" in loss.body
    assert "var(--blue)" in loss.body


def test_a_measure_that_no_moment_has_is_left_out():
    rows = [replace(row, task_alignment=None) for row in dynamics()]
    (drawn,) = draw_dynamics(rows, "d")
    assert [chart.name for chart in drawn.charts] == ["d-0-loss", "d-0-accuracy", "d-0-rank"]


def test_families_have_charts_each():
    rows = [*dynamics(encoder="mean"), *dynamics(encoder="cnn")]
    assert [drawn.family.label for drawn in draw_dynamics(rows, "d")] == ["mean", "cnn"]


@pytest.mark.parametrize("n_moments", [1, 2, 3])
def test_one_epoch_and_one_moment_will_do(n_moments):
    rows = [row for row in dynamics() if row.epoch in (0.0, 0.01, 1.0)[:n_moments]]
    (drawn,) = draw_dynamics(rows, "d")
    assert len(drawn.charts) == len(MEASURES)


def test_a_run_without_snapshots_has_no_line():
    lacking = [replace(row, train_loss=None, epoch=0.0, note="x") for row in dynamics()]
    assert draw_dynamics(lacking, "d") == []
    assert draw_dynamics([], "d") == []


def test_places_grow_with_the_epoch():
    for last in (1.0, 2.0, 30.0):
        epochs = [0.0, 0.001, 0.005, 0.01, 0.3, 1.0, *([1.5, last] if last > 1 else [])]
        places = [place_epoch(epoch, last) for epoch in epochs]
        assert places == sorted(places)
        assert (places[0], places[-1]) == (0.0, 1.0)
