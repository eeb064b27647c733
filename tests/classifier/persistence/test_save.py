import json
import os
import subprocess
import sys

import numpy as np
import pytest
from safetensors.numpy import save as tensors

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, WORDS
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.initializers import HeNormal
from embedstudy.nn.encoders import ENCODERS
from embedstudy.storage import sha256
from embedstudy.vectors.word_vectors import WordVectors

TEXTS, LABELS = ["good1 word1 fine", "bad1 word2"] * 20, ["pos", "neg"] * 20
PROBE = ["good1", "bad1 word1", "", "good2 unheard"]


def saved(path, **parameters):
    model = EmbeddingClassifier(**{"learning_rate": 0.5, "dim": 6, "epochs": 2, **parameters})
    model.fit(TEXTS, LABELS).save(path)
    return model


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_model_comes_back_as_it_was(tmp_path, encoder):
    model = saved(
        tmp_path / "m", encoder=encoder, hidden_size=5, hidden_layers=2, window=2,
        learning_rate=0.05, batch_size=4, class_weight={"pos": 2}, min_count=np.int64(1),
        initializer="GlorotNormal",
    )  # fmt: skip
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()
    assert again.transform(PROBE).tobytes() == model.transform(PROBE).tobytes()
    assert again.get_params() == model.get_params()
    assert again.history_ == model.history_
    assert (again.learning_rate_, again.n_epochs_) == (model.learning_rate_, model.n_epochs_)
    assert again.vocabulary_.words == model.vocabulary_.words
    assert again.vocabulary_.counts.tolist() == model.vocabulary_.counts.tolist()
    assert again.neighbors("good1", 2) == model.neighbors("good1", 2)
    again.save(tmp_path / "again")
    for name in (CONFIG, TENSORS, WORDS):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "m" / name).read_bytes()
    again.partial_fit(TEXTS, LABELS)
    model.partial_fit(TEXTS, LABELS)
    assert again.embedding_.tobytes() == model.embedding_.tobytes()


def test_runs_of_words_come_back(tmp_path):
    model = saved(tmp_path / "m", ngrams=3)
    assert (tmp_path / "m" / TENSORS).stat().st_size < 5_000  # of a million buckets
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.predict_proba(TEXTS[:2]).tobytes() == model.predict_proba(TEXTS[:2]).tobytes()


@pytest.mark.parametrize(
    "labels", [["ja", "nein"], [3, -7], [True, False], [1.0, 0.0], ["\ud800", ""]]
)
def test_labels_keep_their_kind(tmp_path, labels):
    model = EmbeddingClassifier(learning_rate=0.5, epochs=2).fit(TEXTS, labels * 20)
    model.save(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.classes_.dtype == model.classes_.dtype
    assert again.classes_.tolist() == model.classes_.tolist()
    assert type(again.predict(["good1"]).tolist()[0]) is type(labels[0])


def test_words_are_a_line_each_whatever_they_hold(tmp_path):
    odd = ["a\u2028b", "c\x85d", "e\x1cf", "\ufeffg", "h\r"]
    model = EmbeddingClassifier(learning_rate=0.5, tokenizer=lambda text: text.split("|"))
    model.fit(["|".join(odd), "x"] * 10, [0, 1] * 10).save(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m", tokenizer=model.tokenizer)
    assert again.vocabulary_.words == model.vocabulary_.words
    assert set(odd) < set(again.vocabulary_.words)


def format_1(folder):
    """Write a model of format 1 by hand, as any version after it must read it."""
    folder.mkdir()
    arrays = {
        "embedding": np.array([[1, 0], [0, 1], [-1, 0]], np.float32),
        "weights": np.array([[2, 0], [0, 0]], np.float32),
        "bias": np.array([0, 1], np.float32),
        "log_prior": np.log(np.array([0.25, 0.75], np.float32)),
        "class_totals": np.array([5.0, 15.0]),
        "word_counts": np.array([9, 7, 4]),
        "buckets": np.empty(0, np.int32),
    }
    (folder / TENSORS).write_bytes(tensors(arrays))
    (folder / WORDS).write_bytes(b"good\nfilm\nbad\n")
    hashes = {name: sha256(folder / name) for name in (TENSORS, WORDS)}
    config = {
        "format": 1,
        "embedstudy": "0.1.0",
        "parameters": {
            "vectors": None, "strategy": "random", "encoder": "mean", "dim": 2, "epochs": 3,
            "optimizer": "sgd", "learning_rate": "auto", "batch_size": 1, "random_state": None,
            "tokenizer": "basic", "min_count": 1, "max_vocabulary": None, "max_tokens": 4,
            "window": 5, "hidden_size": 100, "hidden_layers": 1, "ngrams": 1, "buckets": 1000000,
            "momentum": 0.0, "nesterov": False, "schedule": "linear", "warmup": 0.0,
            "embedding_rate": 1.0, "weight_decay": 0.0, "dropout": 0.0, "word_dropout": 0.0,
            "max_norm": None, "unfreeze_after": None, "patience": None,
            "validation_fraction": 0.1, "embedding_initializer": "RandomUniform",
            "initializer": "GlorotUniform", "class_weight": [[1, 2.0]], "verbose": 0,
        },
        "classes": {"type": "int", "labels": [0, 1]},
        "tokenizer": {"name": "basic", "settings": "basic 1, Unicode 14.0.0"},
        "vectors": None,
        "learning_rate": 0.3,
        "epochs": 2,
        "history": [
            {"epoch": 1, "train_loss": 0.6, "dev_accuracy": None, "learning_rate": 0.3},
            {"epoch": 2, "train_loss": 0.5, "dev_accuracy": None, "learning_rate": 0.2},
        ],
        "sha256": hashes,
    }  # fmt: skip
    (folder / CONFIG).write_text(json.dumps(config))
    return config


def test_format_1_is_read_for_ever(tmp_path):
    format_1(tmp_path / "m")
    model = EmbeddingClassifier.load(tmp_path / "m")
    # The mean of (1, 0) and (0, 1); scores 1 and 1. Of (1, 0): 2 and 1. No words: the prior.
    e = np.e
    expected = [[0.5, 0.5], [e / (e + 1), 1 / (e + 1)], [0.25, 0.75]]
    found = model.predict_proba(["Good FILM!", "good xyz", "xyz"])
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert model.predict_proba(["good good good good bad"])[0, 0] > 0.7  # four tokens
    assert model.class_weight == {1: 2.0}
    assert (model.learning_rate_, model.n_epochs_, model.dim) == (0.3, 2, 2)
    model.partial_fit(["good"], [0])


def test_format_1_is_what_is_written(tmp_path):
    """Keys may come in a later version; none goes or is renamed within a format."""
    saved(tmp_path / "m")
    written, expected = json.loads((tmp_path / "m" / CONFIG).read_bytes()), format_1(tmp_path / "e")
    assert written["format"] == 1
    assert written.keys() == expected.keys()
    assert written["parameters"].keys() == expected["parameters"].keys()
    assert written["classes"].keys() == expected["classes"].keys()
    assert written["history"][0].keys() == expected["history"][0].keys()


def test_what_another_version_of_one_format_knows_or_lacks(tmp_path):
    config = format_1(tmp_path / "m")
    config["parameters"]["to_come"] = 3
    del config["parameters"]["warmup"]
    (tmp_path / "m" / CONFIG).write_text(json.dumps(config))
    assert EmbeddingClassifier.load(tmp_path / "m").warmup == 0.0


def changed(folder, **changes):
    config = json.loads((folder / CONFIG).read_bytes())
    (folder / CONFIG).write_text(json.dumps({**config, **changes}))


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
        lambda m: changed(m, format=2, embedstudy="0.9"),
        r"format 2 by embedstudy 0.9; version .* reads up to 1 \(upgrade embedstudy\)",
    ),
    "no classes": (lambda m: changed(m, classes=None), "a saved model that cannot be read"),
    "three classes": (
        lambda m: changed(m, classes={"type": "int", "labels": [0, 1, 2]}),
        r"weights should be float32 \(3, 2\), is float32 \(2, 2\)",
    ),
    "odd class": (
        lambda m: changed(m, classes={"type": "int", "labels": ["a", "b"]}),
        "a saved model that cannot be read .ValueError",
    ),
    "odd encoder": (
        lambda m: changed(m, parameters={"encoder": "men"}),
        "a saved model that cannot be read .no encoder 'men'",
    ),
    "no hashes": (lambda m: changed(m, sha256=None), "is not the file that config.json"),
    "tokenizer": (
        lambda m: changed(m, tokenizer={"name": "mine.split", "settings": ""}),
        "tokenizer mine.split is a Python callable, which is not saved; hand it",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_and_foreign_folders_are_one_clear_line(tmp_path, damage):
    harm, message = DAMAGE[damage]
    format_1(tmp_path / "m")
    harm(tmp_path / "m")
    with pytest.raises(InputError, match=message) as error:
        EmbeddingClassifier.load(tmp_path / "m")
    assert "\n" not in str(error.value)
    assert str(tmp_path) in str(error.value)


def test_every_cut_of_the_configuration_is_an_error(tmp_path):
    format_1(tmp_path / "m")
    whole = (tmp_path / "m" / CONFIG).read_bytes()
    for size in range(0, len(whole) - 1, 40):
        (tmp_path / "m" / CONFIG).write_bytes(whole[:size])
        with pytest.raises(InputError):
            EmbeddingClassifier.load(tmp_path / "m")


def test_a_folder_of_other_things_is_left_alone(tmp_path):
    model = saved(tmp_path / "m")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / CONFIG).write_text('{"model_type": "bert"}')
    with pytest.raises(InputError, match="holds other files than a model's"):
        model.save(tmp_path / "mine")
    with pytest.raises(InputError, match="is a file; a model is saved in a folder"):
        model.save(tmp_path / "mine" / CONFIG)
    assert [p.name for p in (tmp_path / "mine").iterdir()] == [CONFIG]
    (tmp_path / "empty").mkdir()
    model.save(tmp_path / "empty")


def test_a_save_that_was_interrupted_is_seen(tmp_path, monkeypatch):
    old = saved(tmp_path / "m")
    other = EmbeddingClassifier(learning_rate=0.5, dim=3).fit(TEXTS, LABELS)
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full_disk)
        with pytest.raises(OSError, match="no space left"):
            other.save(tmp_path / "m")
        with pytest.raises(OSError, match="no space left"):
            other.save(tmp_path / "new")
    assert EmbeddingClassifier.load(tmp_path / "m").dim == old.dim
    with pytest.raises(InputError, match="no saved model"):
        EmbeddingClassifier.load(tmp_path / "new")
    saved(tmp_path / "other", dim=3)
    (tmp_path / "other" / TENSORS).replace(tmp_path / "m" / TENSORS)  # as if killed after it
    with pytest.raises(InputError, match=r"is not the file that config.json goes with"):
        EmbeddingClassifier.load(tmp_path / "m")
    other.save(tmp_path / "m")
    assert EmbeddingClassifier.load(tmp_path / "m").embedding_.shape[1] == 3


def full_disk(_):
    raise OSError(28, "No space left on device")


def test_a_callable_tokenizer_is_handed_over_again(tmp_path):
    saved(tmp_path / "m", tokenizer=str.split)
    with pytest.raises(InputError, match=r"its tokenizer builtins\.\S*split is a Python callable"):
        EmbeddingClassifier.load(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m", tokenizer=str.split)
    assert again.tokenizer is str.split
    with pytest.warns(EmbedstudyWarning, match="trained with the tokenizer .*split, loaded with"):
        EmbeddingClassifier.load(tmp_path / "m", tokenizer="basic")


def test_a_tokenizer_that_has_changed_is_said(tmp_path):
    format_1(tmp_path / "m")
    changed(tmp_path / "m", tokenizer={"name": "basic", "settings": "basic 0, Unicode 14.0.0"})
    with pytest.warns(EmbedstudyWarning, match="the tokenizer basic has changed since"):
        EmbeddingClassifier.load(tmp_path / "m")


def test_values_that_json_has_not(tmp_path):
    model = saved(
        tmp_path / "m", initializer=HeNormal(), random_state=np.random.RandomState(1),
        learning_rate=np.float32(0.5),
    )  # fmt: skip
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert (again.initializer, again.random_state) == ("HeNormal()", None)
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()


@pytest.fixture
def table(tmp_path):
    words = ["good1", "bad1", "good2", "word1"]
    matrix = np.random.default_rng(4).normal(size=(4, 6)).astype(np.float32)
    np.save(tmp_path / "table.npy", matrix)
    (tmp_path / "table.txt").write_text("\n".join(words) + "\n")
    return tmp_path / "table.npy"


@pytest.mark.parametrize("strategy", ["frozen", "finetuned"])
def test_vectors_are_found_again_for_unseen_words(tmp_path, table, strategy, monkeypatch):
    model = saved(tmp_path / "m", vectors=str(table), strategy=strategy)
    monkeypatch.chdir("/")
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()
    assert again.predict_proba(["good2"]).tolist() != again.predict_proba(["unheard"]).tolist()


def test_vectors_that_have_gone_or_changed_are_said_once(tmp_path, table):
    saved(tmp_path / "m", vectors=str(table), strategy="frozen")
    again = EmbeddingClassifier.load(tmp_path / "m")
    matrix = np.load(table)
    np.save(table, matrix + 1)
    with pytest.warns(EmbedstudyWarning, match="not the vectors that the model was trained with"):
        first = again.predict_proba(PROBE)
    assert again.predict_proba(PROBE).tolist() == first.tolist()  # said once
    again = EmbeddingClassifier.load(tmp_path / "m")
    table.unlink()
    assert again.predict_proba(PROBE[:3]).shape == (3, 2)  # not needed
    with pytest.warns(EmbedstudyWarning, match="table.npy: not on this machine.*are left out"):
        missing = again.predict_proba(PROBE)
    assert missing.tolist() == first.tolist()
    table.write_bytes(b"\x93NUMPY, and then nothing")
    with pytest.warns(EmbedstudyWarning, match="cannot be read .*are left out"):
        EmbeddingClassifier.load(tmp_path / "m").predict(PROBE)
    np.save(tmp_path / "moved.npy", matrix)
    (tmp_path / "table.txt").rename(tmp_path / "moved.txt")
    moved = EmbeddingClassifier.load(tmp_path / "m", vectors=tmp_path / "moved.npy")
    assert moved.predict_proba(PROBE).tolist() != first.tolist()
    np.save(tmp_path / "moved.npy", matrix + 1)
    with pytest.raises(InputError, match=r"moved\.npy is not what the model was trained with"):
        EmbeddingClassifier.load(tmp_path / "m", vectors=tmp_path / "moved.npy")


def test_vectors_in_memory_are_handed_over_again(tmp_path):
    table = WordVectors(["good1", "bad1", "good2"], np.eye(3, dtype=np.float32), "mine")
    model = saved(tmp_path / "m", vectors=table, strategy="frozen")
    again = EmbeddingClassifier.load(tmp_path / "m")
    with pytest.warns(EmbedstudyWarning, match="mine: were in memory .*hand them to load"):
        again.predict(PROBE)
    again = EmbeddingClassifier.load(tmp_path / "m", vectors=table)
    assert again.predict_proba(PROBE).tolist() == model.predict_proba(PROBE).tolist()


def test_the_same_model_is_the_same_bytes_in_any_process(tmp_path):
    code = (
        "import sys; from embedstudy import EmbeddingClassifier as C;"
        "C(dim=6, ngrams=2).fit(['good film', 'bad film'] * 20, [1, 0] * 20).save(sys.argv[1])"
    )
    for i in range(2):
        environment = {**os.environ, "PYTHONHASHSEED": str(i)}
        subprocess.run([sys.executable, "-c", code, tmp_path / str(i)], env=environment, check=True)
    for name in (CONFIG, TENSORS, WORDS):
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes()
