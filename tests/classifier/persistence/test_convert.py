import json

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.inference.pretrained import open_pretrained
from embedstudy.classifier.persistence.convert import (
    collect_tensors,
    describe_vectors,
    restore_predictor,
)
from embedstudy.classifier.persistence.layout import CONFIG, TENSORS, TOKENIZER, WORDS
from embedstudy.classifier.persistence.load import load
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.nn.encoders import ENCODERS
from embedstudy.vectors.word_vectors import WordVectors
from tests.classifier.persistence.folders import (
    LABELS,
    PROBE,
    TEXTS,
    change_config,
    fit_and_save,
    write_format_1,
)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_model_comes_back_as_it_was(tmp_path, encoder):
    model = fit_and_save(
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
    assert again.scale_ == model.scale_ == "x1"
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
    model = fit_and_save(tmp_path / "m", ngrams=3)
    assert (tmp_path / "m" / TENSORS).stat().st_size < 5_000  # of a million buckets
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.predict_proba(TEXTS[:2]).tobytes() == model.predict_proba(TEXTS[:2]).tobytes()


@pytest.mark.parametrize("options", [{}, {"ngrams": 2, "encoder": "concat"}])
def test_character_ngrams_come_back(tmp_path, options):
    model = fit_and_save(tmp_path / "m", char_ngrams="3-4", **options)
    assert json.loads((tmp_path / "m" / CONFIG).read_bytes())["format"] == 2
    again = EmbeddingClassifier.load(tmp_path / "m")
    probe = [*TEXTS[:2], "goodish bads"]
    assert again.predict_proba(probe).tobytes() == model.predict_proba(probe).tobytes()
    again.partial_fit(TEXTS, LABELS)
    model.partial_fit(TEXTS, LABELS)
    assert again.predict_proba(probe).tobytes() == model.predict_proba(probe).tobytes()


def test_a_tokenizer_that_learned_comes_back(tmp_path):
    pytest.importorskip("tokenizers")
    model = fit_and_save(tmp_path / "m", tokenizer="subwords:30")
    files = {path.name for path in (tmp_path / "m").iterdir()}
    assert files == {CONFIG, TENSORS, TOKENIZER, WORDS}
    config = json.loads((tmp_path / "m" / CONFIG).read_bytes())
    assert config["format"] == 2
    assert config["parameters"]["tokenizer"] == config["tokenizer"]["name"] == "subwords:30"
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.get_params() == model.get_params()
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()
    again.partial_fit(["xylophone"] * 2, LABELS[:2])  # its pieces stay those that were learned
    assert again.vocabulary_.words == model.vocabulary_.words
    (tmp_path / "m" / TOKENIZER).write_bytes(b"{}")
    with pytest.raises(InputError, match=r"tokenizer\.json: is not the file that"):
        EmbeddingClassifier.load(tmp_path / "m")


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


def test_format_1_is_still_read(tmp_path):
    write_format_1(tmp_path / "m")
    model = EmbeddingClassifier.load(tmp_path / "m")
    # The mean of (1, 0) and (0, 1); scores 1 and 1. Of (1, 0): 2 and 1. No words: the prior.
    e = np.e
    expected = [[0.5, 0.5], [e / (e + 1), 1 / (e + 1)], [0.25, 0.75]]
    probabilities = model.predict_proba(["Good FILM!", "good xyz", "xyz"])
    np.testing.assert_allclose(probabilities, expected, rtol=1e-6)
    assert model.predict_proba(["good good good good bad"])[0, 0] > 0.7  # four tokens
    assert model.class_weight == {1: 2.0}
    assert (model.learning_rate_, model.n_epochs_, model.dim) == (0.3, 2, 2)
    model.partial_fit(["good"], [0])


def test_the_tensors_of_a_predictor_are_those_it_came_from(tmp_path):
    write_format_1(tmp_path / "m")
    saved = load(tmp_path / "m")
    tensors = collect_tensors(restore_predictor(saved, tmp_path / "m"))
    assert tensors.keys() == saved.tensors.keys()
    for name, array in tensors.items():
        assert array.tobytes() == saved.tensors[name].tobytes()


def test_vectors_are_saved_by_name_and_hash():
    assert describe_vectors(None) is None
    table = WordVectors(["good", "bad"], np.eye(2, dtype=np.float32), "mine")
    in_memory = describe_vectors(open_pretrained(table))
    assert (in_memory.name, in_memory.source, in_memory.dim) == ("mine", None, 2)
    assert len(in_memory.sha256) == 64


def test_a_callable_tokenizer_is_handed_over_again(tmp_path):
    fit_and_save(tmp_path / "m", tokenizer=str.split)
    with pytest.raises(InputError, match=r"its tokenizer builtins\.\S*split is a Python callable"):
        EmbeddingClassifier.load(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m", tokenizer=str.split)
    assert again.tokenizer is str.split
    with pytest.warns(EmbedstudyWarning, match="trained with the tokenizer .*split, loaded with"):
        EmbeddingClassifier.load(tmp_path / "m", tokenizer="basic")


def test_a_tokenizer_that_has_changed_is_said(tmp_path):
    write_format_1(tmp_path / "m")
    change_config(
        tmp_path / "m", tokenizer={"name": "basic", "settings": "basic 0, Unicode 14.0.0"}
    )
    with pytest.warns(EmbedstudyWarning, match="the tokenizer basic has changed since"):
        EmbeddingClassifier.load(tmp_path / "m")


@pytest.mark.filterwarnings("ignore:.*knows only")
def test_vectors_in_memory_are_handed_over_again(tmp_path):
    table = WordVectors(["good1", "bad1", "good2"], np.eye(3, dtype=np.float32), "mine")
    model = fit_and_save(tmp_path / "m", vectors=table, strategy="frozen")
    again = EmbeddingClassifier.load(tmp_path / "m")
    with pytest.warns(EmbedstudyWarning, match="mine: were in memory .*hand them to load"):
        again.predict(PROBE)
    again = EmbeddingClassifier.load(tmp_path / "m", vectors=table)
    assert again.predict_proba(PROBE).tolist() == model.predict_proba(PROBE).tolist()


@pytest.mark.filterwarnings("ignore:.*knows only")
@pytest.mark.parametrize("scale", ["x0.1", "norm:0.5", "unit"])
def test_words_unseen_in_training_are_scaled_as_the_others_were(tmp_path, vectors, scale):
    unseen, *seen = vectors.words
    texts = [f"{word} {word} thing" for word in seen]
    labels = [int(text.startswith("good")) for text in texts]
    options = {"strategy": "frozen", "learning_rate": 0.1, "epochs": 2, "scale": scale}
    model = EmbeddingClassifier(vectors, **options).fit(texts, labels)
    assert model.scale_ == scale
    factor = np.linalg.norm(model.embedding_[model.vocabulary_.ids[seen[0]]])
    factor /= np.linalg.norm(vectors[seen[0]])
    expected = vectors[unseen] * factor
    if scale == "unit":
        expected = vectors[unseen] / np.linalg.norm(vectors[unseen])
    np.testing.assert_allclose(model.transform([unseen])[0], expected, rtol=1e-4)
    model.save(tmp_path / "m")
    assert json.loads((tmp_path / "m" / CONFIG).read_bytes())["format"] == 3
    again = EmbeddingClassifier.load(tmp_path / "m", vectors=vectors)
    assert again.scale_ == scale
    assert again.transform([unseen]).tobytes() == model.transform([unseen]).tobytes()
