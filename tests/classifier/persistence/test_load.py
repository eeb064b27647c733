import json
import os

import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, WORDS
from embedstudy.classifier.persistence.load import load
from embedstudy.errors import InputError
from tests.classifier.persistence.folders import change_config, write_format_1


def test_a_folder_as_plain_data(tmp_path):
    write_format_1(tmp_path / "m")
    model = load(tmp_path / "m")
    assert model.words == ("good", "film", "bad")
    assert model.classes.tolist() == [0, 1]
    assert model.parameters["class_weight"] == {1: 2.0}
    assert model.tensors["embedding"].tolist() == [[1, 0], [0, 1], [-1, 0]]
    assert model.tensors["embedding"].flags.writeable
    assert (model.tokenizer.name, model.vectors) == ("basic", None)
    assert (model.learning_rate, model.epochs, len(model.history)) == (0.3, 2, 2)


def test_what_another_version_of_one_format_knows_or_lacks(tmp_path):
    config = write_format_1(tmp_path / "m")
    config["parameters"]["to_come"] = 3
    del config["parameters"]["warmup"]
    (tmp_path / "m" / CONFIG).write_text(json.dumps(config))
    assert EmbeddingClassifier.load(tmp_path / "m").warmup == 0.0


DAMAGE = {
    "not there": (lambda m: m.rename(m.parent / "x"), "no such folder of a saved model"),
    "empty": (lambda m: [p.unlink() for p in m.iterdir()], "no saved model"),
    "no config": (lambda m: (m / CONFIG).unlink(), "no saved model"),
    "no tensors": (lambda m: (m / TENSORS).unlink(), "there is no model.safetensors"),
    "no words": (lambda m: (m / WORDS).unlink(), "there is no vocab.txt"),
    "cut": (lambda m: os.truncate(m / TENSORS, 50), "is not the file that config.json goes with"),
    "more words": (
        lambda m: (m / WORDS).write_text("a\n"),
        "vocab.txt: is not the file that config",
    ),
    "not JSON": (lambda m: (m / CONFIG).write_bytes(b"{\xff"), "is not JSON"),
    "a list": (lambda m: (m / CONFIG).write_text("[]"), "is not the configuration of a model"),
    "another's": (
        lambda m: (m / CONFIG).write_text('{"model_type": "bert"}'),
        "is not the configuration of a model of embedstudy",
    ),
    "newer": (
        lambda m: change_config(m, format=4, embedstudy="0.9"),
        r"format 4 by embedstudy 0.9; version .* reads up to 3 \(upgrade embedstudy\)",
    ),
    "no classes": (lambda m: change_config(m, classes=None), "a saved model that cannot be read"),
    "three classes": (
        lambda m: change_config(m, classes={"type": "int", "labels": [0, 1, 2]}),
        r"weights should be float32 \(3, 2\), is float32 \(2, 2\)",
    ),
    "odd class": (
        lambda m: change_config(m, classes={"type": "int", "labels": ["a", "b"]}),
        "a saved model that cannot be read .the class 'a' is not of type int",
    ),
    "odd encoder": (
        lambda m: change_config(m, parameters={"encoder": "men"}),
        "a saved model that cannot be read .no encoder 'men'",
    ),
    "no hashes": (lambda m: change_config(m, sha256=None), "is not the file that config.json"),
    "tokenizer": (
        lambda m: change_config(m, tokenizer={"name": "mine.split", "settings": ""}),
        "tokenizer mine.split is a Python callable, which is not saved; hand it",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_and_foreign_folders_are_one_clear_line(tmp_path, damage):
    harm, message = DAMAGE[damage]
    write_format_1(tmp_path / "m")
    harm(tmp_path / "m")
    with pytest.raises(InputError, match=message) as error:
        EmbeddingClassifier.load(tmp_path / "m")
    assert "\n" not in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_every_cut_of_the_configuration_is_an_error(tmp_path):
    write_format_1(tmp_path / "m")
    whole = (tmp_path / "m" / CONFIG).read_bytes()
    for size in range(0, len(whole) - 1, 40):
        (tmp_path / "m" / CONFIG).write_bytes(whole[:size])
        with pytest.raises(InputError):
            EmbeddingClassifier.load(tmp_path / "m")
