"""The section with all scores in numbers."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import by_loss, runs, study_data


def test_the_protocol_is_told(tmp_path):
    content = SECTIONS["accuracy"].content(study_data(tmp_path))
    assert content["protocol"] == ["random split", "2 test texts stand in train too, word for word"]
    assert content["chart"] is None  # all rows are in the chart of the answer


def test_cells_that_the_answer_has_no_room_for_are_drawn(tmp_path):
    rows = [row for name in "abcdef" for row in runs(vectors=name)]
    data = study_data(tmp_path, runs=rows)
    assert SECTIONS["answer"].content(data)["n_left_out"] == 2
    chart = SECTIONS["accuracy"].content(data)["chart"]
    assert chart.body.count("seeds-of-") == 13


def test_another_metric_heads_the_section(tmp_path):
    content = SECTIONS["accuracy"].content(by_loss(tmp_path))
    assert content["title"] == "Test log loss in numbers"
    assert content["calibration"] is not None
