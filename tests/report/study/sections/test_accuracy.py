"""The section on test accuracy."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import study_data


def test_accuracy_says_how_the_seeds_were_tested(tmp_path):
    content = SECTIONS["accuracy"].content(study_data(tmp_path))
    assert (content["train_size"], content["has_smaller_sizes"]) == (1000, True)
    assert (content["has_intervals"], content["is_cross_validated"]) == (True, False)
    assert [name for name, _ in content["looks"]] == [
        "random", "frozen", "finetuned", "majority",
    ]  # fmt: skip
    assert content["protocol"] == ["random split", "2 test texts stand in train too, word for word"]
    unfinished = SECTIONS["accuracy"].content(study_data(tmp_path / "b", summary=(), curve=()))
    assert (unfinished["has_intervals"], unfinished["has_smaller_sizes"]) == (False, False)
