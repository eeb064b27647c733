"""The section on coverage and cost."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import study_data


def test_the_peak_of_memory_is_told(tmp_path):
    assert SECTIONS["cost"].content(study_data(tmp_path))["peak_memory"] == 398_000_000
