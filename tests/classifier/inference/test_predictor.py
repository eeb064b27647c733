import numpy as np
import pytest
from sklearn.base import clone

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.inference.predictor import Predictor, add_extra_words
from embedstudy.classifier.inference.vectorizer import TextVectorizer, VectorizedTexts
from embedstudy.classifier.persistence.load import load
from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.model import AT_ONCE, Model
from embedstudy.parallel import limit_workers
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.vocabulary import Vocabulary


def make_model():
    """Two words, good (1, 0) and bad (-1, 0); the score of class 0 is twice the first feature."""
    embedding = np.array([[1, 0], [-1, 0]], np.float32)
    weights = np.array([[2, 0], [0, 0]], np.float32)
    return Model(Mean(), embedding, weights, np.zeros(2, np.float32))


def test_predictions_by_hand():
    vocabulary = Vocabulary(("good", "bad"), np.array([3, 2]))
    vectorizer = TextVectorizer(get_tokenizer("basic"), vocabulary)
    predictor = Predictor(make_model(), vectorizer, None, np.zeros(2))
    assert predictor.logits(["Good!", "good bad", "bad xyz"]).tolist() == [[2, 0], [0, 0], [-2, 0]]
    assert predictor.features(["good", "bad"]).tolist() == [[1, 0], [-1, 0]]
    assert predictor.embedding.tolist() == [[1, 0], [-1, 0]]
    predictor.update_prior(np.array([0, 1, 1]), np.array([1.0, 1.0, 2.0]))
    predictor.update_prior(np.array([1]), np.array([4.0]))
    assert predictor.class_totals.tolist() == [1.0, 7.0]
    np.testing.assert_allclose(np.exp(predictor.logits(["xyz"])), [[1 / 8, 7 / 8]], rtol=1e-6)


def test_further_words_make_a_small_model():
    documents = EncodedDocuments(np.array([1, 3, 3], np.int32), np.array([0, 2, 3]))
    extra = np.array([[9, 9], [0, 5]], np.float32)
    small, read = add_extra_words(make_model(), VectorizedTexts(documents, extra))
    assert small.embedding.tolist() == [[-1, 0], [0, 5]]
    assert read.values.tolist() == [0, 1, 1]
    model = make_model()
    same, read = add_extra_words(model, VectorizedTexts(documents, extra[:0]))
    assert same is model
    assert read is documents


def test_a_text_is_predicted_alike_alone_and_among_others(corpus, vectors):
    texts = [*corpus.test.texts[:9], "good2 zzz", "", "word1 good3 good9 bad0"]
    for options in (
        {},
        {"ngrams": 3, "buckets": 500},
        {"encoder": "max", "learning_rate": 0.1},
        {"char_ngrams": "2-3", "ngrams": 2, "buckets": 500},
        {"char_ngrams": 3, "encoder": "hier", "learning_rate": 0.1},
    ):
        model = EmbeddingClassifier(vectors, "finetuned", learning_rate=0.5)
        model.set_params(**options).fit(["good1 word1 bad2", "bad1 word2"] * 20, [1, 0] * 20)
        together = model.predict_proba(texts)
        alone = np.concatenate([model.predict_proba([text]) for text in texts])
        np.testing.assert_allclose(together, alone, rtol=1e-5)
        assert model.predict_proba([]).shape == (0, 2)
        assert model.transform([]).shape == (0, 8)


def test_empty_texts_get_the_prior(corpus):
    texts, labels = [*corpus.train.texts, *["", " !? "] * 40], [*corpus.train.labels, *["pos"] * 80]
    model = EmbeddingClassifier(learning_rate=0.5).fit(texts, labels)
    share = np.mean(np.array(labels) == "pos")
    empty = model.predict_proba(["", " !? ", "zzz"])
    np.testing.assert_allclose(empty[:, 1], share, rtol=1e-5)


def test_only_runs_of_words_that_were_met_have_rows(tmp_path):
    texts = ["not good", "good", "not bad", "bad"] * 10
    labels = [0, 1, 1, 0] * 10
    words = EmbeddingClassifier(dim=12, learning_rate=0.5, epochs=40).fit(texts, labels)
    pairs = clone(words).set_params(ngrams=2).fit(texts, labels)
    assert words.score(texts, labels) < 1
    assert pairs.score(texts, labels) == 1
    pairs.save(tmp_path / "pairs")
    assert load(tmp_path / "pairs").tensors["embedding"].shape == (3 + 2, 12)  # 2 of 1e6 buckets
    assert pairs.embedding_.shape == (3, 12)
    ids = [pairs.vocabulary_.ids[word] for word in ("bad", "not")]
    never_met = pairs.transform(["bad not"])[0]
    np.testing.assert_allclose(never_met, pairs.embedding_[ids].mean(axis=0), atol=1e-6)


def test_unseen_words_have_the_vectors_of_their_character_ngrams():
    texts, labels = ["goodness", "goodly", "badness", "badly"] * 10, [1, 1, 0, 0] * 10
    model = EmbeddingClassifier(dim=6, learning_rate=0.5, char_ngrams="3-4").fit(texts, labels)
    assert model.predict(["goodish", "baddish"]).tolist() == [1, 0]
    assert model.embedding_.shape == (4, 6)
    assert len(model.neighbors("goodly", 5)) == 3
    assert model.transform(["xyz"]).tolist() == [[0] * 6]  # none of its n-grams was met
    np.testing.assert_allclose(model.predict_proba(["xyz"]), [[0.5, 0.5]], rtol=1e-6)


def test_pretrained_words_keep_their_vectors_beside_character_ngrams(vectors):
    texts, labels = ["good1 word1", "bad1 word2"] * 20, [1, 0] * 20
    model = EmbeddingClassifier(vectors, "frozen", char_ngrams=3, learning_rate=0.5, ngrams=2)
    model.fit(texts, labels, validation_data=(["good2 bad2"], [1]))
    assert (model.embedding_ == [vectors[word] for word in model.vocabulary_.words]).all()
    # `good2` is not in the training texts: its own vector, and the n-grams that it shares.
    features = model.transform(["good2", "goodx"])
    shared = EmbeddingClassifier(vectors, "random", char_ngrams=3, learning_rate=0.5).fit(
        texts, labels
    )
    assert features[0].tolist() != features[1].tolist()
    np.testing.assert_array_equal(*shared.transform(["goody zz", "goodx zz"]))


def test_multichannel_reads_two_tables(corpus, vectors, tmp_path):
    model = EmbeddingClassifier.recommended("cnn", vectors=vectors, strategy="multichannel")
    model.set_params(epochs=3, learning_rate=1.0).fit(
        ["good1 word1", "bad1 word2"] * 50, [1, 0] * 50
    )
    probe = ["good2", "no-such-word"]
    known, unknown = model.predict_proba(probe)
    assert known.tolist() != unknown.tolist()  # the table knows it, in both channels
    model.save(tmp_path / "m")
    tensors = load(tmp_path / "m").tensors
    np.testing.assert_array_equal(model.embedding_, tensors["embedding"] + tensors["channel"])
    again = EmbeddingClassifier.load(tmp_path / "m", vectors=vectors)
    assert again.predict_proba(probe)[0].tolist() == known.tolist()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"char_ngrams": "2-3", "buckets": 500},
        {"ngrams": 2, "buckets": 500, "max_tokens": 9},
        {"encoder": "dan"},
        {"vectors": "given", "strategy": "finetuned"},
    ],
)
def test_texts_in_pieces_on_threads_are_predicted_the_same(corpus, vectors, monkeypatch, options):
    if "vectors" in options:
        options = {**options, "vectors": vectors}
    model = EmbeddingClassifier(learning_rate=0.1, epochs=1).set_params(**options)
    model.fit(corpus.train.texts[::3], corpus.train.labels[::3])
    texts = [*corpus.train.texts, *corpus.test.texts, "", "good2 \ud800 zzz"] * 3
    assert len(texts) > 4 * AT_ONCE
    whole = model.predict_proba(texts)
    monkeypatch.setattr("embedstudy.classifier.inference.predictor.PIECE_CHARACTERS", 100)
    monkeypatch.setattr(
        "embedstudy.classifier.inference.vectorizer.split_batches.__defaults__", (5000, 1)
    )
    for workers in (1, 2, 3):
        with limit_workers(workers):
            assert model.predict_proba(texts).tobytes() == whole.tobytes()
