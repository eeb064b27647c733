"""The sentences at the top of the page, and those on what is missing."""

from dataclasses import replace

from embedstudy.report.study.study_data import read_study_data
from embedstudy.report.study.summary import (
    describe_study,
    format_title,
    list_cautions,
    list_failures,
    list_gaps,
)
from tests.report.study.made_up import bare, run_row, runs, structure, study_data


def test_a_study_is_described_in_one_sentence(tmp_path):
    assert describe_study(study_data(tmp_path)) == (
        "Compares random, frozen and finetuned embeddings (table, mean) and 1 baseline; 3 seeds."
    )
    empty = read_study_data(bare(tmp_path / "empty"))
    assert describe_study(empty) == "A study without a finished run."
    odd = read_study_data(bare(tmp_path / "odd", [run_row("a\u202eb", 0, 0.5)]))
    assert r"a\u202eb" in describe_study(odd)


def test_a_finished_study_has_no_caution(tmp_path):
    assert list_cautions(study_data(tmp_path)) == []


def test_an_unfinished_study_says_so(tmp_path):
    study = bare(tmp_path / "s", [*runs()[1:], run_row("random", 0, None)], status="running")
    data = replace(read_study_data(study), damaged=("a.csv: damaged\n",))
    unfinished, damaged, failed = list_cautions(data)
    assert "10 of 10 runs" in unfinished
    assert damaged == r"This page is without a file that cannot be read: a.csv: damaged\n."
    assert failed == "1 run failed, and its cell is incomplete."


def test_many_failures_are_counted(tmp_path):
    rows = [run_row("random", seed, None, run=f"r{seed}") for seed in range(25)]
    data = read_study_data(bare(tmp_path / "s", rows))
    lines = list_failures(data)
    assert lines[0] == "r0: diverged, loss not finite at epoch 1"
    assert lines[-1] == "and 5 more: see runs.csv"
    assert len(lines) == 21
    assert "25 runs failed, and their cells are incomplete." in list_cautions(data)


def test_a_whole_study_lacks_nothing(tmp_path):
    assert list_gaps(study_data(tmp_path)) == []


def test_what_is_missing_is_said_with_its_reason(tmp_path):
    rows = [replace(row, value=None, note="only 3 words") for row in structure()]
    gaps = list_gaps(study_data(tmp_path, structure=rows, neighbors=(), drift=()))
    assert "neighbors.csv has no words of this data set: no neighbours are shown." in gaps
    assert "Task alignment could not be measured: only 3 words." in gaps
    assert gaps[-1].startswith("drift.csv has no words")


def test_snapshots_that_no_option_keeps_have_no_cure(tmp_path):
    data = study_data(tmp_path)
    data = replace(data, meta={**data.meta, "snapshots": {"kept": False, "reason": "too large"}})
    sentence = "No snapshots of the training were kept: too large"
    assert list_gaps(data)[-1] == f"{sentence} (--snapshots --resume adds them)."
    assert f"{sentence}." in list_gaps(replace(data, drift=()))


def test_titles_name_three_data_sets_at_most():
    assert format_title(["a", "b"]) == "a and b"
    assert format_title([*"abcde"]) == "a, b, c and 2 more"
