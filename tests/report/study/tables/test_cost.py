"""Tables of cost and of coverage."""

from embedstudy.report.study.groups import group_results
from embedstudy.report.study.tables.cost import tabulate_cost, tabulate_coverage
from tests.report.study.made_up import meta, run_row, study_data


def test_times_have_their_range(tmp_path):
    rows = [run_row("random", seed, 0.5, seconds=s, epochs=s) for seed, s in enumerate((1, 2, 3))]
    (row,) = tabulate_cost("t", group_results(study_data(tmp_path, runs=rows))).rows
    assert row.cells == ("2 s (1 s to 3 s)", "2.0 million", "1 to 3")


def test_unknown_numbers_are_empty(tmp_path):
    rows = [
        run_row("random", 0, 0.5),
        run_row("frozen", 0, 0.5, seconds=None, tokens_per_second=None, epochs=None),
    ]
    table = tabulate_cost("t", group_results(study_data(tmp_path, runs=rows)))
    assert table.rows[0].cells == ("2.5 s", "2.0 million", "7")
    assert table.rows[1].cells == ("", "", "")


def test_without_times_there_is_no_table(tmp_path):
    rows = [run_row("random", 0, 0.5, seconds=None)]
    assert tabulate_cost("t", group_results(study_data(tmp_path, runs=rows))) is None


def test_coverage_names_the_frequent_words_without_a_vector(tmp_path):
    (row,) = tabulate_coverage("t", study_data(tmp_path)).rows
    assert row.head == "table"
    assert row.cells == (
        "87.6 %", "95.4 %", "870 of 900", "77", "5.25 (21 times)", ("it's", "don't"),
    )  # fmt: skip


def test_words_with_vectors_from_their_ngrams_stand_apart(tmp_path):
    assert "After the +" not in tabulate_coverage("t", study_data(tmp_path / "plain")).caption
    (shares,) = meta()["coverage"].values()
    ngrams = {
        "types_from_ngrams": 0.1, "tokens_from_ngrams": 0.04, "held_out_words_from_ngrams": 1234,
    }  # fmt: skip
    coverage = {dataset: {"table": {**shares["table"], **ngrams}} for dataset in meta()["coverage"]}
    table = tabulate_coverage("t", study_data(tmp_path, study_meta=meta(coverage=coverage)))
    cells = ("87.6 % + 10.0 %", "95.4 % + 4.0 %", "870 of 900", "77 + 1,234")
    assert table.rows[0].cells[:4] == cells
    assert "After the +" in table.caption


def test_full_coverage_has_no_such_words(tmp_path):
    study_meta = meta(without_vector={}, held_out_words={}, table_scale={}, distinct_vectors={})
    (row,) = tabulate_coverage("t", study_data(tmp_path, study_meta=study_meta)).rows
    assert row.cells[2:] == ("", "", "", "none")


def test_without_vectors_there_is_no_table(tmp_path):
    assert tabulate_coverage("t", study_data(tmp_path, study_meta=meta(coverage={}))) is None
