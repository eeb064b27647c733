from embedstudy.report.paper.tuning import tabulate_budget
from tests.report.study import made_up


def test_the_expected_best_by_budget(study):
    table = tabulate_budget(study)
    rows = {row[0]: row[1:] for row in table.rows}
    # Under the first seed random has 50, 70 and 60 %, frozen 50, 60 and 55 %.
    assert table.headings == ("Strategy", "1", "2", "4", "8", "16", "All", "Trials", "Cost")
    assert rows["random"][0] == "60.0"
    assert rows["random"][1] == "64.4"  # 0.7 with 5 of 9, 0.6 with 3 of 9, 0.5 with 1 of 9
    assert rows["random"][-2:] == ("6", "6.0")
    assert rows["frozen"][0] == "55.0"


def test_without_trials_there_is_no_table(tmp_path):
    assert tabulate_budget(made_up.bare(tmp_path / "s")) is None
