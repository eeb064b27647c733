import pickle

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier, load_vectors
from embedstudy.classifier.inference.pretrained import PretrainedVectors, open_pretrained
from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.vectors.word_vectors import WordVectors
from tests.classifier.persistence.folders import PROBE, fit_and_save
from tests.fasttext_models import train_model


@pytest.fixture
def table(tmp_path):
    words = ["good1", "bad1", "good2", "word1"]
    matrix = np.random.default_rng(4).normal(size=(4, 6)).astype(np.float32)
    np.save(tmp_path / "table.npy", matrix)
    (tmp_path / "table.txt").write_text("\n".join(words) + "\n")
    return tmp_path / "table.npy"


def test_words_are_looked_up(table):
    pretrained = open_pretrained(table)
    rows, matrix = pretrained.find(["bad1", "no-such-word", "GOOD2"])
    assert (pretrained.name, pretrained.dim) == (str(table), 6)
    assert rows[1] == -1
    assert matrix[rows[0]].tolist() == np.load(table)[1].tolist()
    assert len(pretrained.digest()) == 64


def test_a_fasttext_model_gives_unseen_words_of_a_prediction_their_ngrams(tmp_path, home):
    texts = [["film", "good"], ["film", "bad"], ["good", "plot"], ["bad", "plot"]] * 10
    train_model(tmp_path / "m.bin", texts=texts)
    pretrained = open_pretrained(tmp_path / "m.bin")
    assert pretrained.is_in_table(["goodish", "Good"]).tolist() == [False, True]
    rows, matrix = pretrained.find(["goodish", "Good"])
    expected = load_vectors(tmp_path / "m.bin", ["goodish", "good"])
    assert matrix[rows].tobytes() == expected.matrix.tobytes()
    train, labels = [" ".join(text) for text in texts], ["good" in text for text in texts]
    model = EmbeddingClassifier(vectors=str(tmp_path / "m.bin"), strategy="frozen", epochs=2)
    model.fit(train, labels)
    empty, unseen = model.transform(["", "goodish"])
    assert not empty.any()
    assert unseen == pytest.approx(expected["goodish"], abs=1e-6)


def test_a_pickle_holds_a_table_that_is_in_memory_alone(table):
    pickled_name = pickle.dumps(open_pretrained(table))
    words = [f"word{i}" for i in range(1000)]
    matrix = np.zeros((1000, 6), np.float32)
    in_memory = pickle.dumps(open_pretrained(WordVectors(words, matrix, "mine")))
    assert len(pickled_name) < 2_000 < matrix.nbytes < len(in_memory)
    rows, _ = pickle.loads(pickled_name).find(["good1", "x"])
    assert rows.tolist() == [0, -1]


def test_vectors_that_are_not_there_know_no_word():
    missing = PretrainedVectors(None, "mine", 3, "0" * 64)
    with pytest.warns(EmbedstudyWarning, match="mine: were in memory .*are left out"):
        rows, matrix = missing.find(["a", "b"])
    assert rows.tolist() == [-1, -1]
    assert matrix.shape == (0, 3)
    assert missing.digest() == "0" * 64


@pytest.mark.parametrize("strategy", ["frozen", "finetuned"])
def test_vectors_are_found_again_for_unseen_words(tmp_path, table, strategy, monkeypatch):
    model = fit_and_save(tmp_path / "m", vectors=str(table), strategy=strategy)
    monkeypatch.chdir("/")
    again = EmbeddingClassifier.load(tmp_path / "m")
    assert again.predict_proba(PROBE).tobytes() == model.predict_proba(PROBE).tobytes()
    assert again.predict_proba(["good2"]).tolist() != again.predict_proba(["unheard"]).tolist()


def test_vectors_that_have_gone_or_changed_are_said_once(tmp_path, table):
    fit_and_save(tmp_path / "m", vectors=str(table), strategy="frozen")
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


def test_an_affix_of_the_words_is_named_with_its_cure(tmp_path, home):
    words = ["good", "bad", "film", "plot"]
    (tmp_path / "v.txt").write_text("".join(f"/c/en/{word} 1 2\n" for word in words))
    pretrained = open_pretrained(tmp_path / "v.txt", progress=False)
    affix = pretrained.find_affix(words, np.zeros(4, bool))
    assert str(affix) == (
        "its words begin with '/c/en/' (embedstudy vectors convert with --word-prefix /c/en/)"
    )
    assert pretrained.find_affix(words, np.ones(4, bool)) is None
