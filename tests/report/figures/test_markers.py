"""Marks and lines are drawn by one look everywhere."""

import pytest
from matplotlib.figure import Figure

from embedstudy.report.figures.markers import (
    fit_name,
    pad,
    simplify_axes,
    spread,
    style_line,
    style_mark,
)
from embedstudy.report.palette import light
from embedstudy.report.styles import find_look, find_space_look


def test_a_space_before_training_is_an_outline():
    before, after = (style_mark(find_space_look(kind)) for kind in ("random-before", "random"))
    assert (before["facecolors"], before["edgecolors"]) == ("none", light("blue"))
    assert after["color"] == light("blue")
    assert before["marker"] == after["marker"]


def test_baselines_and_spaces_before_training_are_dashed():
    assert style_line(find_look("random"))["ls"] == "-"
    for look in (find_look("majority"), find_space_look("random-before")):
        assert style_line(look, lw=3)["ls"] != "-"


def test_keywords_are_passed_on():
    assert style_mark(find_look("random"), alpha=0.5)["alpha"] == 0.5
    assert style_line(find_look("random"), lw=3)["lw"] == 3


def test_steps_lie_around_zero():
    assert spread(1, 0.4) == [0.0]
    assert spread(3, 0.4) == pytest.approx([-0.2, 0, 0.2])


def test_limits_have_room_where_all_values_are_equal():
    assert pad([3.0, 3.0]) == (2.5, 3.5)


def test_names_fit_on_one_line():
    assert fit_name("a\nb") == r"a\nb"
    assert len(fit_name("x" * 99, 20)) == 20


def test_simple_axes_have_a_grid_and_no_left_edge():
    axes = Figure().add_axes((0, 0, 1, 1))
    simplify_axes(axes)
    assert not axes.spines["left"].get_visible()
    assert axes.xaxis.get_gridlines()[0].get_visible()
