"""The command line as a whole: errors, streams and scripts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runner import call, process

SAMPLE = Path(__file__).parents[2] / "data" / "sample" / "reviews.csv"

DATA = ["rotten-tomatoes", "--vectors", "glove-6b-50d"]
QUICK = ["--seeds", "2", "--epochs", "1", "--lr", "0.1", "--quiet"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "rotten-tomatos"], "error: no data set 'rotten-tomatos'; there are: rotten"),
        (
            ["compare", "imdb", "--vectors", "glove"],
            "error: no vectors 'glove'; nearest: glove-6b",
        ),
        (["compare", *DATA, "--strategy", "freeze"], "error: no strategy 'freeze'; there are: fr"),
        (["compare", *DATA, "--encoder", "meen"], "error: no encoder 'meen'; there are: mean"),
        (
            ["compare", *DATA, "--seeds", "0"],
            "error: seeds is 0; it must be a whole number, at least 1",
        ),
        (["compare", *DATA, "--jobs", "0"], "error: jobs is 0"),
        (["compare", *DATA, "--lr", "-1"], "error: learning_rate is -1.0"),
        (["compare", *DATA, "--probe", "wonderfull", *QUICK], "nearest spellings: wonderful"),
        (["compare", *DATA, "--strategy", "-x"], "error: no strategy '-x'; there are: "),
        (["neighbors", "no/such/place", "good"], "error: no/such/place: no such study"),
        (["neighbors", "/etc", "good"], "error: /etc: not a study"),
        (["vectors", "download", "glove-6b-50"], "error: no vectors 'glove-6b-50'; nearest: gl"),
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


def test_an_error_that_nobody_reads_keeps_its_status(monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # the line waits in a buffer, as usual
    running = process("neighbors", "no/such/place", "good")
    running.stderr.close()
    with running:
        assert running.stdout.read() == ""
    assert running.returncode == 2


def test_control_characters_in_a_name_are_shown_and_not_obeyed():
    result = call("compare", "\x1b]0;title\x07\n\u202e")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stderr)


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_quiet_and_the_status_is_that_of_sigpipe(quick, unbuffered):
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    with process("neighbors", quick, *["terrible"] * 150, env=environment) as running:
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == ""
    assert running.returncode == 141


@pytest.mark.parametrize("arguments", [["--seeds", "abc"], ["--sedes", "3"], []])
def test_misuse_is_one_line_too(arguments):
    result = call("compare", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1


def test_a_terminal_that_is_not_utf8(quick):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    with process("show", quick, env=environment) as running:
        stdout, stderr = running.communicate()
    assert running.returncode == 0
    assert stderr == ""
    assert "finetuned" in stdout


def test_a_locale_of_ascii_alone(tmp_path):
    """Python's UTF-8 mode takes its place, so that any name can be opened and any text is read."""
    (tmp_path / "caf\xe9.csv").write_text("t\xeaxt,label\n" + "good,pos\nbad,neg\n" * 20, "utf-8")
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    arguments = ["datasets", "info", "caf\xe9.csv", "--text-column", "t\xeaxt"]
    with process(*arguments, env=environment, cwd=tmp_path, encoding="utf-8") as running:
        stdout, stderr = running.communicate()
    assert running.returncode == 0, stderr
    assert "caf\xe9.csv" in stdout


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
    process = subprocess.run(
        [sys.executable, path, *filled], capture_output=True, text=True, check=True
    )
    assert process.stdout


def test_what_fits_in_no_memory_is_one_line(tmp_path):
    out = ["--out", tmp_path / "s", "--quiet"]
    command = ("compare", SAMPLE, "--strategy", "random", "--ngrams", 2, "--buckets", 2 * 10**9)
    result = call(*command, *out)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: this study needs about ")
    assert "fewer --buckets" in result.stderr
    assert not (tmp_path / "s" / "study.json").exists()
    result = call(*command, *out, "--no-check-resources")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: not enough memory while training")
    assert "0 of 8 runs kept" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("dim", [10_001, 10**20])
def test_a_length_of_vectors_beyond_reason_is_refused(tmp_path, dim):
    result = call("compare", SAMPLE, "--strategy", "random", "--dim", dim, "--out", tmp_path / "s")
    assert result.exit_code == 2
    assert (
        f"dim is {dim}; it must be a whole number, at least 1 and at most 10,000" in result.stderr
    )
