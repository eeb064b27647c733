"""The section on test accuracy."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import by_loss, study_data


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


def test_another_metric_heads_the_section(tmp_path):
    content = SECTIONS["accuracy"].content(by_loss(tmp_path))
    assert (content["title"], content["link"]) == ("Test log loss", "Log loss")
    assert content["calibration"] is not None
