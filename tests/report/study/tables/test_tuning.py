"""The table of trials."""

from embedstudy.report.study.figures.tuning import draw_tuning
from embedstudy.report.study.tables.tuning import tabulate_tuning
from tests.report.study.made_up import study_data


def test_a_value_that_diverged_has_a_dash(tmp_path):
    (curves,) = draw_tuning(study_data(tmp_path), "t")
    table = tabulate_tuning("t", curves)
    assert table.columns == ("0.01", "0.1", "1")
    assert table.rows[0].cells == ("55.0", "75.0", "–")
    assert table.rows[1].cells == ("50.0", "60.0", "55.0")
    assert "by learning rate" in table.caption
    assert "(table, mean)" in table.caption
