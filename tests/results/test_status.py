import pytest
from filelock import FileLock

from embedstudy.errors import InputError
from embedstudy.results.create import begin
from embedstudy.results.directory import LOCK, LOG
from embedstudy.results.rows import RunRow
from embedstudy.results.status import explain_format, is_finished, read_state, summarize_runs
from tests.report.study.made_up import meta, run_row


def study_of(path, rows, **changes):
    path.mkdir()
    study = begin(path, meta(**changes))
    study.write_rows(RunRow, rows)
    return study


def test_a_finished_study(tmp_path):
    state = read_state(study_of(tmp_path / "s", [run_row("random", 0, 0.5)]))
    assert is_finished(state)
    assert (state.status, state.in_use) == ("complete", False)
    assert (state.runs, state.planned_runs, state.trials, state.planned_trials) == (1, 10, 0, 12)


def test_a_study_runs_as_long_as_a_process_holds_its_lock(tmp_path):
    study = study_of(tmp_path / "s", [], status="running", finished=None)
    (study.path / LOG).write_text("one\nlast line\n")
    lock = FileLock(study.path / LOCK)
    with lock:
        state = read_state(study)
        assert (state.status, state.in_use, state.last_logged) == ("running", True, "last line")
    assert read_state(study).status == "interrupted"
    assert not is_finished(read_state(study))


def test_runs_so_far_are_means_of_those_that_finished(tmp_path):
    rows = [run_row("random", 0, 0.5), run_row("random", 1, 0.75), run_row("random", 2, None)]
    (cell,) = summarize_runs(study_of(tmp_path / "s", [*rows], status="running"))
    assert (cell.runs, cell.failed, cell.test_accuracy) == (3, 1, 0.625)


def test_a_lack_in_study_json_is_one_line_that_names_it(tmp_path):
    study = study_of(tmp_path / "s", [])
    message = r"study.json: damaged, or of another version.*KeyError"
    with pytest.raises(InputError, match=message), explain_format(study):
        study.meta["nothing"]


@pytest.mark.parametrize("error", [ValueError("no date"), OverflowError("too large")])
def test_a_value_that_no_version_writes_is_one_line(tmp_path, error):
    study = study_of(tmp_path / "s", [])
    message = rf"study.json: damaged, or of another version of embedstudy \({type(error).__name__}"
    with pytest.raises(InputError, match=message), explain_format(study):
        raise error
    with pytest.raises(InputError, match=r"^a line of its own$"), explain_format(study):
        raise InputError("a line of its own")
