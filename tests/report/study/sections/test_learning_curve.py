"""The section on learning curves."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import runs, study_data


def test_curves_say_that_the_most_frequent_class_may_lie_below(tmp_path):
    assert SECTIONS["learning-curve"].content(study_data(tmp_path))["has_chance"]
    others = study_data(tmp_path / "b", runs=runs()[:-1])
    assert not SECTIONS["learning-curve"].content(others)["has_chance"]
