import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import DataConversionWarning, NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from embedstudy import EmbeddingClassifier
from embedstudy.errors import DivergedError, InputError


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned"])
def test_it_learns_from_raw_texts(corpus, vectors, strategy):
    model = EmbeddingClassifier(vectors, strategy).fit(corpus.train.texts, corpus.train.labels)
    # The frozen vectors know nothing of the classes: they can do no more than fit a little.
    part, least = (corpus.train, 0.6) if strategy == "frozen" else (corpus.test, 0.7)
    assert model.score(part.texts, part.labels) > least
    assert model.classes_.tolist() == ["neg", "pos"]
    assert model.embedding_.shape == (len(model.vocabulary_), 8)
    assert model.learning_rate_ > 0
    assert len(model.history_) == model.n_epochs_
    probabilities = model.predict_proba(corpus.test.texts)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_learned_neighbours_share_the_class(corpus):
    model = EmbeddingClassifier(dim=20, random_state=1).fit(corpus.train.texts, corpus.train.labels)
    assert all(word.startswith("good") for word, _ in model.neighbors("good3", 5))


def test_a_seed_fixes_the_model(corpus):
    def fitted(seed):
        return EmbeddingClassifier(random_state=seed, learning_rate=0.3).fit(
            corpus.train.texts, corpus.train.labels
        )

    assert fitted(3).embedding_.tobytes() == fitted(3).embedding_.tobytes()
    assert fitted(3).embedding_.tobytes() != fitted(4).embedding_.tobytes()


def test_pretrained_words_outside_the_training_texts_count(vectors):
    texts, labels = ["good1 word1", "bad1 word2"] * 20, [1, 0] * 20
    probe = ["good2", "no-such-word"]

    def probabilities(strategy):
        model = EmbeddingClassifier(vectors, strategy, learning_rate=1.0).fit(texts, labels)
        return model.predict_proba(probe)

    for strategy in ("frozen", "finetuned"):
        known, unknown = probabilities(strategy)
        assert known.tolist() != unknown.tolist()
    known, unknown = probabilities("random")
    assert known.tolist() == unknown.tolist()


def test_empty_texts_get_the_bias(corpus):
    model = EmbeddingClassifier().fit([*corpus.train.texts, ""], [*corpus.train.labels, "pos"])
    assert model.predict_proba(["", " !? "]).tolist()[0] == model.predict_proba(["zzz"]).tolist()[0]


def test_it_is_a_scikit_learn_estimator(corpus):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(dim=12, learning_rate=0.5)
    assert clone(model).get_params() == model.get_params()
    assert cross_val_score(make_pipeline(model), texts, labels, cv=3).min() > 0.7
    search = GridSearchCV(model, {"dim": [4, 8]}, cv=2).fit(texts, labels)
    assert search.best_params_["dim"] in (4, 8)


def test_labels_of_any_kind(corpus):
    texts = corpus.train.texts
    numbers = [7 if label == "pos" else -1 for label in corpus.train.labels]
    model = EmbeddingClassifier(learning_rate=1.0).fit(texts, numbers)
    assert set(model.predict(texts)) <= {7, -1}


def test_vectors_set_the_dimension_of_every_strategy(corpus, vectors):
    model = EmbeddingClassifier(vectors, "random", dim=50, learning_rate=1.0)
    assert model.fit(corpus.train.texts, corpus.train.labels).embedding_.shape[1] == 8


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"strategy": "fozen"}, "no strategy 'fozen'; there are: frozen"),
        ({"strategy": "frozen"}, "needs vectors"),
        ({"encoder": "men"}, "no encoder 'men'; there are: mean"),
        ({"optimizer": "adm"}, "no optimizer 'adm'; there are: adam"),
        ({"batch_size": 0}, "batch_size is 0"),
        ({"epochs": 0}, "epochs and dim must be at least 1"),
        ({"dim": 0}, "epochs and dim must be at least 1"),
        ({"learning_rate": 0}, "learning_rate is 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"vectors": "glov", "strategy": "frozen"}, "no vectors 'glov'; there are: glove-6b-50d"),
    ],
)
def test_bad_parameters(parameters, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier(**parameters).fit(["a b", "c d"] * 20, [0, 1] * 20)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("a text", [1], "not one string"),
        (["a", None], [0, 1], "text 1 is not a string but NoneType"),
        (["a", "b"], [1, 1], "only one class"),
        (["a", "b"], [1], "2 texts, but 1 labels"),
        (["!", "?"], [0, 1], "not one word"),
    ],
)
def test_bad_data(texts, labels, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(texts, labels)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a", 1] * 20, "labels of two kinds: label 0 is 'a', label 1 is 1"),
        (["a", None] * 20, "label 1 is missing"),
        ([0.0, float("nan")] * 20, "label 1 is missing"),
    ],
)
def test_bad_labels(labels, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(["a b", "c d"] * 20, labels)


def test_labels_in_a_column_are_taken_with_a_warning(corpus):
    column = np.array(corpus.train.labels)[:, None]
    with pytest.warns(DataConversionWarning):
        model = EmbeddingClassifier(learning_rate=1.0).fit(corpus.train.texts, column)
    assert model.classes_.tolist() == ["neg", "pos"]


def test_before_fit_and_after_a_failed_fit_it_is_not_fitted(corpus):
    model = EmbeddingClassifier(learning_rate=1.0)
    with pytest.raises(NotFittedError):
        model.predict(["a"])
    model.fit(corpus.train.texts, corpus.train.labels)
    with pytest.raises(DivergedError):
        model.set_params(learning_rate=1e39).fit(corpus.train.texts, corpus.train.labels)
    for method in (model.predict, model.predict_proba, model.neighbors):
        with pytest.raises(NotFittedError):
            method(["a"])


def test_a_rate_too_high_says_so(corpus):
    with pytest.raises(DivergedError, match="learning rate 1e\\+30"):
        EmbeddingClassifier(learning_rate=1e30).fit(corpus.train.texts, corpus.train.labels)


def test_the_tokenizer_is_a_parameter_like_any_other():
    texts, labels = ["A|b c", "a|B c"] * 20, [1, 0] * 20

    def words(tokenizer):
        model = clone(EmbeddingClassifier(learning_rate=0.1, tokenizer=tokenizer))
        return set(model.fit(texts, labels).vocabulary_.words)

    assert words("basic") == {"a", "b", "c"}
    assert words("whitespace") == {"A|b", "a|B", "c"}
    assert words(lambda text: text.split("|")) == {"A", "b c", "a", "B c"}
    with pytest.raises(InputError, match="no tokenizer 'tree'"):
        words("tree")


@pytest.mark.parametrize("encoder", ["max", "concat", "hier", "dan", "cnn"])
def test_every_encoder_is_a_parameter(encoder, corpus):
    model = EmbeddingClassifier(
        encoder=encoder, dim=12, epochs=5, optimizer="adam", learning_rate=0.02, batch_size=16
    )
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.test.texts, corpus.test.labels) > 0.7
    assert model.predict_proba(["", "unheard"]).shape == (2, 2)


def test_two_channels_go_with_filters(corpus, vectors):
    channels = {"vectors": vectors, "strategy": "multichannel", "learning_rate": 0.02}
    with pytest.raises(InputError, match="'multichannel' goes with encoder 'cnn'"):
        EmbeddingClassifier(**channels).fit(corpus.train.texts, corpus.train.labels)
    model = EmbeddingClassifier(
        **channels, encoder="cnn", optimizer="adam", batch_size=16, epochs=15
    ).fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.train.texts, corpus.train.labels) > 0.9
    known = [i for i, word in enumerate(model.vocabulary_.words) if word in vectors]
    words = [model.vocabulary_.words[i] for i in known]
    assert np.array_equal(model._model.channel[known], vectors.matrix[vectors.rows(words)])
    assert not np.array_equal(model.embedding_[known], model._model.channel[known])
