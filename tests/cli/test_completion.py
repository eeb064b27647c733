"""Completion on Tab: the functions that list values, and the shells themselves."""

import os
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from embedstudy import registry
from embedstudy.cli.completion import SHELLS, VALUES, make_completer
from embedstudy.options.declaration import Choices
from tests.cli.runner import call
from tests.cli.shell import SETTINGS, InteractiveShell


def make_files(folder, *files):
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    return folder


STUDIES = ("runs/one/study.json", "runs/deep/er/study.json", ".hidden/study.json")
FILES = (*STUDIES, "models/m/model.safetensors", "reviews.csv")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(make_files(tmp_path, *FILES))


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


def test_the_home_folder_stays_a_tilde(place, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "runs"))
    assert list(VALUES["file"]("~/o")) == ["~/one/", "~/one/study.json"]
    assert list(VALUES["study"]("~/")) == ["~/one", "~/deep/er"]


def test_names_come_from_the_registry(place):
    assert list(VALUES["dataset"]("rev")) == [*registry.all_dataset_names(), "reviews.csv"]
    vectors = list(VALUES["vectors"]("x"))
    assert vectors == [*registry.vectors_names(), "train:word2vec", "train:fasttext"]


def test_choices_complete_and_so_does_what_stands_beside_them(place):
    complete = make_completer("file", Choices("thing", ("one", "two")))
    assert list(complete(SimpleNamespace(incomplete="rev"))) == ["one", "two", "reviews.csv"]
    assert make_completer("") is None


SHELLS_HERE = [
    pytest.param(
        shell,
        marks=[
            pytest.mark.shells,
            pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed"),
        ],
    )
    for shell in SHELLS
]
EVALUATE = {
    "bash": 'eval "$(embedstudy completion bash)"\n',
    "zsh": 'eval "$(embedstudy completion zsh)"\n',
    "fish": "embedstudy completion fish | source\n",
}


def start_shell(name, folder, *, installed):
    """Start a shell in a folder of its own, whose home is at ``home``."""
    home, work = folder / "home", folder / "work"
    make_files(home, "notes.csv")
    make_files(work, *FILES, "my data/a b.csv", "my data/c.csv", "it's.csv")
    command = make_files(folder, "bin/embedstudy") / "bin" / "embedstudy"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m embedstudy "$@"\n')
    command.chmod(0o755)
    file, settings = SETTINGS[name]
    settings_file = make_files(home, file) / file
    settings_file.write_text(settings + ("" if installed else EVALUATE[name]))
    if installed:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "home", lambda: home)
            assert call("completion", name, "--install").exit_code == 0
    unset = ("ZDOTDIR", "ZSH", "ZSH_CUSTOM", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    env = {name: value for name, value in os.environ.items() if name not in unset}
    path = f"{command.parent}:{env['PATH']}"
    return InteractiveShell(name, work, {**env, "HOME": str(home), "PATH": path})


@pytest.fixture(scope="module", params=SHELLS_HERE)
def shell(request, tmp_path_factory):
    shell = start_shell(request.param, tmp_path_factory.mktemp("shell"), installed=True)
    yield shell
    shell.end()


def assert_quiet(text):
    for noise in ("Traceback", "rror:", "not found", "unknown"):
        assert noise not in text


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("vect", "vectors "),
        ("vectors down", "vectors download "),
        ("compare rot", "compare rotten-tomatoes "),
        ("compare imdb --voc", "compare imdb --voc"),
        ("compare imdb --vec", "compare imdb --vectors "),
        ("compare imdb --quiet -q --vec", "compare imdb --quiet -q --vectors "),
        ("compare -q --json rot", "compare -q --json rotten-tomatoes "),
        ("compare --vectors glove-6b-5", "compare --vectors glove-6b-50d "),
        ("compare --vectors train:f", "compare --vectors train:fasttext "),
        ("compare --vectors=train:f", "compare --vectors=train:fasttext "),
        ("compare --strategy random-", "compare --strategy random-frozen "),
        ("compare --tokenizer tr", "compare --tokenizer treebank "),
        ("compare imdb --test-file=rev", "compare imdb --test-file=reviews.csv "),
        ("compare imdb --seeds ", "compare imdb --seeds "),
        ("show x", "show x"),
        ("neighbors --json runs/o", "neighbors --json runs/one "),
        ("predict models/m rev", "predict models/m reviews.csv "),
        ("train my\\ data/a", "train my\\ data/a\\ b.csv "),
        ('train "my data/a', 'train "my data/a b.csv" '),
        ("train it", "train it\\'s.csv "),
        ("train ~/no", "train ~/notes.csv "),
    ],
    ids=str,
)
def test_a_shell_completes(shell, line, completed):
    result, shown = shell.complete(f"embedstudy {line}")
    assert result == f"embedstudy {completed}"
    assert_quiet(shown)


@pytest.mark.parametrize(
    ("line", "completed", "values"),
    [
        ("co", "comp", ["compare", "completion"]),
        ("compare imdb --encoder mean --encoder c", "", ["cnn", "concat"]),
        ("show ru", "show runs/", ["runs/deep/er", "runs/one"]),
    ],
    ids=str,
)
def test_a_shell_lists_what_fits(shell, line, completed, values):
    result, shown = shell.complete(f"embedstudy {line}", *values)
    assert result == f"embedstudy {completed or line}"
    assert_quiet(shown)


@pytest.mark.parametrize("name", SHELLS_HERE)
def test_a_shell_reads_the_script(name, tmp_path):
    shell = start_shell(name, tmp_path, installed=False)
    assert_quiet(shell.greeting)
    assert shell.complete("embedstudy vect")[0] == "embedstudy vectors "
    assert shell.complete("embedstudy compare rot")[0] == "embedstudy compare rotten-tomatoes "
    shell.end()
