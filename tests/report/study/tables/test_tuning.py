"""The table of trials."""

from embedstudy.report.study.figures.tuning import draw_tuning
from embedstudy.report.study.tables.tuning import tabulate_budget, tabulate_tuning
from tests.report.study.made_up import by_loss, study_data


def test_a_value_that_diverged_has_a_dash(tmp_path):
    (curves,) = draw_tuning(study_data(tmp_path), "t")
    table = tabulate_tuning("t", curves)
    assert table.columns == ("0.01", "0.1", "1")
    assert table.rows[0].cells == ("55.0", "75.0", "–")
    assert table.rows[1].cells == ("50.0", "60.0", "55.0")
    assert "by learning rate" in table.caption
    assert "(table, mean)" in table.caption


def test_by_a_loss_less_is_better(tmp_path):
    data = by_loss(tmp_path)
    (curves,) = draw_tuning(data, "t")
    table = tabulate_tuning("t", curves)
    assert table.rows[1].cells == ("0.500", "0.600", "0.550")
    assert table.caption.startswith("Dev log loss (less is better) by learning rate, mean over")
    (budget,) = tabulate_budget("t", data)
    assert budget.caption.startswith("Expected best dev log loss (less is better) of so many")
    frozen = budget.rows[1].cells
    assert frozen[0] == "0.550"  # the mean of all three
    assert float(frozen[3]) < float(frozen[1]) < 0.55
