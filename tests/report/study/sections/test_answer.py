"""The section that answers the question of the study."""

from embedstudy.report.study.sections import SECTIONS
from tests.report.study.made_up import run_row, runs, study_data


def test_the_answer_says_how_the_seeds_were_tested(tmp_path):
    content = SECTIONS["answer"].content(study_data(tmp_path))
    assert (content["train_size"], content["has_smaller_sizes"]) == (1000, True)
    assert (content["has_intervals"], content["is_cross_validated"]) == (True, False)
    assert content["n_left_out"] == 0
    assert any("fine-tuned table" in sentence for sentence in content["verdict"].sentences)
    assert all(" %" not in sentence for sentence in content["verdict"].sentences)  # ends no line
    unfinished = SECTIONS["answer"].content(study_data(tmp_path / "b", summary=(), runs=runs()))
    assert (unfinished["has_intervals"], unfinished["has_smaller_sizes"]) == (False, False)
    assert unfinished["verdict"] is None
    assert unfinished["chart"] is not None


def test_without_verdict_and_score_there_is_no_answer(tmp_path):
    data = study_data(tmp_path, runs=[run_row("random", 0, None)], summary=())
    assert SECTIONS["answer"].content(data) is None
