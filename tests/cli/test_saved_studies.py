"""``compare`` with a study.toml, with --add and without a DATASET; a grid that is killed."""

import json
import os
import random

import pytest

from embedstudy.notebook import Study
from embedstudy.results.create import claim_directory
from tests.cli.runner import call, process
from tests.kills import counted_writes, run_killed
from tests.made_up_files import contents, same, texts, write_csv, write_vectors

QUICK = ["--epochs", "2", "--lr", "0.3", "--baseline", "majority"]
TOML = """
dataset = "a.csv"
vectors = "v.txt"
strategies = ["random", "frozen"]
seeds = 2
epochs = 2
learning_rate = 0.3
baselines = "majority"
"""


@pytest.fixture
def place(tmp_path, home, monkeypatch):
    """A working directory with data of two kinds."""
    folder = tmp_path / "work"
    folder.mkdir()
    write_csv(folder / "a.csv", texts(120, 1))
    write_csv(folder / "b.csv", texts(100, 2))
    write_vectors(folder / "v.txt")
    write_vectors(folder / "w.txt", seed=9)
    (folder / "study.toml").write_text(TOML)
    monkeypatch.chdir(folder)
    return folder


def test_a_study_file_is_the_options_in_words(place, monkeypatch):
    assert call("compare", "study.toml", "-q").exit_code == 0
    options = ["--strategy", "random", "--strategy", "frozen", "--seeds", 2, *QUICK, "-q"]
    assert call("compare", "a.csv", "--vectors", "v.txt", *options, "--out", "o").exit_code == 0
    from_file, from_options = contents(place / "runs" / "study"), contents(place / "o")
    for study in (from_file, from_options):
        study["study"].pop("options")
    assert from_file == from_options
    # From anywhere, and with what may stand beside it.
    monkeypatch.chdir("/")
    again = call("compare", place / "study.toml", "--out", place / "o", "--resume", "--json", "-q")
    assert again.exit_code == 0
    assert len(json.loads(again.stdout)["runs"]) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.toml"], "error: none.toml: No such file or directory"),
        (["study.toml", "--seeds", "3"], "error: study.toml says all of the study: leave --seeds"),
        (["study.toml", "--lr", "1"], "leave --learning-rate, --lr out"),
        (["study.toml", "--case-fallback"], "leave --case-fallback"),
        (["study.toml", "a.csv"], "error: study.toml: a study file says all of a study; give no"),
        (["a.csv", "--add", "seeds=9"], "error: --add goes with the study in --out as it is"),
        (["--add", "seeds=9"], "error: say with --out which study to go on with"),
        (["--resume"], "error: say with --out which study to go on with"),
        (["--resume", "--out", "none"], "error: none: no such study"),
        (
            ["study.toml", "--snapshots"],
            "study.toml says all of the study: leave --snapshots,",
        ),
        (["--out", "none"], "error: name a data set, or go on with a study: --out DIR with --res"),
        (["--force", "--out", "none"], "error: name a data set"),
        (["study.toml", "--add", "sedes=9"], "error: no key for --add 'sedes'; there are: seeds,"),
        (["study.toml", "--add", "seeds=1"], "error: --add seeds=1: the study has 2 seeds, and no"),
        (["study.toml", "--add", "seeds=9", "--force"], "error: --add and --force exclude each"),
        (["a.csv", "--resume", "--force"], "error: --resume and --force exclude each other: give"),
        (["a.csv", "--if-exists", "fail", "--resume"], "--resume and --if-exists exclude each"),
        (["a.csv", "--if-exists", "resum"], "error: no if_exists 'resum'; there are: resume"),
        (["a.csv", "--train-sizes", "500"], "error: a.csv: train size 500: the training part has"),
        (["a.csv", "--train-sizes", "1"], "error: a.csv: train size 1: too small for one text of"),
        (["a.csv", "--train-sizes", "10,some"], "error: train size 'some' is neither a number of"),
        (
            ["a.csv", "--train-sizes", ""],
            "error: --train-sizes is empty; give N,N,all, or leave it out",
        ),
        (["a.csv", "--seeds", "0"], "error: seeds is 0; it must be a whole number, at least 1"),
        (["a.csv", "--seeds", "-2"], "error: seeds is -2; it must be a whole number, at least 1"),
        (["a.csv", "--strategy", "frozen", "--dim", "9"], "error: dim goes without vectors, and"),
        (["a.csv", "--tune", "gird"], "error: no tuning 'gird'; there are: grid"),
        (["a.csv", "--tune-dropout", "0,x"], "error: tune_dropout holds 'x'; each value must be"),
    ],
)
def test_misuse_is_one_line_and_leaves_nothing(place, arguments, message):
    before = sorted(place.rglob("*"))
    usual = [] if "--strategy" in arguments or "a.csv" not in arguments else ["--strategy=random"]
    result = call("compare", *arguments, *usual, "-q")
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert sorted(place.rglob("*")) == before


def test_a_typo_in_a_study_file_names_file_and_key(place):
    (place / "study.toml").write_text(TOML.replace("strategies", "strategy"))
    result = call("compare", "study.toml")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: study.toml: no key 'strategy'; there are: strategies,")


def test_more_of_a_study_from_anywhere(place, monkeypatch):
    quick = ["--epochs", "1", "--lr", "0.3", "--baseline", "majority", "--snapshots"]
    arguments = ["a.csv", "--vectors", "v.txt", *quick, "-q"]
    small = ["--strategy", "random", "--seeds", 1, "--out", "s"]
    assert call("compare", *arguments, *small).exit_code == 0
    before = contents(place / "s")
    monkeypatch.chdir("/")
    more = [
        f"datasets={place / 'b.csv'}", f"vectors={place / 'w.txt'}", "seeds=2",
        "strategies=frozen",
    ]  # fmt: skip
    adding = [word for addition in more for word in ("--add", addition)]
    assert call("compare", "--out", place / "s", *adding, "-q").exit_code == 0
    monkeypatch.chdir(place)
    large = ["--strategy", "random", "--strategy", "frozen"]
    large += ["--vectors", "w.txt", "--seeds", 2, "--out", "once"]
    assert call("compare", "a.csv", "b.csv", *arguments[1:], *large).exit_code == 0
    same(place / "s", place / "once")
    after = contents(place / "s")
    of_runs = [name for name in before if name.startswith(("spaces", "predictions"))]
    assert of_runs
    assert all(after[name] == before[name] for name in of_runs)
    # As it is now, and nothing is trained: the runs and their timings stay.
    runs = Study(place / "s").runs
    assert call("compare", "--out", "s", "--resume", "-q").exit_code == 0
    assert Study(place / "s").runs == runs
    # Where data are somewhere else by now, that is what study.json says from then on.
    (place / "a.csv").rename(place / "moved.csv")
    result = call("compare", "--out", "s", "--resume", "-q")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert f"{place / 'a.csv'}: no such file" in result.stderr
    (place / "there").mkdir()
    (place / "moved.csv").rename(place / "there" / "a.csv")
    assert call("compare", "there/a.csv", "b.csv", *arguments[1:], *large[:-1], "s",
                "--resume").exit_code == 0  # fmt: skip
    assert call("compare", "--out", "s", "--resume", "-q").exit_code == 0
    assert Study(place / "s").runs == runs
    gone = call("compare", "--out", "s", "--add", "seeds=1", "-q")
    assert gone.exit_code == 2
    assert "the study has 2 seeds" in gone.stderr


def test_a_study_file_with_more(place):
    adding = ["--add", "strategies=zeros", "--add", "seeds=3"]
    assert call("compare", "study.toml", "-q").exit_code == 0
    assert call("compare", "study.toml", *adding, "-q").exit_code == 0
    runs = Study(place / "runs" / "study").runs
    assert [(row.strategy, row.seed) for row in runs] == [
        *((s, k) for s in ("random", "frozen", "zeros") for k in range(3)), ("majority", 0)
    ]  # fmt: skip
    # The file says less than there is now.
    result = call("compare", "study.toml", "--resume", "-q")
    assert result.exit_code == 2
    assert "seeds was 3, is 2" in result.stderr


def test_a_study_that_another_process_writes_is_refused(place):
    with claim_directory(place / "s"):
        for options in ([], ["--resume"], ["--force"]):
            result = call("compare", "study.toml", "--out", "s", *options, "-q")
            assert result.exit_code == 2
            assert result.stderr == "error: s: in use by another embedstudy process\n"


def test_a_dev_part_of_one_class_is_a_warning(place):
    write_csv(place / "pos.csv", [row for row in texts(40, 3) if row[1] == "pos"])
    write_csv(place / "none.csv", [])
    options = ["--strategy", "random", "--seeds", 1, "--out", "s", "-q"]
    files = ["a.csv", "--test-file", "b.csv"]
    result = call("compare", *files, "--dev-file", "pos.csv", *options, *QUICK)
    assert result.exit_code == 0
    warning = "dev has one class only ('pos'): a choice made on it rests on little"
    assert result.stderr == f"warning: a.csv: {warning}\n"
    assert Study(place / "s").meta["warnings"] == [warning]
    assert all(0 <= row.dev_accuracy <= 1 for row in Study(place / "s").runs)
    result = call("compare", *files, "--dev-file", "none.csv", *options[:-2], "t", "-q")
    assert (result.exit_code, result.stderr) == (2, "error: none.csv: no rows that can be read\n")
    flat = ["pos.csv", "--dev-file", "a.csv", "--test-file", "b.csv"]
    result = call("compare", *flat, *options[:-2], "t", "-q")
    assert result.exit_code == 2
    assert result.stderr == "error: pos.csv: only one class ('pos'): nothing to learn\n"


def test_a_grid_killed_at_any_moment_is_resumed_to_the_same_bytes(place):
    arguments = [
        "a.csv", "--vectors", "v.txt", "--strategy", "random", "--strategy", "finetuned",
        "--seeds", "2", "--train-sizes", "20,all", "--tune", "random:2",
        "--tune-dropout", "0,0.3", "--epochs", "4", "--quiet",
    ]  # fmt: skip
    with counted_writes() as writes:
        assert call("compare", *arguments, "--out", "whole").exit_code == 0
    wanted = len(Study(place / "whole").runs)
    rng = random.Random(1)
    runs_kept = []
    for turn in range(2):
        out = place / str(turn)
        moment = (turn + rng.uniform(0.2, 0.8)) / 2
        command = ["compare", *arguments, "--out", out]
        run_killed(round(moment * writes.count), *command, log=place / "log")
        runs_kept.append(len(Study(out).runs))
        assert call("compare", "--out", out, "--resume", "-q").exit_code == 0
        same(out, place / "whole")
    assert min(runs_kept) < wanted  # one of them at least was in the midst of it


def test_a_study_json_of_another_make_is_one_line(place):
    assert call("compare", "study.toml", "-q", "--out", "s").exit_code == 0
    study = Study(place / "s")
    options = study.meta["options"]
    for damaged in ({}, {**options, "jobs": 9}, {k: options[k] for k in list(options)[1:]}):
        study.write_meta({**study.meta, "options": damaged})
        result = call("compare", "--out", "s", "--add", "seeds=9", "-q")
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
        assert "error: s: study.json is damaged, or of another version of" in result.stderr
    study.write_meta({**study.meta, "options": None})
    result = call("compare", "--out", "s", "--add", "seeds=9", "-q")
    assert "call compare(..., extend=True) in Python" in result.stderr


@pytest.mark.parametrize("closed", ["its end of the pipe", "stderr itself"])
def test_a_study_goes_on_where_nobody_reads_stderr(place, closed, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # lines wait in a buffer, as usual
    command = ["compare", "study.toml", "--out", "s"]
    if closed == "stderr itself":
        running = process(*command, preexec_fn=lambda: os.close(2))
    else:
        running = process(*command)
        running.stderr.close()
    with running:
        assert running.stdout.read().startswith("Do you need pretrained vectors")
    assert running.returncode == 0
    assert Study(place / "s").meta["status"] == "complete"


@pytest.mark.parametrize("how", [["--resume"], ["--add", "seeds=3"]])
def test_a_study_as_it_is_may_be_asked_for_snapshots(place, how):
    options = ["--strategy", "random", "--seeds", 2, *QUICK, "-q", "--out", "o"]
    assert call("compare", "a.csv", *options, "--no-snapshots").exit_code == 0
    before = contents(place / "o")["study"]["options"]
    result = call("compare", "--out", "o", *how, "--snapshots")
    assert result.exit_code == 0
    assert "1 run without snapshots: trained again, to keep them" in result.stderr
    study = Study("o")
    assert [study.has_snapshots(row.run) for row in study.runs if row.strategy == "random"] == [
        True, *[False] * (len(study.runs) - 2),
    ]  # fmt: skip
    after = study.meta["options"]
    changed = {"snapshots", "seeds"} if how[0] == "--add" else {"snapshots"}
    assert {k for k in after["study"] if after["study"][k] != before["study"].get(k)} == changed
