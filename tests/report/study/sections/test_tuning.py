"""The section on tuning."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import study_data


def test_the_most_frequent_class_is_not_tuned(tmp_path):
    content = SECTIONS["tuning"].content(study_data(tmp_path))
    assert [name for name, _ in content["looks"]] == ["random", "frozen", "finetuned"]
