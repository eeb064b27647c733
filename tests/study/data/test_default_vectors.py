"""The vectors of a study that names none."""

import numpy as np
import pytest

from embedstudy.errors import FetchError, NoSpaceError
from embedstudy.options.vectors import VectorOptions
from embedstudy.study.data import default_vectors
from embedstudy.study.data.default_vectors import choose_default_vectors
from embedstudy.study.data.study_datasets import encode_datasets
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.vectors.word_vectors import WordVectors
from tests.studies import configured


@pytest.fixture
def encoded(corpus):
    config = configured(corpus.name, strategies=["random"])
    tokenizer = get_tokenizer("basic")
    return encode_datasets([corpus], config, tokenizer, resumed=None, progress=False)


def choose(encoded, monkeypatch, words):
    table = WordVectors(words, np.ones((len(words), 2), np.float32), "made-up")
    monkeypatch.setattr(default_vectors, "read_vectors", lambda *_, **__: table)
    return choose_default_vectors(encoded, VectorOptions(), progress=False)


def test_a_table_that_knows_the_words_is_taken(encoded, monkeypatch):
    chosen = choose(encoded, monkeypatch, list(encoded[0].texts.words))
    assert (chosen.name, chosen.is_fallback) == ("glove-6b-50d", False)
    assert "knows 100% of the running words of made-up" in chosen.reason


def test_a_table_that_knows_few_is_not(encoded, monkeypatch):
    chosen = choose(encoded, monkeypatch, ["good1", "elsewhere"])
    assert (chosen.name, chosen.is_fallback) == ("train:word2vec", True)
    assert "glove-6b-50d, which knows 1% of the running words of made-up" in chosen.reason
    assert chosen.to_json() == {"name": chosen.name, "reason": chosen.reason}


def test_without_a_network_the_study_trains_its_own(encoded, monkeypatch):
    def fail(*_, **__):
        raise FetchError("no route to host")

    monkeypatch.setattr(default_vectors, "read_vectors", fail)
    chosen = choose_default_vectors(encoded, VectorOptions(), progress=False)
    assert chosen.name == "train:word2vec"
    assert "cannot be fetched (no route to host)" in chosen.reason

    def fill(*_, **__):
        raise NoSpaceError("no space left")

    monkeypatch.setattr(default_vectors, "read_vectors", fill)
    with pytest.raises(NoSpaceError):
        choose_default_vectors(encoded, VectorOptions(), progress=False)
