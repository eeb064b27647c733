"""An optimizer is added by one entry of one table."""

import sys
from dataclasses import dataclass
from types import ModuleType

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier, compare
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.nn.optimizers.optimizer import Optimizer
from tests.cli.runner import call


@dataclass(frozen=True)
class SignSGD(Optimizer):
    """A step of one length for every weight."""

    learning_rates = (0.0003, 0.001, 0.003, 0.01)

    def state(self, table):
        return None

    def update(self, table, rows, gradient, state, step):
        table[rows] -= step.rate * np.sign(gradient + step.decay * table[rows])


@pytest.fixture(autouse=True)
def sign_sgd(monkeypatch):
    module = ModuleType("sign_sgd")
    module.SignSGD = SignSGD
    monkeypatch.setitem(sys.modules, "sign_sgd", module)
    monkeypatch.setitem(OPTIMIZERS, "sign-sgd", "sign_sgd:SignSGD")


def test_it_is_a_choice_of_the_commands():
    for command in ("compare", "train"):
        printed = call(command, "--help", env={"COLUMNS": "100"}).stdout
        assert "adadelta, sign-sgd" in " ".join(printed.split())


@pytest.mark.filterwarnings("ignore:.*that was tried")
def test_a_study_tunes_over_its_rates(corpus, tmp_path):
    study = compare(
        corpus, strategies=["random"], optimizer="sign-sgd", baselines=(), seeds=1, epochs=2, dim=8,
        batch_size=16, out=tmp_path / "s", progress=False,
    )  # fmt: skip
    rates = {row.lr for row in study.tuning}
    assert {row.lr for row in study.tuning if row.rung == 1} == set(SignSGD.learning_rates)
    (run,) = study.runs
    assert (run.status, run.lr in rates) == ("ok", True)


@pytest.mark.parametrize("encoder", ["mean", "cnn"])
def test_a_classifier_learns_with_it(corpus, encoder):
    model = EmbeddingClassifier(
        encoder=encoder, optimizer="sign-sgd", epochs=5, dim=8, batch_size=16, learning_rate=0.003
    )
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.history_[-1]["train_loss"] < model.history_[0]["train_loss"]
