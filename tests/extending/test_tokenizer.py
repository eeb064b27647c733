"""A tokenizer is added by one entry of one table."""

import sys
from types import ModuleType

import pytest

from embedstudy import EmbeddingClassifier, compare
from embedstudy.options.declaration import list_options
from embedstudy.options.text import TextOptions
from embedstudy.text.tokenizers import TOKENIZERS, Tokenizer
from tests.cli.runner import call

TEXTS = ["good|film", "bad|film", "a|good one", "a|bad one"] * 10
LABELS = ["pos", "neg"] * 20


@pytest.fixture
def bars(monkeypatch):
    module = ModuleType("bars_tokenizer")
    module.BARS = Tokenizer("bars", lambda text: text.split("|"), version=1)
    monkeypatch.setitem(sys.modules, "bars_tokenizer", module)
    monkeypatch.setitem(TOKENIZERS, "bars", "bars_tokenizer:BARS")


def test_it_is_a_choice_of_the_option(bars):
    (tokenizer,) = (option for option in list_options(TextOptions) if option.name == "tokenizer")
    assert tokenizer.choices.names == (*TOKENIZERS,)
    assert tokenizer.choices.names[-1] == "bars"
    assert TextOptions(tokenizer="bars").tokenizer == "bars"
    for command in (["compare"], ["train"], ["datasets", "info"]):
        assert "thai, bars" in " ".join(call(*command, "--help").stdout.split())


def test_a_classifier_trains_with_it(bars):
    model = EmbeddingClassifier(tokenizer="bars", epochs=2, dim=4, learning_rate=0.1)
    model.fit(TEXTS, LABELS)
    assert {"good", "good one"} <= set(model.vocabulary_.words)


def test_a_study_is_made_with_it(bars, tmp_path):
    rows = [f"{text},{label}\n" for text, label in zip(TEXTS, LABELS, strict=True)]
    (tmp_path / "films.csv").write_text("text,label\n" + "".join(rows))
    study = compare(
        tmp_path / "films.csv", tokenizer="bars", strategies=["random"], baselines=(), seeds=1,
        epochs=2, dim=4, learning_rate=0.1, out=tmp_path / "study", progress=False,
    )  # fmt: skip
    assert '"tokenizer": "bars"' in (study.path / "study.json").read_text()
    vocabularies = [
        path.read_text().split("\n") for path in tmp_path.glob("study/spaces/*/vocab.txt")
    ]
    assert any("good one" in vocabulary for vocabulary in vocabularies)
