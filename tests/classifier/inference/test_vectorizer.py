import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.classifier.inference.pretrained import open_pretrained
from embedstudy.classifier.inference.vectorizer import (
    encode_texts,
    learn_vectorizer,
    split_batches,
)
from embedstudy.errors import InputError
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.vectors.word_vectors import WordVectors

BASIC = get_tokenizer("basic")


def learn(texts, rows=None, **parameters):
    config = make_config(EmbeddingClassifier(**parameters).get_params(deep=False))
    rows = np.arange(len(texts)) if rows is None else np.array(rows)
    return learn_vectorizer(encode_texts(texts, BASIC), rows, config)


def vectorize(vectorizer, texts, pretrained=None):
    return vectorizer.vectorize(encode_texts(texts, BASIC), np.arange(len(texts)), pretrained)


def test_words_are_learned_from_some_texts_by_frequency():
    vectorizer, documents = learn(["b b a", "c", "b a"], rows=[0, 2])
    assert vectorizer.vocabulary.words == ("b", "a")
    assert documents.values.tolist() == [0, 0, 1, 0, 1]
    assert documents.offsets.tolist() == [0, 3, 5]
    assert vectorizer.n_rows == 2
    assert vectorize(vectorizer, ["a c", "c", "B"]).documents.values.tolist() == [1, 0]


def test_the_vocabulary_is_limited():
    texts = ["a a a b b c"]
    assert learn(texts, min_count=2)[0].vocabulary.words == ("a", "b")
    assert learn(texts, max_vocabulary=1)[0].vocabulary.words == ("a",)
    vectorizer, documents = learn(texts, max_tokens=4)
    assert vectorizer.vocabulary.words == ("a", "b")
    assert documents.values.tolist() == [0, 0, 0, 1]
    assert len(vectorize(vectorizer, ["b b b b b b"]).documents.values) == 4


@pytest.mark.parametrize(
    ("parameters", "message"),
    [({}, "not one word in the training texts$"), ({"min_count": 21}, "training texts 21 times$")],
)
def test_no_words(parameters, message):
    with pytest.raises(InputError, match=message):
        learn(["!", "a" if parameters else "?"], **parameters)


def test_only_buckets_of_the_training_texts_have_rows():
    vectorizer, documents = learn(["not good", "good"], ngrams=2, buckets=1000)
    assert len(vectorizer.buckets) == 1
    assert vectorizer.n_rows == 3
    assert documents.values.tolist() == [*documents.values[:2], 2, documents.values[0 + 3]]
    again = vectorize(vectorizer, ["not good", "good"]).documents
    assert again.values.tolist() == documents.values.tolist()
    assert len(vectorize(vectorizer, ["good not"]).documents.values) == 2  # a pair never met


@pytest.mark.parametrize("parameters", [{}, {"ngrams": 2, "buckets": 50}])
def test_rows_of_words_that_only_vectors_know_follow_all_others(parameters):
    table = WordVectors(["good", "fine"], np.eye(2, dtype=np.float32), "mine")
    vectorizer, _ = learn(["good film", "film"], **parameters)
    texts = vectorize(vectorizer, ["film fine xyz"], open_pretrained(table))
    assert texts.extra.tolist() == [[0, 1]]
    film = vectorizer.vocabulary.ids["film"]
    assert texts.documents.values[:2].tolist() == [film, vectorizer.n_rows]
    assert texts.documents.values.max() == vectorizer.n_rows
    assert vectorize(vectorizer, ["film fine"]).extra.size == 0


def test_half_a_surrogate_pair_is_no_letter():
    texts, labels = ["good \ud800film", "bad film"] * 10, [1, 0] * 10
    model = EmbeddingClassifier(learning_rate=0.5).fit(texts, labels)
    assert set(model.vocabulary_.words) == {"good", "film", "bad"}
    assert model.predict(["good\udfff"]).tolist() == [1]


def test_batches_hold_about_as_many_characters_and_at_least_a_text():
    texts = ["x" * size for size in (10, 10, 500, 1, 1)]
    batches = list(split_batches(texts, 50))
    assert [text for batch in batches for text in batch] == texts
    assert [len(batch) for batch in batches] == [2, 1, 2]
    assert list(split_batches([])) == []


def test_texts_are_encoded_the_same_on_several_threads():
    texts = ["some words and more words"] * 60_000
    many, few = encode_texts(texts, BASIC), encode_texts(texts[:2], BASIC)
    assert many.words == few.words
    assert (many.documents.lengths == 5).all()
