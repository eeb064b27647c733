"""Tables of accuracy say every number once."""

from dataclasses import replace

from embedstudy.report.study.groups import group_results
from embedstudy.report.study.tables.accuracy import (
    tabulate_accuracy,
    tabulate_calibration,
    tabulate_pairs,
    tabulate_seeds,
)
from tests.report.study.made_up import by_loss, comparison, run_row, runs, study_data


def test_every_cell_has_a_row(tmp_path):
    data = study_data(tmp_path)
    table = tabulate_accuracy("t", group_results(data), data)
    assert [row.head for row in table.rows] == ["random", "frozen", "finetuned", "majority"]
    rate, mean, ends, median, f1, balanced, seeds = table.rows[0].cells
    assert (rate, mean, ends) == ("0.1", "75.0 ± 2.0", "70.0 to 80.0")
    assert (median, f1, balanced, seeds) == ("75.0", "75.0", "71.0", "3")
    assert len(table.columns) == len(table.rows[0].cells)


def test_unfinished_seeds_are_counted(tmp_path):
    rows = [run_row("random", 0, 0.7), run_row("random", 1, None)]
    data = study_data(tmp_path, runs=rows)
    (row,) = tabulate_accuracy("t", group_results(data), data).rows
    assert row.cells[-1] == "1 of 2"
    data = study_data(tmp_path / "b", runs=rows, summary=())
    (row,) = tabulate_accuracy("t", group_results(data), data).rows
    assert row.cells == ("", "70.0", "", "", "", "", "1 of 2")


def test_a_table_of_seeds_has_ten_at_most(tmp_path):
    rows = [run_row("random", seed, 0.5 + seed / 100) for seed in range(12)]
    table = tabulate_seeds("t", group_results(study_data(tmp_path, runs=rows)))
    assert table.columns == tuple(f"seed {seed}" for seed in range(10))
    assert table.rows[0].cells[-1] == "59.0"
    assert "the first 10 of 12" in table.caption


def test_a_seed_that_failed_has_an_empty_cell(tmp_path):
    rows = [run_row("random", 0, None), run_row("random", 1, 0.5)]
    table = tabulate_seeds("t", group_results(study_data(tmp_path, runs=rows)))
    assert table.rows[0].cells == ("", "50.0")


def test_pairs_with_the_most_frequent_class_come_last(tmp_path):
    (table,) = tabulate_pairs("t", study_data(tmp_path))
    assert [row.head for row in table.rows] == [
        "finetuned − random", "finetuned − frozen", "random − majority", "finetuned − majority",
    ]  # fmt: skip
    assert table.rows[0].cells == (
        "+6.2", "+1.0 to +11.5", "0.012", "0.025", "< 0.001", "3/3", "4.1",
    )  # fmt: skip


def test_pairs_of_several_places_say_theirs(tmp_path):
    pairs = [comparison("finetuned", "random"), comparison("finetuned", "random", vectors="other")]
    (table,) = tabulate_pairs("t", study_data(tmp_path, runs=runs(), comparisons=pairs))
    assert [row.small for row in table.rows] == ["table, mean", "other, mean"]


def test_pairs_at_smaller_sizes_are_counted(tmp_path):
    pairs = [comparison("finetuned", "random")]
    pairs.append(replace(pairs[0], train_size=100))
    (table,) = tabulate_pairs("t", study_data(tmp_path, comparisons=pairs))
    assert len(table.rows) == 1
    assert "1 more pair at smaller sizes" in table.caption


def test_a_pair_without_numbers_has_empty_cells(tmp_path):
    nothing = {"delta": None, "ci_low": None, "ci_high": None, "p_value": None, "p_holm": None}
    pair = comparison("finetuned", "random", p_seeds=None, smallest_detectable=None, **nothing)
    (table,) = tabulate_pairs("t", study_data(tmp_path, comparisons=[pair]))
    assert table.rows[0].cells == ("", "", "", "", "", "3/3", "")


def test_by_another_metric_accuracy_stands_beside_it(tmp_path):
    data = by_loss(tmp_path)
    groups = group_results(data)
    table = tabulate_accuracy("t", groups, data)
    assert table.caption.startswith("Test log loss (less is better). ")
    assert table.columns[4:] == ("Accuracy", "Macro F1", "Balanced accuracy", "Seeds")
    cells = ("0.750 ± 0.020", "0.700 to 0.800", "0.750", "73.0", "75.0", "71.0")
    assert table.rows[0].cells[1:7] == cells
    seeds = tabulate_seeds("t", groups)
    assert seeds.caption == "Test log loss of every seed (less is better)."
    assert seeds.rows[0].cells == ("0.700", "0.750", "0.800")
    (pairs,) = tabulate_pairs("t", data)
    assert pairs.caption.startswith(
        "Paired differences of test log loss (less is better). p counts"
    )
    assert pairs.rows[0].cells[:2] == ("+0.062", "+0.010 to +0.115")


def test_calibration_has_a_row_for_each_cell_that_stored_probabilities(tmp_path):
    data = study_data(tmp_path)
    table = tabulate_calibration("t", group_results(data), data)
    assert [row.head for row in table.rows] == ["random", "frozen", "finetuned", "majority"]
    assert table.rows[0].cells == ("4.2", "0.310", "0.512", "83.0")
    old = replace(data, scores=())
    assert tabulate_calibration("t", group_results(old), old) is None


def test_a_cell_that_is_solved_shows_its_c_where_others_show_the_rate(tmp_path):
    data = study_data(tmp_path)
    solved = tuple(replace(row, lr=None, c=0.1) if row.strategy == "frozen" else row
                   for row in data.summary)  # fmt: skip
    data = replace(data, summary=solved)
    rates = [row.cells[0] for row in tabulate_accuracy("t", group_results(data), data).rows]
    assert rates[:3] == ["0.1", "C 0.1", "0.1"]
