import multiprocessing
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.results.create import begin, claim_directory, complete
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.files import REPLACED
from embedstudy.results.rows import TuningRow

META = {"identity": {"seeds": 2, "dataset": "d"}, "status": "running"}


@pytest.fixture
def study(tmp_path):
    with claim_directory(tmp_path / "s") as path:
        return begin(path, META)


def test_a_place_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    for if_exists in ("fail", "resume", "extend", "replace"):
        with (
            pytest.raises(InputError, match="something other than a study"),
            claim_directory(tmp_path, if_exists),
        ):
            pass
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with (
        pytest.raises(InputError, match="is a file"),
        claim_directory(tmp_path / "thesis.txt", "replace"),
    ):
        pass


def test_a_study_is_not_replaced_unasked(study):
    before = (study.path / "study.json").read_bytes()
    with (
        pytest.raises(InputError, match=r"already holds a study .running.; --resume"),
        claim_directory(study.path),
    ):
        pass
    assert (study.path / "study.json").read_bytes() == before


def test_another_study_is_not_resumed(study):
    different_meta = {**META, "identity": {"seeds": 3, "dataset": "d"}}
    with (
        claim_directory(study.path, "resume") as path,
        pytest.raises(InputError, match=r"seeds was 2, is 3$"),
    ):
        begin(path, different_meta)
    assert study.meta == META


def test_force_replaces_a_study_and_nothing_else(study):
    study.write_rows(TuningRow, [])
    (study.path / "spaces" / "old").mkdir(parents=True)
    (study.path / "notes.txt").write_text("mine")
    with claim_directory(study.path, "replace") as path:
        begin(path, {**META, "status": "new"}, "replace")
        assert StudyDirectory(path / REPLACED).meta == META
        complete(path)
    assert {p.name for p in study.path.iterdir()} == {".lock", "notes.txt", "study.json"}
    assert study.meta["status"] == "new"


def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    """A kill in the first moment, and in the middle of a study; a person's file stays."""
    first = tmp_path / "first"
    first.mkdir()
    (first / ".study.json.1-0123abcdef.tmp").write_text("{")
    (first / ".lock").touch()
    with claim_directory(first, "resume") as path:
        study = begin(path, META)
    left = study.path / "spaces" / "r" / ".initial.npy.1-0123abcdef.tmp"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    theirs = study.path / ".notes.tmp"
    theirs.write_text("mine")
    with claim_directory(first, "resume") as path:
        begin(path, META, "resume")
        assert list(first.rglob("*.tmp")) == [theirs]


@pytest.mark.parametrize("step", range(1, 6))
@pytest.mark.parametrize("if_exists", ["resume", "replace"])
def test_a_study_that_is_being_replaced_stays_one_to_the_last(study, monkeypatch, step, if_exists):
    """A kill at each rename; the old study is read meanwhile, and goes on or is replaced again."""
    rows = [TuningRow(*["d", "", "random", "mean"], 10, *[None] * 7, 0, 0.5, "ok")]
    study.write_rows(TuningRow, rows)
    study.write_space("r", ["a"], {"vectors": np.ones((1, 2), np.float32)}, {})
    steps_left = step
    rename = Path.rename

    def rename_until_killed(self, target):
        nonlocal steps_left
        if steps_left == 0:
            raise KeyboardInterrupt
        steps_left -= self.exists()
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_until_killed)
    with claim_directory(study.path, "replace") as path, suppress(KeyboardInterrupt):
        begin(path, {**META, "status": "new"}, "replace")
    monkeypatch.undo()
    is_begun = (study.path / "study.json").exists() and study.meta != META
    if not is_begun:
        assert (study.meta, study.tuning) == (META, rows)
        assert study.space("r").words == ["a"]
    with claim_directory(study.path, if_exists) as path:
        again = begin(path, {**META, "status": "newest"}, if_exists)
    if if_exists == "resume":
        assert again.tuning == ([] if is_begun else rows)
        assert (study.path / REPLACED).exists() is is_begun
    else:
        assert (again.meta["status"], again.tuning) == ("newest", [])
        assert StudyDirectory(study.path / REPLACED).tuning == rows


def test_a_refused_study_stays_as_it_is(study):
    (study.path / ".lock").unlink()
    (study.path / ".study.json.1-0123abcdef.tmp").write_text("{")
    before = {path.name: path.stat().st_mtime_ns for path in study.path.iterdir()}
    different_meta = {**META, "identity": {"seeds": 3, "dataset": "d"}}
    for if_exists, match in (("resume", "differs"), ("fail", "already holds")):
        with (
            pytest.raises(InputError, match=match),
            claim_directory(study.path, if_exists) as path,
        ):
            begin(path, different_meta, if_exists)
    assert {path.name: path.stat().st_mtime_ns for path in study.path.iterdir()} == before


@pytest.mark.parametrize("place", ["file/inside", "x" * 300])
def test_places_that_cannot_be(tmp_path, place):
    (tmp_path / "file").touch()
    with (
        pytest.raises(InputError, match="choose another --out"),
        claim_directory(tmp_path / place),
    ):
        pass


def test_nothing_is_left_where_nothing_was_begun(tmp_path):
    with claim_directory(tmp_path / "a" / "s"):
        pass
    assert not (tmp_path / "a" / "s").exists()


def _hold(path, held, released):
    with claim_directory(path, "resume"):
        held.set()
        released.wait(30)


def test_a_study_in_use_is_refused_and_a_dead_owner_forgotten(study):
    context = multiprocessing.get_context("spawn")
    held, released = context.Event(), context.Event()
    process = context.Process(target=_hold, args=(study.path, held, released))
    process.start()
    assert held.wait(30)
    with (
        pytest.raises(InputError, match="in use by another"),
        claim_directory(study.path, "resume"),
    ):
        pass
    process.kill()
    process.join()
    with claim_directory(study.path, "resume"):
        pass
    assert study.meta == META


def test_another_margin_is_no_other_study(tmp_path):
    meta = {**META, "started": "then", "margin": 1.0}
    with claim_directory(tmp_path / "s") as path:
        begin(path, meta)
        begin(path, {**meta, "started": "now", "margin": 2.0}, "resume")
        known = StudyDirectory(path).meta
    assert (known["margin"], known["started"]) == (2.0, "then")


def test_a_study_of_older_options_is_left_alone(study):
    begun = {**META, "options": {"study": {"seeds": 2}}, "started": "x"}
    study.write_meta(begun)
    for more, is_same in (({"snapshots": None}, True), ({"snapshots": True}, False)):
        options = {"study": {"seeds": 2, **more}}
        with claim_directory(study.path, "resume") as path:
            begin(path, {**begun, "options": options, "snapshots": {"kept": True}}, "resume")
        assert (study.meta == begun) == is_same
