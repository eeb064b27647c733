"""An encoder is added by one entry of one table."""

import json
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import ClassVar

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier, compare
from embedstudy.errors import InputError
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.encoders.encoder import Encoder
from tests.cli.runner import call

QUICK = {"baselines": (), "seeds": 1, "epochs": 2, "dim": 8, "learning_rate": 0.01}


@dataclass(frozen=True)
class Sum(Encoder):
    """Add up the first `window` word vectors."""

    recommended: ClassVar = {"batch_size": 16, "optimizer": "adam", "window": 6}
    pooling = "sum"

    window: int

    def width(self, dim):
        return dim

    def forward(self, table, values, offsets, parameters):
        lengths = np.diff(offsets)
        documents = np.repeat(np.arange(len(lengths)), lengths)
        is_read = np.arange(len(values)) - offsets[documents] < self.window
        documents, words = documents[is_read], values[is_read]
        features = np.zeros((len(lengths), table.shape[1]), table.dtype)
        np.add.at(features, documents, table[words])

        def backward(gradient, d_table):
            np.add.at(d_table, words, gradient[documents])
            return {}

        return features, backward


@pytest.fixture(autouse=True)
def sum_encoder(monkeypatch):
    module = ModuleType("sum_encoder")
    module.Sum = Sum
    monkeypatch.setitem(sys.modules, "sum_encoder", module)
    monkeypatch.setitem(ENCODERS, "sum", "sum_encoder:Sum")


def test_it_is_a_choice_of_the_commands():
    for command in ("compare", "train"):
        printed = call(command, "--help", env={"COLUMNS": "100"}).stdout
        assert "dan, cnn, sum" in " ".join(printed.split())


def test_a_study_compares_and_shows_it(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random"], encoders=["mean", "sum"], out=tmp_path / "s",
        progress=False, **QUICK,
    )  # fmt: skip
    assert [(row.encoder, row.status) for row in study.runs] == [("mean", "ok"), ("sum", "ok")]
    assert "sum" in {row.encoder for row in study.neighbors}
    assert "<bdi>sum</bdi>" in (study.path / "report.html").read_text()
    identity = json.loads((study.path / "study.json").read_text())["identity"]
    assert '"batch_size": 16' in json.dumps(identity)


def test_a_classifier_trains_with_it_as_recommended(corpus, tmp_path):
    model = EmbeddingClassifier.recommended("sum", epochs=5, dim=8, learning_rate=0.03)
    assert (model.batch_size, model.optimizer, model.window) == (16, "adam", 6)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.test.texts, corpus.test.labels) > 0.7
    model.save(tmp_path / "model")
    loaded = EmbeddingClassifier.load(tmp_path / "model")
    assert loaded.predict(corpus.test.texts).tolist() == model.predict(corpus.test.texts).tolist()


def test_its_capabilities_say_what_goes_with_it(corpus, vectors):
    grams = EmbeddingClassifier.recommended("sum", ngrams=2, buckets=50, epochs=1, dim=4)
    grams.set_params(learning_rate=0.01).fit(corpus.train.texts, corpus.train.labels)
    channels = EmbeddingClassifier(vectors, "multichannel", "sum")
    with pytest.raises(InputError, match="goes with encoder 'cnn', not with 'sum'"):
        channels.fit(corpus.train.texts, corpus.train.labels)
