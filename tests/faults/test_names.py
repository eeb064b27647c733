"""Names of files that are not UTF-8, and a locale that knows ASCII alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from embedstudy.results.directory import StudyDirectory
from tests.cli.runner import call

pytestmark = pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
CLASS = "names that are not UTF-8"
ROWS = b"".join(
    b"%s film %d,%s\n" % (word, i % 9, label)
    for i in range(40)
    for word, label in ((b"good", b"pos"), (b"bad", b"neg"))
)


def make_files(folder: bytes, name: bytes) -> None:
    """Write a data set and vectors with such a name, in a folder of such a name."""
    os.makedirs(folder)  # noqa: PTH103 - bytes
    Path(os.fsdecode(folder + b"/data" + name + b".csv")).write_bytes(b"text,label\n" + ROWS)
    words = (b"good", b"bad", b"film", *(b"%d" % i for i in range(9)))
    Path(os.fsdecode(folder + b"/vectors" + name + b".txt")).write_bytes(
        b"".join(b"%s %d.5 %d.25 1\n" % (word, i % 3, i % 2) for i, word in enumerate(words))
    )


def list_commands(name: bytes) -> list[tuple[int, list[bytes]]]:
    """Return commands with the exit status of each."""
    data, vectors = b"data" + name + b".csv", b"vectors" + name + b".txt"
    study, model = b"study" + name, b"model" + name
    quick = [b"--epochs", b"1", b"--lr", b"0.1"]
    compare = [b"compare", data, b"--vectors", vectors, b"--seeds", b"1", *quick, b"--out", study]
    return [
        (0, [b"datasets", b"info", data]),
        (0, compare),
        (2, compare),
        (0, [*compare, b"--resume"]),
        (0, [b"compare", b"--add", b"seeds=2", b"--out", study]),
        (0, [b"show", study]),
        (0, [b"show", study, b"--json"]),
        (0, [b"report", study]),
        (0, [b"structure", study]),
        (0, [b"neighbors", study, b"good"]),
        (0, [b"export", study, b"--format", b"csv", b"--out", b"tables" + name]),
        (0, [b"export", study, b"--format", b"latex", b"--out", b"paper" + name]),
        (0, [b"export", study, b"--run", b"finetuned", b"--format", b"glove", b"--out",
             b"space" + name]),
        (0, [b"cite", study]),
        (0, [b"train", data, b"--vectors", vectors, *quick, b"--out", model]),
        (0, [b"predict", model, data]),
        (0, [b"predict", model, b"--text", b"good"]),
        (0, [b"test", model, data]),
        (0, [b"vectors", b"info", vectors]),
        (0, [b"vectors", b"convert", vectors, b"copy" + name + b".npy"]),
        (2, [b"vectors", b"convert", vectors, b"copy" + name + b".npy"]),
        (0, [b"vectors", b"neighbors", vectors, b"good"]),
        (0, [b"vectors", b"train", b"--corpus", data, b"--out", b"own" + name + b".bin"]),
        (0, [b"initializers", data, b"--seeds", b"2", b"--epochs", b"1", b"--out", b"i" + name]),
        (2, [b"show", b"none" + name]),
        (2, [b"datasets", b"info", b"none" + name + b".csv"]),
        (2, [b"vectors", b"info", b"none" + name + b".txt"]),
        (2, [b"predict", b"none" + name, b"--text", b"a"]),
    ]  # fmt: skip


def check_texts(folder: bytes) -> None:
    """Check that all texts that were written are UTF-8."""
    for path in Path(os.fsdecode(folder)).rglob("*"):
        if path.suffix in (".html", ".json", ".log", ".tex", ".csv", ".tsv") and path.is_file():
            path.read_text(encoding="utf-8")


@pytest.mark.quick_faults
@pytest.mark.parametrize("name", [b"x\xffy", b"caf\xe9", b"\xed\xa0\x80"])
def test_every_command_takes_a_path_that_is_not_utf8(trials, tmp_path, monkeypatch, name):
    if trials.scale < 1 and name != b"x\xffy":
        pytest.skip("not in this share of the trials")
    folder = os.fsencode(tmp_path) + b"/in" + name
    make_files(folder, name)
    monkeypatch.setenv("EMBEDSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(os.fsdecode(folder))
    for status, arguments in list_commands(name):
        with trials.run(CLASS, b" ".join(arguments)):
            result = call(*map(os.fsdecode, arguments))
            assert result.exit_code == status, result.stderr
            assert len(result.stderr.splitlines()) == 1 or status == 0
    with trials.run(CLASS, "the texts of the study"):
        check_texts(folder)
    with trials.run(CLASS, "the rows of the study"):
        study = StudyDirectory(Path(os.fsdecode(b"study" + name)))
        assert {row.dataset for row in study.runs} == {os.fsdecode(b"data" + name + b".csv")}


@pytest.mark.parametrize("name", ["caf\xe9".encode(), "\u6620\u753b".encode(), b"x\xffy"])
def test_a_locale_of_ascii_alone(trials, tmp_path, name):
    folder = os.fsencode(tmp_path) + b"/in" + name
    make_files(folder, name)
    environment = {
        **os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0",
        "EMBEDSTUDY_HOME": str(tmp_path / "home"),
    }  # fmt: skip
    commands = list_commands(name)
    for status, arguments in commands[:4] + commands[5:8] + commands[14:17] + commands[24:]:
        with trials.run(CLASS, b"LC_ALL=C " + b" ".join(arguments)):
            ended = subprocess.run(
                [sys.executable, "-m", "embedstudy", *arguments],
                env=environment, cwd=folder, capture_output=True, check=False, timeout=300,
            )  # fmt: skip
            assert ended.returncode == status, ended.stderr
            assert b"Traceback" not in ended.stderr
    with trials.run(CLASS, "LC_ALL=C, the texts of the study"):
        check_texts(folder)
    with trials.run(CLASS, "a study of one locale, resumed in another"):
        resumed = subprocess.run(
            [sys.executable, "-m", "embedstudy", *commands[3][1]],
            env={**os.environ, "EMBEDSTUDY_HOME": str(tmp_path / "home"), "LC_ALL": "C.UTF-8"},
            cwd=folder, capture_output=True, check=False, timeout=300,
        )  # fmt: skip
        assert resumed.returncode == 0, resumed.stderr
