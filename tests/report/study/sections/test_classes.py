"""The section on classes."""

from dataclasses import replace

from embedstudy.report.study.sections import SECTIONS
from embedstudy.report.study.study_data import read_study_data
from tests.statistics.made_up import predicted_study

LABELS = ["a", "a", "b", "b"]


def content_of(path, classes, labels, predicted):
    study = predicted_study(path, classes, labels, predicted)
    return SECTIONS["classes"].content(read_study_data(study).for_dataset("reviews"))


def test_each_class_has_a_row_and_each_strategy_a_column(tmp_path):
    predicted = {"random": [["a", "a", "b", "a"]], "frozen": [LABELS], "majority": [["a"] * 4]}
    content = content_of(tmp_path / "s", ("a", "b"), LABELS, predicted)
    assert [name for name, *_ in content["columns"]] == ["random", "frozen"]  # no majority
    first, second = content["rows"]
    assert (first["name"], first["n_texts"]) == ("a", "2")
    assert first["cells"] == [(("80.0", "66.7", "100.0"), False), (("100.0",) * 3, True)]
    assert second["cells"][0] == (("66.7", "100.0", "50.0"), False)
    assert content["means"][0] == (("73.3", "83.3", "75.0"), False)
    assert not content["is_long"]


def test_many_classes_stand_with_the_worst_first(tmp_path):
    classes = tuple(f"class {i}" for i in range(12))
    predicted = [*classes[:4], "class 5", *classes[5:]]  # class 4 is never found
    content = content_of(tmp_path / "s", classes, classes, {"random": [list(predicted)]})
    assert content["is_long"]
    assert content["worst_by"] == "random"
    assert [row["name"] for row in content["rows"][:3]] == ["class 4", "class 5", "class 0"]
    # Equal values are not marked as the best.
    assert not any(is_best for row in content["rows"] for _, is_best in row["cells"])


def test_the_vectors_of_a_strategy_are_named_where_a_study_has_several(tmp_path):
    study = predicted_study(tmp_path / "s", ("a", "b"), LABELS, {"frozen": [LABELS]})
    data = read_study_data(study).for_dataset("reviews")
    ((_, _, place),) = SECTIONS["classes"].content(data)["columns"]
    assert place == ""
    others = tuple(replace(run, vectors="other", run="other") for run in data.runs)
    content = SECTIONS["classes"].content(replace(data, runs=(*data.runs, *others)))
    ((_, _, place),) = content["columns"]
    assert place == "glove, mean"


def test_a_study_without_predictions_has_no_such_section(tmp_path):
    study = predicted_study(tmp_path / "s", ("a", "b"), LABELS, {"random": [LABELS]})
    for path in (study.path / "predictions").iterdir():
        path.unlink()
    data = read_study_data(study).for_dataset("reviews")
    assert SECTIONS["classes"].content(data) is None
    assert SECTIONS["confusion"].content(data) is None
