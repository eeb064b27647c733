"""Marks and lines are drawn by one look everywhere."""

import pytest
from matplotlib.figure import Figure

from embedstudy.report.figures.markers import (
    choose_tick_labels,
    finish_axes,
    fit_name,
    label_ticks,
    pad,
    simplify_axes,
    spread,
    style_line,
    style_mark,
    to_points,
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


def test_labels_of_ticks_that_would_touch_are_left_out():
    places, labels = [0, 20, 40, 200], ["0.01", "0.03", "0.1", "1"]
    assert choose_tick_labels(places, labels, order=range(4)) == ["0.01", "", "0.1", "1"]
    assert choose_tick_labels(places, labels, order=[1, 0, 2, 3]) == ["", "0.03", "", "1"]
    assert choose_tick_labels([], [], order=[]) == []


def test_places_of_data_are_points_of_the_axes():
    axes = Figure(figsize=(2, 1), dpi=50).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 1)
    assert to_points(axes, [(0, 0), (10, 1)]) == [(0, 0), pytest.approx((144, 72))]


def test_ticks_that_would_touch_have_no_label():
    axes = Figure(figsize=(2, 1)).add_axes((0, 0, 1, 1))
    axes.set_xscale("log")
    axes.set_xlim(1, 100)
    label_ticks(axes, [1, 1.1, 100], ["1", "1.1", "100"], order=[1, 0, 2])
    assert [label.get_text() for label in axes.get_xticklabels()] == ["", "1.1", "100"]
    assert list(axes.xaxis.get_minorticklocs()) == []


def test_both_axes_have_titles():
    axes = Figure().add_subplot()
    finish_axes(axes, "across", "up")
    assert not axes.spines["left"].get_visible()
    assert axes.get_xlabel() == "across"
    assert [text.get_text() for text in axes.texts] == ["up"]
