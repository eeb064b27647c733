"""The section on learning curves."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import curve, runs, study_data


def test_curves_say_that_the_most_frequent_class_may_lie_below(tmp_path):
    assert SECTIONS["learning-curve"].content(study_data(tmp_path))["has_chance"]
    others = study_data(tmp_path / "b", runs=runs()[:-1])
    assert not SECTIONS["learning-curve"].content(others)["has_chance"]


def test_one_size_is_no_curve(tmp_path):
    rows = [row for row in curve() if row.train_size == 1000]
    assert SECTIONS["learning-curve"].content(study_data(tmp_path, curve=rows)) is None
