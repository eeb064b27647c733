"""Mutants of the files of a saved model."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.storage import SEAL
from tests.faults.mutants import Target, fuzz

FAULT_CLASS = "mutants of a model"
TEXTS, LABELS = ["good film fine", "bad film"] * 20, ["pos", "neg"] * 20
CONFIG = "config.json"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    EmbeddingClassifier(dim=4, epochs=2, learning_rate=0.5).fit(TEXTS, LABELS).save(folder)
    return folder


def predict(folder: Path) -> object:
    probabilities = EmbeddingClassifier.load(folder).predict_proba(TEXTS[:2])
    assert np.isfinite(probabilities).all()
    return probabilities.tolist()


@pytest.mark.parametrize("name", [CONFIG, "model.safetensors", "vocab.txt"])
def test_a_file_with_its_checksum(name, model, trials):
    path = model / name
    target = Target(path, lambda: predict(model), is_checked=True, also_named=(str(model),))
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target)


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.txt"])
def test_a_file_whose_hash_a_stranger_made_to_fit(name, model, trials):
    path, config = model / name, json.loads((model / CONFIG).read_bytes())
    config.pop(SEAL)  # as in a model of an older version

    def read() -> object:
        config["sha256"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
        (model / CONFIG).write_text(json.dumps(config))
        return predict(model)

    target = Target(path, read, also_named=(str(model),))
    fuzz(trials, FAULT_CLASS, path.read_bytes(), target)


def test_a_configuration_without_a_checksum(model, trials):
    path = model / CONFIG
    config = json.loads(path.read_bytes())
    config.pop(SEAL)
    content = json.dumps(config, indent=2).encode()
    target = Target(path, lambda: predict(model), also_named=(str(model),))
    fuzz(trials, FAULT_CLASS, content, target)
