"""The reason why a study has no snapshots, and what helps."""

import json

import pytest

from embedstudy.errors import InputError
from embedstudy.results.damage import Damage
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.structure.snapshot_lack import (
    SnapshotCure,
    can_keep_snapshots,
    explain_lack,
    find_cure,
    make_lack_error,
)
from embedstudy.structure.trajectory import list_snapshots
from tests.report.explorer.made_up import empty, made_up, run_row
from tests.studies import forget_checksums, record_changes

IN_NEW = "embedstudy compare --snapshots keeps them in a new study"
RUN = "made-up-random-mean-seed0"


def give_meta(study, **meta):
    document = json.loads((study.path / "study.json").read_text())
    forget_checksums(study)
    (study.path / "study.json").write_text(json.dumps({**document, **meta}))
    return study


def test_a_study_that_has_not_begun(tmp_path):
    assert explain_lack(empty(tmp_path / "study")) == "no finished run to look into"


@pytest.mark.parametrize(
    ("meta", "reason"),
    [
        ({}, "the version that made it kept none"),
        ({"snapshots": {"kept": False, "reason": "too large"}}, "too large"),
        ({"snapshots": {"kept": False, "reason": ""}}, "it was made without"),
        (
            {
                "snapshots": {"kept": False, "reason": ""},
                "options": {"study": {"snapshots": False}},
            },
            "it was made with --no-snapshots",
        ),
        (
            {"snapshots": {"kept": True, "reason": ""}, "status": "complete"},
            "its runs of the first seed have none",
        ),
    ],
)
def test_the_plan_of_the_study_is_the_reason(meta, reason, tmp_path):
    study = give_meta(made_up(tmp_path / "study"), **meta)
    assert explain_lack(study) == f"has no snapshots of a training: {reason}; {IN_NEW}"
    with pytest.raises(InputError) as raised:
        list_snapshots(study)
    assert str(raised.value) == f"{study.path}: {explain_lack(study)}"


def test_the_cure_is_the_reason_and_the_command(tmp_path):
    slow = "they would add about 39 % to the time, more than 5 %"
    study = give_meta(made_up(tmp_path / "study"), snapshots={"kept": False, "reason": slow})
    assert find_cure(study) == SnapshotCure(
        "they would add about 39 % to the time",
        "embedstudy compare --snapshots",
        "keeps them in a new study",
    )


def test_without_a_space_that_could_have_some_or_with_snapshots_no_cure_is_named(tmp_path):
    assert find_cure(empty(tmp_path / "empty")) is None
    assert find_cure(made_up(tmp_path / "frozen", strategies=["frozen"])) is None
    assert find_cure(made_up(tmp_path / "whole", epochs=(0, 1))) is None
    small = empty(tmp_path / "small")
    small.write_rows(RunRow, [run_row("made-up", "random")])
    assert find_cure(small) is None
    running = give_meta(empty(tmp_path / "running"), snapshots={"kept": True}, status="running")
    running.write_rows(RunRow, [run_row("made-up", "random", seed=1)])
    assert find_cure(running) is None


def test_where_no_space_is_trained_another_strategy_helps(tmp_path):
    study = give_meta(
        made_up(tmp_path / "study", strategies=["frozen"]), snapshots={"kept": True, "reason": ""}
    )
    assert explain_lack(study) == (
        "has no snapshots: no training of frozen changes a space that is shown; embedstudy "
        "compare --strategy random --snapshots keeps them in a new study"
    )
    assert not can_keep_snapshots(study, "made-up")
    assert str(make_lack_error(study, study.runs[0])).endswith(
        "; one of random (compare --strategy random --snapshots) has snapshots"
    )


def test_where_every_run_is_on_a_sample_more_texts_help(tmp_path):
    study = empty(tmp_path / "study")
    study.write_rows(RunRow, [run_row("made-up", "random")])
    assert "only runs on all training texts keep some" in explain_lack(study)
    assert "--train-sizes all --snapshots" in explain_lack(study)
    with pytest.raises(InputError, match="only runs on all training texts"):
        list_snapshots(study)


def test_a_study_that_is_not_finished_goes_on(tmp_path):
    study = give_meta(empty(tmp_path / "study"), snapshots={"kept": True}, status="running")
    study.write_rows(RunRow, [run_row("made-up", "random", seed=1)])
    assert explain_lack(study).endswith(f"compare --out {study.path} --resume goes on")


@pytest.mark.parametrize("run", [None, RUN])
def test_a_damaged_file_is_the_reason(run, tmp_path):
    path = made_up(tmp_path / "study", strategies=["random"], epochs=(0, 1)).path
    record_changes(path)
    (path / "snapshots" / RUN / "vocab.txt").write_text("x")
    study = StudyDirectory(path, Damage())
    assert find_cure(study) is None
    assert not study.has_snapshots(RUN)
    row = next((row for row in study.runs if row.run == run), None)
    assert [str(make_lack_error(study, row))] == study.damage.messages
    assert "vocab.txt: damaged" in study.damage.messages[0]


def test_a_run_without_snapshots_names_one_that_has_them(tmp_path):
    study = made_up(tmp_path / "study", epochs=(0, 1))
    (frozen,) = (row for row in study.runs if row.strategy == "frozen")
    assert str(make_lack_error(study, frozen)) == (
        f"{frozen.run}: no training of frozen changes a space that is shown; {RUN} has snapshots"
    )
    assert can_keep_snapshots(study, "made-up")
