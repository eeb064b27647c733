import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.errors import DivergedError, InputError
from embedstudy.initializers import Constant
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.model_config import recommended

TEXTS, LABELS = ["a b", "c d"] * 20, [0, 1] * 20


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned"])
def test_it_learns_from_raw_texts(corpus, vectors, strategy):
    model = EmbeddingClassifier(vectors, strategy).fit(corpus.train.texts, corpus.train.labels)
    # The frozen vectors know nothing of the classes: they can do no more than fit a little.
    part, least = (corpus.train, 0.6) if strategy == "frozen" else (corpus.test, 0.7)
    assert model.score(part.texts, part.labels) > least
    assert model.classes_.tolist() == ["neg", "pos"]
    assert model.embedding_.shape == (len(model.vocabulary_), 8)
    candidates = make_config(model.get_params(deep=False)).search.candidates
    name, chosen = (
        ("c", model.C_) if strategy == "frozen" else ("learning_rate", model.learning_rate_)
    )
    values = [getattr(candidate, name) for candidate in candidates]
    assert min(values) / 100 < chosen < max(values) * 100
    assert model.scale_.startswith("x")
    assert len(model.history_) == max(model.n_epochs_, 1)
    probabilities = model.predict_proba(corpus.test.texts)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_encoder_as_recommended(corpus, encoder):
    model = EmbeddingClassifier.recommended(encoder, dim=20, hidden_size=16)
    usual = None if encoder == "mean" else recommended(encoder).options.optimizer
    assert (model.optimizer, model.epochs) == (usual, 10)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.test.texts, corpus.test.labels) > 0.7
    features = model.transform(corpus.test.texts)
    assert features.dtype == np.float32
    assert len(features) == len(corpus.test)


@pytest.mark.parametrize("encoder", ["mean", "max", "concat", "hier"])
def test_frozen_is_a_logistic_regression(corpus, vectors, encoder):
    model = EmbeddingClassifier(vectors, "frozen", encoder, patience=2, batch_size=10_000)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.n_epochs_ == 0
    (row,) = model.history_
    assert (row["epoch"], row["learning_rate"], row["dev_accuracy"]) == (0, None, None)
    features = model.transform(corpus.train.texts).astype(float)
    features -= features.mean(axis=0)
    features /= np.sqrt((features**2).sum(axis=1).mean())
    # With two classes scikit-learn has weights of one, and so half the penalty.
    expected = LogisticRegression(C=2 * model.C_, tol=1e-8, max_iter=10_000)
    expected.fit(features, corpus.train.labels)
    probabilities = model.predict_proba(corpus.train.texts)
    np.testing.assert_allclose(probabilities, expected.predict_proba(features), atol=1e-3)


def test_a_rate_means_training_and_partial_fit_always_trains(corpus, vectors, tmp_path):
    texts, labels = corpus.train.texts, corpus.train.labels
    trained = EmbeddingClassifier(vectors, "frozen", learning_rate=0.3, epochs=2).fit(texts, labels)
    assert (trained.C_, trained.learning_rate_, len(trained.history_)) == (None, 0.3, 2)
    model = EmbeddingClassifier(vectors, "frozen").fit(texts, labels)
    model.save(tmp_path / "model")
    assert EmbeddingClassifier.load(tmp_path / "model", vectors=vectors).C_ == model.C_ > 0
    before = model.predict_proba(texts)
    model.partial_fit(texts, labels)
    assert (model.C_, model.n_epochs_) == (None, 1)
    assert model.history_[-1]["learning_rate"] == model.learning_rate_ > 0
    assert not np.array_equal(model.predict_proba(texts), before)
    first = EmbeddingClassifier(vectors, "frozen").partial_fit(
        texts, labels, classes=["neg", "pos"]
    )
    assert (first.C_, first.n_epochs_) == (None, 1)


def test_history_says_how_each_epoch_went(corpus):
    model = EmbeddingClassifier(epochs=4, learning_rate=0.4, warmup=0.5)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert [row["epoch"] for row in model.history_] == [1, 2, 3, 4]
    assert [row["learning_rate"] for row in model.history_] == [0.0, 0.2, 0.4, 0.2]
    assert {row["dev_accuracy"] for row in model.history_} == {None}
    assert model.history_[-1]["train_loss"] < model.history_[0]["train_loss"]


def test_learned_neighbours_share_the_class(corpus):
    model = EmbeddingClassifier(dim=20, random_state=1).fit(corpus.train.texts, corpus.train.labels)
    nearest = model.neighbors("good3", 5)
    assert all(word.startswith("good") for word, _ in nearest)
    keyed = model.keyed_vectors()
    assert [word for word, _ in keyed.most_similar("good3", topn=5)] == [w for w, _ in nearest]
    assert keyed.get_vecattr("good3", "count") == dict(
        zip(model.vocabulary_.words, model.vocabulary_.counts, strict=True)
    ).get("good3")
    keyed.vectors[:] = 0  # a copy
    assert model.embedding_.any()


def test_a_seed_fixes_the_model(corpus):
    def fitted(seed, **more):
        return EmbeddingClassifier(random_state=seed, learning_rate=0.3, **more).fit(
            corpus.train.texts, corpus.train.labels
        )

    assert fitted(3).embedding_.tobytes() == fitted(3).embedding_.tobytes()
    assert fitted(3).embedding_.tobytes() != fitted(4).embedding_.tobytes()
    drawn = fitted(np.random.RandomState(5)), fitted(np.random.RandomState(5)), fitted(None)
    assert drawn[0].embedding_.tobytes() == drawn[1].embedding_.tobytes()
    assert drawn[0].embedding_.tobytes() != drawn[2].embedding_.tobytes()
    dropped = [fitted(3, dropout=0.2, word_dropout=0.2).embedding_ for _ in range(2)]
    assert dropped[0].tobytes() == dropped[1].tobytes()


@pytest.mark.parametrize("options", [{}, {"ngrams": 2, "buckets": 50}])
def test_pretrained_words_outside_the_training_texts_count(vectors, options):
    texts, labels = ["good1 word1", "bad1 word2"] * 20, [1, 0] * 20
    probe = ["good2", "no-such-word", "good1 good2"]

    def probabilities(strategy):
        model = EmbeddingClassifier(vectors, strategy, learning_rate=1.0, **options)
        return model.fit(texts, labels).predict_proba(probe)

    for strategy in ("frozen", "finetuned"):
        known, unknown, _ = probabilities(strategy)
        assert known.tolist() != unknown.tolist()
    known, unknown, _ = probabilities("random")
    assert known.tolist() == unknown.tolist()


def test_it_is_a_scikit_learn_estimator(corpus):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(dim=12, learning_rate=0.5)
    assert clone(model).get_params() == model.get_params()
    assert cross_val_score(make_pipeline(model), texts, labels, cv=3).min() > 0.7
    search = GridSearchCV(model, {"dim": np.array([4, 8]), "dropout": [0, 0.1]}, cv=2)
    search.fit(texts, labels)
    assert search.best_params_["dim"] in (4, 8)
    calibrated = CalibratedClassifierCV(model, cv=3).fit(texts, labels)
    assert calibrated.score(corpus.test.texts, corpus.test.labels) > 0.7
    on_top = make_pipeline(model, LogisticRegression()).fit(texts, labels)
    assert on_top.score(corpus.test.texts, corpus.test.labels) > 0.7
    again = clone(model).fit(np.array(texts, dtype=object), labels)
    assert again.fit(tuple(texts), np.array(labels)).score(texts, labels) > 0.7


@pytest.mark.parametrize("options", [{}, {"optimizer": "adam", "batch_size": 8}])
def test_weights_move_the_model_to_what_counts(corpus, options):
    texts, labels = corpus.train.texts, corpus.train.labels
    rate = 0.01 if options else 0.1
    model = EmbeddingClassifier(dim=12, learning_rate=rate, **options)

    def share_of_pos(**weights):
        sample_weight = weights.pop("sample_weight", None)
        fitted = clone(model).set_params(**weights).fit(texts, labels, sample_weight)
        return (fitted.predict(corpus.test.texts) == "pos").mean()

    plain = share_of_pos()
    heavy = np.where(np.array(labels) == "pos", 5.0, 1.0)
    assert share_of_pos(class_weight={"pos": 5.0}) > plain
    assert share_of_pos(class_weight={"pos": 5.0}) == share_of_pos(sample_weight=heavy)
    assert share_of_pos(class_weight="balanced") == plain  # they are


def test_labels_of_any_kind(corpus):
    texts, names = corpus.train.texts, corpus.train.labels
    for pos, neg in ((7, -1), (True, False), (1.0, 0.0), ("ja", "nein")):
        labels = [pos if name == "pos" else neg for name in names]
        model = EmbeddingClassifier(learning_rate=1.0).fit(texts, labels)
        assert set(model.predict(texts).tolist()) == {pos, neg}
        assert type(model.predict(texts).tolist()[0]) is type(pos)


def test_vectors_set_the_dimension_of_every_strategy(corpus, vectors):
    model = EmbeddingClassifier(vectors, "random", dim=50, learning_rate=1.0)
    assert model.fit(corpus.train.texts, corpus.train.labels).embedding_.shape[1] == 8


def test_a_named_table_is_no_part_of_a_pickle(corpus, tmp_path):
    words = [f"filler{i}" for i in range(20_000)] + ["good1", "GOOD2", "bad1", "word1"]
    matrix = np.random.default_rng(3).normal(size=(len(words), 50)).astype(np.float32)
    path = tmp_path / "table.npy"
    np.save(path, matrix)
    (tmp_path / "table.txt").write_text("".join(f"{word}\n" for word in words))
    texts, labels = ["good1 word1", "bad1 word2"] * 20, [1, 0] * 20
    model = EmbeddingClassifier(str(path), "frozen", learning_rate=1.0).fit(texts, labels)
    pickled = pickle.dumps(model)
    assert len(pickled) < 10_000 < matrix.nbytes
    again = pickle.loads(pickled)
    # Opened once more where it lies: a word that only the table knows, in another case too.
    assert again.predict_proba(["good2"]).tolist() == model.predict_proba(["good2"]).tolist()
    assert again.predict_proba(["good2"]).tolist() != model.predict_proba(["zzz"]).tolist()


def test_before_fit_and_after_a_failed_fit_it_is_not_fitted(corpus):
    model = EmbeddingClassifier(learning_rate=1.0)
    with pytest.raises(NotFittedError):
        model.predict(["a"])
    model.fit(corpus.train.texts, corpus.train.labels)
    with pytest.raises(DivergedError):
        model.set_params(learning_rate=1e39).fit(corpus.train.texts, corpus.train.labels)
    for method in (model.predict, model.predict_proba, model.neighbors, model.transform):
        with pytest.raises(NotFittedError):
            method(["a"])
    assert not hasattr(model, "vocabulary_")
    assert not hasattr(model, "classes_")
    with pytest.raises(NotFittedError):
        model.save("nowhere")


def test_initializers_by_name_and_as_values(corpus):
    texts, labels = corpus.train.texts, corpus.train.labels
    usual = {"learning_rate": 0.001, "epochs": 1, "encoder": "max"}
    for zero in ("Constant(value=0.5)", Constant(0.5)):
        model = EmbeddingClassifier(embedding_initializer=zero, **usual).fit(texts, labels)
        np.testing.assert_allclose(model.embedding_, 0.5, atol=0.05)


def test_the_tokenizer_is_a_parameter_like_any_other():
    texts, labels = ["A|b c", "a|B c"] * 20, [1, 0] * 20

    def words(tokenizer):
        model = clone(EmbeddingClassifier(learning_rate=0.1, tokenizer=tokenizer))
        return set(model.fit(texts, labels).vocabulary_.words)

    assert words("basic") == {"a", "b", "c"}
    assert words("whitespace") == {"A|b", "a|B", "c"}
    assert words(lambda text: text.split("|")) == {"A", "b c", "a", "B c"}


def test_the_vocabulary_can_be_limited():
    texts, labels = ["a a a b b c", "a d"] * 10, [1, 0] * 10

    def words(**options):
        model = EmbeddingClassifier(learning_rate=0.1, **options)
        return model.fit(texts, labels).vocabulary_.words

    assert words(min_count=20) == ("a", "b")
    assert words(max_vocabulary=1) == ("a",)
    assert words(max_tokens=4) == ("a", "b", "d")


def test_texts_from_other_libraries():
    model = EmbeddingClassifier(learning_rate=0.5).fit(pd.Series(TEXTS), pd.Series(LABELS))
    assert model.predict(pd.Series(["a", "c"], index=[7, 3])).tolist() == [0, 1]
    assert model.predict(np.array(["a", "c"])).tolist() == [0, 1]


def test_what_predict_is_given_is_looked_at_too():
    model = EmbeddingClassifier(learning_rate=0.5).fit(TEXTS, LABELS)
    for method in (model.predict, model.predict_proba, model.transform):
        with pytest.raises(InputError, match="text 1 is not a string but int"):
            method(["a", 3])
        with pytest.raises(InputError, match="not one str"):
            method("a")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"encoder": "men"}, "no encoder 'men'; there are: mean"),
        ({"vectors": "glov", "strategy": "frozen"}, "no vectors 'glov'; nearest: glove-6b-50d"),
    ],
)
def test_parameters_are_checked_without_data_too(parameters, message):
    for method in (
        EmbeddingClassifier(**parameters).check_parameters,
        lambda: EmbeddingClassifier(**parameters).fit(TEXTS, LABELS),
        lambda: EmbeddingClassifier(**parameters).partial_fit(TEXTS, LABELS, [0, 1]),
    ):
        with pytest.raises(InputError, match=message):
            method()
    model = EmbeddingClassifier()
    assert model.check_parameters() is model


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"embedding_initializer": "Identity", "dim": 3}, r"Identity: .*\(4, 3\)"),
        ({"initializer": "Identity", "dim": 3}, r"Identity: .*\(3, 2\)"),
        ({"class_weight": {2: 1.0}}, "class_weight: no class 2"),
    ],
)
def test_parameters_that_the_data_do_not_suit(parameters, message):
    with pytest.raises(InputError, match=message) as error:
        EmbeddingClassifier(**parameters).fit(TEXTS, LABELS)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        ("a text", [1], "texts must be a list of strings, not one str"),
        (["a", "b"], [1, 1], r"only one class \(1\)"),
        (["a", "b"], [1], "2 texts, but 1 label"),
        (["a", "b"], [1, "x"], "labels of two kinds"),
        ([], [], "no texts"),
        (["!", "?"], [0, 1], "not one word"),
    ],
)
def test_bad_data(texts, labels, message):
    with pytest.raises(InputError, match=message):
        EmbeddingClassifier().fit(texts, labels)
