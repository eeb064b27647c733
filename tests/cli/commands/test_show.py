"""`embedstudy show`: a study as it stands, whatever state it is in."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from embedstudy.notebook import Study
from embedstudy.results.create import begin, claim_directory
from embedstudy.results.rows import RunRow
from tests.cli.runner import call
from tests.studies import compare


def show(*arguments):
    return call("show", *arguments)


def run_row(strategy, seed, dev=0.5, test=0.25, status="ok", note=""):
    return RunRow(
        f"{strategy}-{seed}", "d", "glove", strategy, "mean", 1000, None, seed, 0.1, None, None,
        None, None, dev, test, None, None, None, None, status, note,
    )  # fmt: skip


@pytest.fixture(scope="module")
def finished(corpus, vectors, tmp_path_factory):
    out = tmp_path_factory.mktemp("show") / "s"
    return compare(corpus, vectors, seeds=2, learning_rate=0.1, out=out, progress=False)


@pytest.fixture
def begun(tmp_path):
    meta = {
        "identity": {}, "status": "running", "started": "2026-01-02T03:04:05+00:00",
        "finished": None, "warnings": ["texts were odd"], "planned": {"trials": 18, "runs": 6},
    }  # fmt: skip
    with claim_directory(tmp_path / "s") as path:
        study = begin(path, meta)
    study.write_rows(
        RunRow,
        [
            run_row("random", 0, 0.5, 0.2),
            run_row("random", 1, 0.7, 0.4),
            run_row("frozen", 0, None, None, "diverged", "loss\x1b[2J not finite"),
        ],
    )
    return study


def everything_below(path):
    return {
        p.relative_to(path): (p.read_bytes(), p.stat().st_mtime_ns)
        for p in path.rglob("*")
        if p.is_file()
    }


def test_a_finished_study(finished):
    before = everything_below(finished.path)
    answer = show(finished.path).stdout
    assert answer.startswith("Do you need pretrained vectors here?  ")
    assert "paired differences" not in answer
    result = show(finished.path, "--all")
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert lines[0] == f"{finished.path}: complete, 6 of 6 runs"
    meta = finished.meta
    assert lines[1] == f"started {meta['started']}, finished {meta['finished']}"
    for expected in ("± ", "95 % interval", "paired differences", "neighbours of"):
        assert expected in result.stdout
    assert "so far" not in result.stdout
    assert everything_below(finished.path) == before


def test_an_interrupted_study(begun):
    result = show(begun.path)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"{begun.path}: interrupted, 0 of 18 trials, 3 of 6 runs"
    assert lines[1] == "started 2026-01-02T03:04:05+00:00"
    assert f"finish it with embedstudy compare --out {begun.path} --resume" in lines[2]
    assert lines[3] == "warning: texts were odd"
    cells = [line.split() for line in lines if line.startswith(" d ")]
    assert cells == [
        ["d", "1,000", "glove", "mean", "random", "2", "60.0", "30.0"],
        ["d", "1,000", "glove", "mean", "frozen", "1", "(1", "failed)"],
    ]
    assert r"frozen-0: diverged: loss\x1b[2J not finite" in lines
    assert "\x1b" not in result.stdout


def test_a_running_study_and_what_it_did_last(begun):
    (begun.path / "study.log").write_text("first\nbegun: random, seed 2\n")
    with claim_directory(begun.path, "resume"):
        result = show(begun.path)
        assert "running, 0 of 18 trials, 3 of 6 runs" in result.stdout
        assert "last line of its log: begun: random, seed 2" in result.stdout
        assert "--resume" not in result.stdout
    assert "interrupted, " in show(begun.path).stdout


def test_a_finished_study_that_is_being_extended_is_running(finished, tmp_path):
    out = tmp_path / "s"
    shutil.copytree(finished.path, out)
    with claim_directory(out, "resume"):
        result = show(out)
    assert f"{out}: running, 0 of 0 trials, 6 of 6 runs" in result.stdout
    assert "runs so far" in result.stdout
    assert "95 % interval" not in result.stdout  # of what may be another study by now


def test_as_json(finished, begun):
    document = json.loads(show(finished.path, "--json").stdout)
    assert document["state"]["status"] == "complete"
    assert document["state"]["in_use"] is False
    assert len(document["summary"]) == 3
    document = json.loads(show(begun.path, "--json").stdout)
    assert document["state"] == {
        "status": "interrupted", "in_use": False, "started": "2026-01-02T03:04:05+00:00",
        "finished": None, "trials": 0, "planned_trials": 18, "runs": 3, "planned_runs": 6,
        "last_logged": "",
    }  # fmt: skip
    assert [row["strategy"] for row in document["so_far"]] == ["random", "frozen"]
    assert document["so_far"][0]["test_accuracy"] == pytest.approx(0.3)
    assert document["so_far"][1]["test_accuracy"] is None
    assert document["summary"] == []
    assert document["study"]["warnings"] == ["texts were odd"]


def test_a_study_made_before_the_plan_was_kept(begun):
    meta = begun.meta
    del meta["planned"], meta["warnings"]
    begun.write_meta(meta)
    assert f"{begun.path}: interrupted, 0 trials, 3 runs" in show(begun.path).stdout


def test_a_copy_without_its_lock_gets_none(begun):
    (begun.path / ".lock").unlink()
    assert "interrupted" in show(begun.path).stdout
    assert not (begun.path / ".lock").exists()


def test_a_lock_that_may_not_be_opened_is_no_error(begun, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write all
    result = show(begun.path)
    assert result.exit_code == 0
    assert f"{begun.path}: running, " in result.stdout
    assert "its lock may not be opened" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such study"),
        ("{", "study.json: damaged or missing"),
        ('{"status": "complete"}', "study.json: damaged, or of another version"),
        ('{"status": "running", "planned": 3}', "study.json: damaged, or of another version"),
    ],
)
def test_what_is_no_study_is_one_line_and_status_2(tmp_path, content, message):
    if content is not None:
        (tmp_path / "s").mkdir()
        (tmp_path / "s" / "study.json").write_text(content)
    result = show(tmp_path / "s")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("error: ")


def test_a_study_of_another_process_killed_in_the_middle(tmp_path):
    """What it shows while the process lives, and once it is gone."""
    texts = "".join(f"good a{i % 7},p\nbad b{i % 5},n\n" for i in range(400))
    (tmp_path / "d.csv").write_text(f"text,label\n{texts}")
    out = tmp_path / "s"
    command = [
        *(sys.executable, "-m", "embedstudy", "compare", str(tmp_path / "d.csv")),
        *("--strategy", "random", "--baseline", "none", "--seeds", "5000", "--lr", "0.1"),
        *("--epochs", "20", "--out", str(out)),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 300
        while not (out / "runs.csv").exists() and time.monotonic() < deadline:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        running = show(out)
        assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        lines = process.stderr.read().splitlines()
    assert running.stdout.startswith(f"{out}: running, 0 of 0 trials, ")
    assert " of 5,000 runs" in running.stdout
    assert "last line of its log: 20" in running.stdout
    assert "training: 5,000 runs" in lines
    killed = show(out)
    assert killed.stdout.startswith(f"{out}: interrupted, 0 of 0 trials, {len(Study(out).runs)} of")
