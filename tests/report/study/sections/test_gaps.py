"""The section on numbers that a study does not have."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import study_data


def test_gaps_are_said_and_a_whole_study_has_none(tmp_path):
    assert SECTIONS["gaps"].content(study_data(tmp_path)) is None
    content = SECTIONS["gaps"].content(study_data(tmp_path / "b", drift=()))
    assert [gap.partition(" ")[0] for gap in content["gaps"]] == ["drift.csv"]
