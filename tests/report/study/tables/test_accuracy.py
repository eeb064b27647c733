"""Tables of accuracy say every number once."""

from dataclasses import replace

from embedstudy.report.study.groups import group_results
from embedstudy.report.study.tables.accuracy import (
    tabulate_accuracy,
    tabulate_pairs,
    tabulate_seeds,
)
from tests.report.study.made_up import comparison, run_row, runs, study_data


def test_every_cell_has_a_row(tmp_path):
    table = tabulate_accuracy("t", group_results(study_data(tmp_path)))
    assert [row.head for row in table.rows] == ["random", "frozen", "finetuned", "majority"]
    rate, mean, ends, median, f1, seeds = table.rows[0].cells
    assert (rate, mean, ends) == ("0.1", "75.0 ± 2.0", "70.0 to 80.0")
    assert (median, f1, seeds) == ("75.0", "75.0", "3")
    assert len(table.columns) == len(table.rows[0].cells)


def test_unfinished_seeds_are_counted(tmp_path):
    rows = [run_row("random", 0, 0.7), run_row("random", 1, None)]
    (row,) = tabulate_accuracy("t", group_results(study_data(tmp_path, runs=rows))).rows
    assert row.cells[-1] == "1 of 2"
    (row,) = tabulate_accuracy(
        "t", group_results(study_data(tmp_path / "b", runs=rows, summary=()))
    ).rows
    assert row.cells == ("", "70.0", "", "", "", "1 of 2")


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
