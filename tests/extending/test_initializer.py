"""An initializer is added by one entry of one table."""

import json
import sys
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier, compare, initializers
from embedstudy.initializers import INITIALIZERS
from embedstudy.initializers.initializer import Initializer
from embedstudy.initializers.parse import get_initializer
from tests.cli.runner import call


@dataclass(frozen=True)
class RandomSigns(Initializer):
    """Give every weight one length and a random sign."""

    scale: float = 0.05

    def draw(self, shape, rng):
        return np.float32(self.scale) * rng.choice(np.array([-1, 1], np.float32), shape)


@pytest.fixture(autouse=True)
def random_signs(monkeypatch):
    module = ModuleType("random_signs")
    module.RandomSigns = RandomSigns
    monkeypatch.setitem(sys.modules, "random_signs", module)
    monkeypatch.setitem(INITIALIZERS, "RandomSigns", "random_signs:RandomSigns")


def test_it_is_a_choice_of_the_command():
    printed = call("initializers", "--help", env={"COLUMNS": "100"}).stdout
    assert "VarianceScaling, RandomSigns" in " ".join(printed.split())


def test_it_is_read_by_its_names_and_written_back():
    assert initializers.RandomSigns is RandomSigns
    for text in ("RandomSigns", "random_signs", "RandomSigns(scale=0.05)"):
        assert get_initializer(text) == RandomSigns()
    assert str(get_initializer("RandomSigns(scale=1)")) == "RandomSigns(scale=1.0)"


def test_a_study_starts_from_it(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random"], embedding_initializer="RandomSigns(scale=0.1)",
        initializer="random_signs", baselines=(), seeds=1, epochs=1, dim=8, learning_rate=0.1,
        out=tmp_path / "s", progress=False,
    )  # fmt: skip
    (run,) = study.runs
    initial = np.load(study.path / "spaces" / run.run / "initial.npy")
    assert set(np.unique(initial).tolist()) == {np.float32(-0.1), np.float32(0.1)}
    identity = json.loads((study.path / "study.json").read_text())["identity"]
    assert "RandomSigns(scale=0.1)" in json.dumps(identity)


def test_a_classifier_takes_it_as_a_value(corpus):
    model = EmbeddingClassifier(
        embedding_initializer=RandomSigns(0.2), strategy="random-frozen", epochs=1, dim=4,
        learning_rate=0.1,
    )  # fmt: skip
    model.fit(corpus.train.texts, corpus.train.labels)
    assert set(np.unique(model.embedding_).tolist()) == {np.float32(-0.2), np.float32(0.2)}
