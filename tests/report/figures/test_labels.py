"""Labels cover no mark, no line and no other label where there is room."""

import pytest
from matplotlib.figure import Figure

from embedstudy.report.figures.labels import LabelPlacer, make_placer


def place(text, mark, marks=(), lines=(), size=(200, 100)):
    return LabelPlacer(size, [mark, *marks], lines).place(text, [mark])


def test_a_label_stands_at_the_right_of_its_mark():
    x, y = place("random", (50, 50))
    assert x > 50 + 10
    assert y == 50


def test_a_mark_at_the_right_sends_it_elsewhere():
    x, y = place("random", (50, 50), marks=[(75, 50)])
    assert (x, y > 50) == (50, True)


def test_it_keeps_within_the_drawing():
    x, _ = place("random", (190, 50))
    assert x + 6 * len("random") / 2 <= 200
    _, y = place("random", (190, 98), marks=[(160, 98)])
    assert y < 98


def test_a_line_sends_it_elsewhere_if_there_is_room():
    assert place("random", (50, 50), lines=[((50, 50), (150, 50))])[1] > 60


def test_two_labels_do_not_cover_each_other():
    placer = LabelPlacer((200, 100), [(50, 50), (50, 60)])
    (_, first), (_, second) = (placer.place("random", [mark]) for mark in ((50, 50), (50, 60)))
    assert abs(first - second) >= 13


@pytest.mark.parametrize("size", [(1, 1), (40, 10)])
def test_without_room_it_has_a_place_all_the_same(size):
    assert len(place("a long name", (0, 0), marks=[(5, 5)] * 9, size=size)) == 2


def test_a_placer_of_axes_knows_their_marks_and_lines():
    axes = Figure(figsize=(200 / 72, 100 / 72)).add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 20)
    axes.set_ylim(0, 10)
    middle = (100.0, 50.0)
    free = make_placer(axes, [(10, 5)], []).place("random", [middle])
    assert free == LabelPlacer((200, 100), [middle], []).place("random", [middle])
    marked = make_placer(axes, [(10, 5), (12.5, 5)], []).place("random", [middle])
    crossed = make_placer(axes, [(10, 5)], [[(12, 10), (12, 5), (12, 0)]]).place("random", [middle])
    assert marked != free != crossed
