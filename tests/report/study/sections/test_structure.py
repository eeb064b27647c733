"""The section on the spaces."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import study_data


def test_the_key_of_drift_has_the_spaces_that_moved(tmp_path):
    content = SECTIONS["structure"].content(study_data(tmp_path))
    assert [kind for kind, _ in content["drift_looks"]] == ["random", "finetuned"]
