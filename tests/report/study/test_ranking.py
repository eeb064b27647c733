"""Cells are ranked by their scores, and compared with random."""

from dataclasses import replace

from embedstudy.report.study.groups import group_results
from embedstudy.report.study.ranking import choose_results, rank_results
from tests.report.study.made_up import by_loss, comparison, run_row, runs, study_data


def rank(data):
    return rank_results(data, group_results(data))


def test_the_best_stands_first(tmp_path):
    ranked = rank(study_data(tmp_path))
    assert [entry.result.strategy for entry in ranked] == [
        "finetuned", "random", "frozen", "majority",
    ]  # fmt: skip
    assert [entry.is_reference for entry in ranked] == [False, True, False, False]
    assert {entry.place for entry in ranked} == {""}
    least = rank(by_loss(tmp_path / "loss"))
    assert [entry.result.strategy for entry in least][:2] == ["majority", "frozen"]


def test_differences_to_random_are_judged_by_the_p_value_that_decides(tmp_path):
    pairs = [
        comparison("finetuned", "random"),
        comparison("random", "majority", p_holm=None, p_value=0.001),
        comparison("frozen", "random", delta=-0.1, p_value=0.01, p_holm=0.06),
    ]
    words = {
        entry.result.strategy: entry.difference and (entry.difference.text, entry.difference.word)
        for entry in rank(study_data(tmp_path, comparisons=pairs))
    }
    assert words == {
        "finetuned": ("+6.2", "better"), "majority": ("−6.2", "worse"),
        "frozen": ("−10.0", "not shown"), "random": None,
    }  # fmt: skip
    (one,) = [e for e in rank(by_loss(tmp_path / "b")) if e.result.strategy == "finetuned"]
    assert (one.difference.text, one.difference.word) == ("+0.062", "worse")


def test_a_pair_without_a_p_value_has_no_word(tmp_path):
    pair = comparison("finetuned", "random", p_value=None, p_holm=None)
    (best, *_) = rank(study_data(tmp_path, comparisons=[pair]))
    assert (best.difference.text, best.difference.word) == ("+6.2", "")


def test_a_cell_is_compared_with_random_of_its_own_vectors(tmp_path):
    rows = [*runs(), *runs(vectors="other")]
    pairs = [comparison("finetuned", "random", vectors="other", delta=0.01)]
    ranked = rank(study_data(tmp_path, runs=rows, comparisons=pairs))
    assert [e.place for e in ranked if e.difference is not None] == ["other"]


def test_random_that_is_the_same_with_all_vectors_stands_there_once(tmp_path):
    rows = [*runs(), *runs(vectors="other")]
    ranked = rank(study_data(tmp_path, runs=rows))
    assert [e.place for e in ranked if e.is_reference] == [""]
    rows = [*runs(), *runs(vectors="other", accuracies={"random": (0.5, 0.6, 0.7)})]
    ranked = rank(study_data(tmp_path / "b", runs=rows))
    assert [e.place for e in ranked if e.is_reference] == ["table", "other"]


def test_before_the_end_of_a_study_cells_are_sorted_by_their_runs(tmp_path):
    ranked = rank(study_data(tmp_path, summary=()))
    assert [entry.result.strategy for entry in ranked] == [
        "finetuned", "random", "frozen", "majority",
    ]  # fmt: skip
    assert {entry.difference for entry in ranked} == {None}


def test_few_rows_hold_the_best_of_each_strategy(tmp_path):
    rows = [*runs(), *(replace(r, vectors="other") for r in runs() if r.encoder)]
    ranked = rank(study_data(tmp_path, runs=rows))
    assert len(ranked) == 6
    chosen = choose_results(ranked, 5)
    assert [entry.result.strategy for entry in chosen] == [
        "finetuned", "finetuned", "random", "frozen", "majority",
    ]  # fmt: skip
    assert choose_results(ranked, 20) == ranked


def test_cells_without_a_finished_run_stand_last_and_say_so(tmp_path):
    rows = [run_row("random", 0, None), run_row("frozen", 0, 0.6), run_row("frozen", 1, None)]
    ranked = rank(study_data(tmp_path, runs=rows, summary=()))
    assert [(entry.result.strategy, entry.note) for entry in ranked] == [
        ("frozen", "1 of 2 seeds"), ("random", "0 of 1 seeds"),
    ]  # fmt: skip


def test_without_runs_nothing_is_ranked(tmp_path):
    assert rank(replace(study_data(tmp_path), runs=())) == []
