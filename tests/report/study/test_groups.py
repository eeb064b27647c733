"""Cells are grouped by vectors and encoder; folds of a seed are one number."""

import pytest

from embedstudy.report.study.groups import (
    ResultGroup,
    format_place,
    group_results,
    label_group,
    list_looks,
)
from tests.report.study.made_up import run_row, runs, study_data


def test_folds_of_a_seed_are_one_dot(tmp_path):
    rows = [run_row("random", 0, 0.6, fold=0), run_row("random", 0, 0.8, fold=1)]
    (group,) = group_results(study_data(tmp_path, runs=rows, summary=()))
    assert group.results[0].scores == pytest.approx([70])
    broken = [rows[0], run_row("random", 0, None, fold=1)]
    (group,) = group_results(study_data(tmp_path / "b", runs=broken, summary=()))
    assert group.results[0].scores == []


def test_baselines_come_last(tmp_path):
    groups = group_results(study_data(tmp_path, runs=[*runs()[::-1], *runs(vectors="other")]))
    assert [group.is_baselines for group in groups] == [False, False, True]
    assert [label_group(group, groups) for group in groups] == ["table, mean", "other, mean", ""]
    assert groups[-1].label == format_place("", "") == "no embedding"


def test_one_group_with_embeddings_needs_no_label(tmp_path):
    groups = group_results(study_data(tmp_path))
    assert [label_group(group, groups) for group in groups] == ["", ""]


def test_a_study_without_summary_has_means_and_no_intervals(tmp_path):
    (first, *_) = group_results(study_data(tmp_path, summary=()))
    assert [result.interval for result in first.results] == [None] * 3
    assert first.results[0].mean == pytest.approx(75)


def test_a_smaller_train_size_can_be_asked_for(tmp_path):
    (group,) = group_results(study_data(tmp_path), train_size=100)
    assert isinstance(group, ResultGroup)
    assert [result.scores for result in group.results] == [[50]]


def test_looks_are_listed_once(tmp_path):
    groups = group_results(study_data(tmp_path, runs=[*runs(), *runs(vectors="other")]))
    assert [name for name, _ in list_looks(groups)] == [
        "random", "frozen", "finetuned", "majority",
    ]  # fmt: skip
