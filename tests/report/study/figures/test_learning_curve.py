"""Curves run through their points, and crossovers are ringed."""

import math
import re
from dataclasses import replace

import pytest

from embedstudy.report.study.figures.learning_curve import draw_learning_curves
from embedstudy.results.rows import CurveRow
from tests.report.charts import find_line, find_marks
from tests.report.study.made_up import crossovers, curve, study_data


def test_a_crossover_is_ringed_where_the_curves_cross(tmp_path):
    (curves,) = draw_learning_curves(study_data(tmp_path), "c")
    random, frozen = (
        find_line(curves.chart, "curve-of-random"),
        find_line(curves.chart, "curve-of-frozen"),
    )
    ((x, y),) = find_marks(curves.chart, "crossing-1")
    share = math.log(272 / 100) / math.log(1000 / 100)
    assert (x - random[0][0]) / (random[1][0] - random[0][0]) == pytest.approx(share, abs=0.01)
    for (_, first), (_, last) in (random, frozen):
        assert y == pytest.approx(first + share * (last - first), abs=1)
    assert "crossing-2" not in curves.chart.body


def test_many_sizes_are_labelled_without_touching(tmp_path):
    rows = [CurveRow("d", "table", "mean", "random", 1000 + 10 * i, 3, 0.5, None, None)
            for i in range(50)]  # fmt: skip
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows, crossovers=()), "c")
    labels = re.findall(r">(1,\d\d\d)</text>", curves.chart.body)
    assert "1,490" in labels
    assert len(labels) < 10


def test_one_size_has_a_curve_of_one_point(tmp_path):
    rows = [row for row in curve() if row.train_size == 1000]
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows, crossovers=()), "c")
    assert curves.lines["random"][0].mean == 0.75


def test_rings_that_touch_share_a_label(tmp_path):
    first = crossovers()[0]
    rows = [replace(first, train_size=size) for size in (270, 274, 700)]
    (curves,) = draw_learning_curves(study_data(tmp_path, crossovers=rows), "c")
    assert ">1, 2</text>" in curves.chart.body
    assert ">3</text>" in curves.chart.body


def test_crossings_with_baselines_are_not_ringed(tmp_path):
    rows = [*curve(), *(replace(row, strategy="majority", encoder="") for row in curve()[:2])]
    pairs = [crossovers()[0], replace(crossovers()[0], b="majority")]
    (curves,) = draw_learning_curves(study_data(tmp_path, curve=rows, crossovers=pairs), "c")
    assert [row.b for row in curves.crossings] == ["frozen"]
    assert [row.b for row in curves.others] == ["majority"]
    assert "crossing-2" not in curves.chart.body


def test_both_axes_have_a_title(tmp_path):
    (curves,) = draw_learning_curves(study_data(tmp_path), "c")
    assert ">training texts</text>" in curves.chart.body
    assert ">test accuracy, %</text>" in curves.chart.body
