"""Spaces stand at their task alignment and general meaning."""

from dataclasses import replace

import pytest

from embedstudy.report.study.figures.meaning import draw_meaning
from tests.report.charts import find_marks
from tests.report.study.made_up import structure


def test_spaces_stand_at_their_alignment_and_meaning():
    (picture,) = draw_meaning(structure(), "m")
    assert (picture.pairs, picture.counts) == ("SimLex-999", "432")
    before, random, pretrained, finetuned = (
        find_marks(picture.chart, f"points-of-{place}") for place in range(4)
    )
    assert [len(points) for points in (before, random, pretrained, finetuned)] == [2, 2, 1, 2]
    a_tenth = (random[0][0] - before[0][0]) / 5
    assert (pretrained[0][0] - before[0][0]) / a_tenth == pytest.approx(1, abs=0.02)
    assert (finetuned[0][0] - before[0][0]) / a_tenth == pytest.approx(4, abs=0.02)
    assert pretrained[0][1] < finetuned[0][1] < random[0][1]  # higher up means more meaning


def test_pictures_of_one_list_share_their_axes():
    rows = structure(vectors="a") + [
        replace(row, value=row.value / 4) for row in structure(vectors="b")
    ]
    first, second = draw_meaning(rows, "m")
    (pretrained,), (trained,) = (
        find_marks(picture.chart, "points-of-2") for picture in (first, second)
    )
    (origin, *_), (a, b) = find_marks(first.chart, "points-of-0"), (pretrained, trained)
    assert (b[0] - origin[0]) / (a[0] - origin[0]) == pytest.approx(1 / 4, abs=0.02)


def test_measures_without_a_value_are_left_out():
    rows = [replace(row, value=None) for row in structure()]
    assert draw_meaning(rows, "m") == []
