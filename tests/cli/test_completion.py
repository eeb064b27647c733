"""Completion on Tab: the functions that list values, and bash itself."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from embedstudy import registry
from embedstudy.cli.completion import VALUES, make_completer
from embedstudy.options.declaration import Choices
from tests.cli.runner import call

ASK = """
source script.bash
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_embedstudy
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    for folder in ("runs/one", "runs/deep/er", ".hidden", "models/m"):
        (tmp_path / folder).mkdir(parents=True)
    for folder in ("runs/one", "runs/deep/er", ".hidden"):
        (tmp_path / folder / "study.json").touch()
    (tmp_path / "models" / "m" / "model.safetensors").touch()
    (tmp_path / "reviews.csv").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "text", "values"),
    [
        ("study", "", ["runs/one", "runs/deep/er"]),
        ("study", "ru", ["runs/one", "runs/deep/er"]),
        ("study", "runs/d", ["runs/deep/er"]),
        ("study", "runs/one", ["runs/one"]),
        ("study", "x", []),
        ("study", "no/where", []),
        ("model", "", ["models/m"]),
        ("file", "rev", ["reviews.csv"]),
        ("file", "", ["models/", "reviews.csv", "runs/"]),
        ("file", ".h", [".hidden/", ".hidden/study.json"]),
        ("folder", "m", ["models/", "models/m/"]),
        ("folder", "rev", []),
        ("shell", "", ["bash", "zsh", "fish"]),
    ],
)
def test_values_of_a_kind(place, kind, text, values):
    assert list(VALUES[kind](text)) == values


def test_names_come_from_the_registry(place):
    assert list(VALUES["dataset"]("rev")) == [*registry.dataset_names(), "reviews.csv"]
    vectors = list(VALUES["vectors"]("x"))
    assert vectors == [*registry.vectors_names(), "train:word2vec", "train:fasttext"]


def test_choices_complete_and_so_does_what_stands_beside_them(place):
    complete = make_completer("file", Choices("thing", ("one", "two")))
    assert list(complete(SimpleNamespace(incomplete="rev"))) == ["one", "two", "reviews.csv"]
    assert make_completer("") is None


@pytest.fixture(scope="module")
def script():
    result = call("completion", "bash")
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["vect"], ["vectors"]),
        (["vectors", "down"], ["download"]),
        (["compare", "rot"], ["rotten-tomatoes"]),
        (["compare", "imdb", "--voc"], []),
        (["compare", "imdb", "--vec"], ["--vectors"]),
        (["compare", "imdb", "--vectors", "glove-6b-5"], ["glove-6b-50d"]),
        (["compare", "imdb", "--vectors", "train:f"], ["train:fasttext"]),
        (["compare", "imdb", "--encoder", "mean", "--encoder", "c"], ["concat", "cnn"]),
        (["compare", "--strategy", "random-"], ["random-frozen"]),
        (["compare", "--strategy", "=", "mul"], ["multichannel"]),
        (["compare", "--initializer", "HeN"], ["HeNormal"]),
        (["show", "ru"], ["runs/deep/er", "runs/one"]),
        (["neighbors", "runs/o"], ["runs/one"]),
        (["predict", ""], ["models/m"]),
        (["train", "rev"], ["reviews.csv"]),
        (["compare", "imdb", "--test-file", "r"], ["reviews.csv", "runs/"]),
    ],
    ids=" ".join,
)
def test_bash_completes(place, script, words, completed):
    (place / "script.bash").write_text(script)
    (place / "bin").mkdir()
    (place / "bin" / "embedstudy").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m embedstudy "$@"'
    )
    (place / "bin" / "embedstudy").chmod(0o755)
    environment = {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", ASK, "bash", "embedstudy", *words],
        capture_output=True, text=True, env=environment, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    found = [line for line in done.stdout.splitlines() if line]
    assert sorted(found) == sorted(completed)
