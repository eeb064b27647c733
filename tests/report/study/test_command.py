"""The command of a page makes the study again."""

import json
import shlex

import pytest

import embedstudy
from embedstudy.report.study.command import command_of
from embedstudy.results.study import Study
from tests.cli.runner import call

CALLS = [
    [],
    ["--strategy", "random", "--strategy", "zeros", "--baseline", "majority", "--seeds", "2"],
    ["--baseline", "none", "--train-sizes", "40,all", "--tune", "random:2", "--tune-epochs", "1,2"],
    ["--lr", "0.05", "--optimizer", "adam", "--dropout", "0.3", "--nesterov", "--momentum", "0.5",
     "--probe", "good", "--probe", "it's", "--encoder", "max", "--encoder", "mean",
     "--tune-dropout", "0,0.3", "--oov", "zeros", "--no-case-fallback", "--all-but-the-top", "1",
     "--skip-bad-lines", "--normalize", "--limit", "50", "--text-column", "text", "--dim", "5",
     "--label-column", "label", "--encoding", "latin-1", "--max-tokens", "9", "--min-count", "2",
     "--max-vocabulary", "90", "--tokenizer", "whitespace", "--cv", "3", "--epochs", "3",
     "--unfreeze-after", "1", "--patience", "2", "--embedding-initializer", "Zeros",
     "--initializer", "HeNormal", "--vectors", "a b.txt", "--vectors", "glove-6b-50d"],
]  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What the command line would call `compare` with, as study.json would have it."""
    from embedstudy import comparison
    from embedstudy.cli import kept_studies  # noqa: F401 - reads the signature that is its own

    def record(*arguments, **named):
        raise KeyboardInterrupt(json.dumps(comparison._options(named)))

    monkeypatch.setattr(comparison, "compare", record)

    def ask(words):
        result = call(*words)
        assert result.stderr.startswith("stopped: "), result.stderr
        return json.loads(result.stderr.removeprefix("stopped: "))

    return ask


@pytest.mark.parametrize("options", CALLS)
def test_a_call_is_said_again(asked, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    first = asked(["compare", "it's data.csv", *options])
    command = command_of(first)
    words = shlex.split(command)
    assert words[:2] == ["embedstudy", "compare"]
    assert asked(words[1:]) == first


def test_defaults_need_not_be_said(asked):
    found = asked(["compare", "rotten-tomatoes", "--vectors", "glove-6b-50d"])
    assert command_of(found) == "embedstudy compare rotten-tomatoes --vectors glove-6b-50d"


def test_a_call_from_python_is_said_as_a_command(corpus, vectors, tmp_path):
    assert command_of(None) is None
    out = tmp_path / "s"
    study = embedstudy.compare(
        corpus, vectors, strategies=["random"], baselines=(), seeds=1, epochs=1, learning_rate=0.1,
        out=out, progress=False,
    )  # fmt: skip
    assert study.meta["options"] is None
    assert "No single command says it" in (out / "report.html").read_text()


@pytest.mark.parametrize("change", [{"dataset": [["a", "b"]]}, {"seeds": {}}, {"model": None}])
def test_what_no_command_can_say(asked, change):
    found = asked(["compare", "rotten-tomatoes"])
    assert command_of({**found, **change}) is None
    assert command_of({}) is None


def test_the_page_of_a_real_study_is_drawn_from_the_directory(corpus, vectors, tmp_path):
    from embedstudy.report.explorer import explorer_of
    from embedstudy.report.study import page

    out = tmp_path / "s"
    embedstudy.compare(
        corpus, vectors, baselines=("majority",), seeds=2, epochs=1, train_sizes=(50, "all"),
        learning_rate=0.1, out=out, progress=False,
    )  # fmt: skip
    made = (out / "report.html").read_bytes()
    assert page(Study(out), explorer=explorer_of(Study(out))) == made
    assert "finished when" not in made.decode()
    (out / "report.html").unlink()
    result = call("report", out)
    assert (result.exit_code, result.stdout) == (0, f"report: {out / 'report.html'}\n")
    assert (out / "report.html").read_bytes() == made
