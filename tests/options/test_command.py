"""The command that makes a study again."""

import json
import shlex

import pytest

from embedstudy import comparison
from embedstudy.errors import InputError
from embedstudy.options.command import build_command, read_command
from embedstudy.options.compare import CompareOptions
from embedstudy.study.plan.request import StudyRequest
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
def ask(tmp_path, monkeypatch):
    """Return what study.json would hold of a command, without making the study."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it's data.csv").write_text("text,label\n")
    (tmp_path / "a b.txt").write_text("a 1\n")
    recorded = []

    def record(
        dataset, vectors=None, *, tokenizer="basic", progress=True, show_answer=None, **options
    ):
        recorded.append(StudyRequest.from_call(dataset, vectors, tokenizer, options))
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison, "run_comparison", record)

    def run(words):
        result = call(*words)
        assert recorded, result.stderr
        return json.loads(json.dumps(recorded.pop().to_json()))

    return run


@pytest.mark.parametrize("options", CALLS)
def test_the_command_makes_the_same_study(ask, options):
    first = ask(["compare", "it's data.csv", *options])
    words = shlex.split(read_command({"options": first}))
    assert words[:2] == ["embedstudy", "compare"]
    assert ask(words[1:]) == first


def test_defaults_are_left_out():
    values = {"vectors": ("glove-6b-50d",), "seeds": 5, "learning_rate": "auto", "limit": None}
    assert build_command(["rotten-tomatoes"], CompareOptions.from_values(values)) == [
        "embedstudy", "compare", "rotten-tomatoes", "--vectors", "glove-6b-50d"
    ]  # fmt: skip


def test_a_value_is_said_where_the_recommended_one_may_differ():
    words = build_command(["a"], CompareOptions.from_values({"batch_size": 1, "nesterov": False}))
    assert words[3:] == ["--batch-size", "1"]


def test_what_no_command_can_say():
    usual = CompareOptions()
    with pytest.raises(InputError, match=r"no word of a command can say \['a', 'b'\]"):
        build_command([["a", "b"]], usual)
    with pytest.raises(InputError, match="skip_bad_lines differs between groups"):
        build_command(["a"], CompareOptions.from_values({"data": {"skip_bad_lines": True}}))


@pytest.mark.parametrize(
    "options", [None, {}, {"datasets": [["a", "b"]]}, {"datasets": ["a"], "study": {"seeds": {}}}]
)
def test_a_study_without_a_command(options):
    assert read_command({"options": options}) is None
    assert read_command({}) is None


def test_the_flat_options_of_format_1():
    options = {
        "dataset": ["imdb"], "vectors": None, "strategies": ["random"], "epochs": None,
        "seeds": 5, "train_sizes": ["all"], "model": {"epochs": 3, "optimizer": None},
        "reading": {"case_fallback": False, "skip_bad_lines": True},
        "data": {"skip_bad_lines": True, "encoding": "utf-8"}, "probes": None,
    }  # fmt: skip
    assert read_command({"format": 1, "options": options}) == (
        "embedstudy compare imdb --strategy random --skip-bad-lines --no-case-fallback --epochs 3"
    )


def test_options_may_be_changed():
    options = CompareOptions.from_values({"vectors": ["v"], "strategies": ["random"], "dim": 20})
    meta = {"options": {"datasets": ["imdb"], **options.to_json()}}
    assert read_command(meta, {"cv": 10}) == (
        "embedstudy compare imdb --vectors v --strategy random --cv 10 --dim 20"
    )
    assert read_command(meta, {"strategies": None, "vectors": None, "dim": None}) == (
        "embedstudy compare imdb"
    )
