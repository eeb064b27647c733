import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline

from embedstudy import EmbeddingClassifier
from embedstudy.errors import DivergedError
from embedstudy.initializers import Constant
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.model_config import LEARNING_RATES, ModelConfig, recommended
from embedstudy.study.data.prepared_corpus import prepare
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import RunSpec
from embedstudy.study.plan.search_space import TunedValues
from embedstudy.study.runs.run import fit as fit_run
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.tokenizers import get_tokenizer


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned"])
def test_it_learns_from_raw_texts(corpus, vectors, strategy):
    model = EmbeddingClassifier(vectors, strategy).fit(corpus.train.texts, corpus.train.labels)
    # The frozen vectors know nothing of the classes: they can do no more than fit a little.
    part, least = (corpus.train, 0.6) if strategy == "frozen" else (corpus.test, 0.7)
    assert model.score(part.texts, part.labels) > least
    assert model.classes_.tolist() == ["neg", "pos"]
    assert model.embedding_.shape == (len(model.vocabulary_), 8)
    assert model.learning_rate_ in LEARNING_RATES["sgd"]
    assert len(model.history_) == model.n_epochs_
    probabilities = model.predict_proba(corpus.test.texts)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_encoder_as_recommended(corpus, encoder):
    model = EmbeddingClassifier.recommended(encoder, dim=20, hidden_size=16)
    assert (model.optimizer, model.epochs) == (recommended(encoder).options.optimizer, 10)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert model.score(corpus.test.texts, corpus.test.labels) > 0.7
    features = model.transform(corpus.test.texts)
    assert features.dtype == np.float32
    assert features.shape == (len(corpus.test), model._predictor.model.weights.shape[1])


@pytest.mark.parametrize("strategy", ["random", "frozen", "finetuned", "random-frozen", "zeros"])
def test_it_is_the_model_that_a_study_trains(corpus, vectors, strategy):
    """One seed, the same dev texts: the same bytes as the run of a study."""
    examples = corpus.examples
    encoded = encode_corpus(examples.batches, len(examples), get_tokenizer("basic"), progress=False)
    chosen = TunedValues(0.3)
    spec = RunSpec(
        "made-up", "made-up-8d", strategy, ModelConfig(), len(corpus.train), None, 3, chosen
    )
    expected, training = fit_run(
        spec, prepare(corpus, encoded, [vectors], StudyConfig((corpus.name,)))
    )
    model = EmbeddingClassifier(vectors, strategy, random_state=3, learning_rate=0.3)
    dev = (corpus.dev.texts, corpus.dev.labels)
    model.fit(corpus.train.texts, corpus.train.labels, validation_data=dev)
    n_words = len(model.vocabulary_)
    assert model.embedding_.tobytes() == expected.embedding[:n_words].tobytes()
    assert model._predictor.model.weights.tobytes() == expected.weights.tobytes()
    assert [e["dev_accuracy"] for e in model.history_] == [e.dev_accuracy for e in training.epochs]
    assert model.n_epochs_ == training.best.epoch
    # What only dev and test know had rows while training went on, and has none any more.
    assert len(model._predictor.model.embedding) == n_words


def test_history_says_how_each_epoch_went(corpus):
    model = EmbeddingClassifier(epochs=4, learning_rate=0.4, warmup=0.5)
    model.fit(corpus.train.texts, corpus.train.labels)
    assert [row["epoch"] for row in model.history_] == [1, 2, 3, 4]
    assert [row["learning_rate"] for row in model.history_] == [0.0, 0.2, 0.4, 0.2]
    assert {row["dev_accuracy"] for row in model.history_} == {None}
    assert model.history_[-1]["train_loss"] < model.history_[0]["train_loss"]


def test_patience_holds_texts_out_and_stops_early(corpus):
    model = EmbeddingClassifier(epochs=50, learning_rate=1.0, patience=3)
    model.fit(corpus.train.texts, corpus.train.labels)
    accuracies = [row["dev_accuracy"] for row in model.history_]
    assert len(accuracies) == model.n_epochs_ + 3 < 50
    assert accuracies[model.n_epochs_ - 1] == max(accuracies)


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


def test_a_text_is_predicted_alike_alone_and_among_others(corpus, vectors):
    texts = [*corpus.test.texts[:9], "good2 zzz", "", "word1 good3 good9 bad0"]
    for options in ({}, {"ngrams": 3, "buckets": 500}, {"encoder": "max", "learning_rate": 0.1}):
        model = EmbeddingClassifier(vectors, "finetuned", learning_rate=0.5)
        model.set_params(**options).fit(["good1 word1 bad2", "bad1 word2"] * 20, [1, 0] * 20)
        together = model.predict_proba(texts)
        alone = np.concatenate([model.predict_proba([text]) for text in texts])
        np.testing.assert_allclose(together, alone, rtol=1e-5)
        assert model.predict_proba([]).shape == (0, 2)
        assert model.transform([]).shape == (0, 8)


def test_only_runs_of_words_that_were_met_have_rows(corpus):
    texts = ["not good", "good", "not bad", "bad"] * 10
    labels = [0, 1, 1, 0] * 10
    words = EmbeddingClassifier(dim=12, learning_rate=0.5, epochs=40).fit(texts, labels)
    pairs = clone(words).set_params(ngrams=2).fit(texts, labels)
    assert words.score(texts, labels) < 1
    assert pairs.score(texts, labels) == 1
    assert pairs._predictor.model.embedding.shape == (3 + 2, 12)  # of a million buckets, two
    assert pairs.embedding_.shape == (3, 12)
    ids = [pairs.vocabulary_.ids[word] for word in ("bad", "not")]
    never_met = pairs.transform(["bad not"])[0]
    np.testing.assert_allclose(never_met, pairs.embedding_[ids].mean(axis=0), atol=1e-6)


def test_empty_texts_get_the_prior(corpus):
    texts, labels = [*corpus.train.texts, *["", " !? "] * 40], [*corpus.train.labels, *["pos"] * 80]
    model = EmbeddingClassifier(learning_rate=0.5).fit(texts, labels)
    share = np.mean(np.array(labels) == "pos")
    empty = model.predict_proba(["", " !? ", "zzz"])
    np.testing.assert_allclose(empty[:, 1], share, rtol=1e-5)


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


def test_cloning_does_not_copy_a_table(vectors):
    assert clone(EmbeddingClassifier(vectors, "frozen")).vectors is vectors


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
    words = [f"filler{i}" for i in range(20_000)] + ["good1", "GOOD2", "bad1"]
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


def test_verbose_goes_to_stderr(corpus, capfd):
    model = EmbeddingClassifier(epochs=3, verbose=2, patience=5)
    model.fit(corpus.train.texts, corpus.train.labels)
    out, err = capfd.readouterr()
    assert out == ""
    assert "choosing the learning rate ..." in err
    assert err.count(f"learning rate {model.learning_rate_:g}, epoch") == 3
    assert "dev accuracy" in err
    EmbeddingClassifier(epochs=3).fit(corpus.train.texts, corpus.train.labels)
    assert capfd.readouterr() == ("", "")


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


@pytest.mark.parametrize(
    "options", [{}, {"encoder": "max", "optimizer": "adam"}, {"encoder": "dan", "batch_size": 4}]
)
def test_a_rate_too_high_says_where_and_what_to_try(corpus, options):
    model = EmbeddingClassifier(learning_rate=1e30, **options)
    expected = r"epoch \d+, step \d+, learning rate 1e\+30 \(try 1e\+29\)"
    with pytest.raises(DivergedError, match=expected):
        model.fit(corpus.train.texts, corpus.train.labels)


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


def test_half_a_surrogate_pair_is_no_letter():
    texts, labels = ["good \ud800film", "bad film"] * 10, [1, 0] * 10
    model = EmbeddingClassifier(learning_rate=0.5).fit(texts, labels)
    assert set(model.vocabulary_.words) == {"good", "film", "bad"}
    assert model.predict(["good\udfff"]).tolist() == [1]


def test_a_corpus_in_pieces_is_one_corpus(corpus, monkeypatch):
    model = EmbeddingClassifier(learning_rate=0.5).fit(corpus.train.texts, corpus.train.labels)
    whole = model.predict_proba(corpus.test.texts)
    monkeypatch.setattr(
        "embedstudy.classifier.inference.vectorizer.split_batches.__defaults__", (100,)
    )
    assert model.predict_proba(corpus.test.texts).tobytes() == whole.tobytes()


def test_multichannel_reads_two_tables(corpus, vectors, tmp_path):
    model = EmbeddingClassifier.recommended("cnn", vectors=vectors, strategy="multichannel")
    model.set_params(epochs=3, learning_rate=1.0).fit(
        ["good1 word1", "bad1 word2"] * 50, [1, 0] * 50
    )
    inner = model._predictor.model
    np.testing.assert_array_equal(model.embedding_, inner.embedding + inner.channel)
    probe = ["good2", "no-such-word"]
    known, unknown = model.predict_proba(probe)
    assert known.tolist() != unknown.tolist()  # the table knows it, in both channels
    model.save(tmp_path / "m")
    again = EmbeddingClassifier.load(tmp_path / "m", vectors=vectors)
    assert again.predict_proba(probe)[0].tolist() == known.tolist()


def test_multichannel_needs_filters(vectors):
    with pytest.raises(ValueError, match="strategy 'multichannel' goes with encoder 'cnn'"):
        EmbeddingClassifier(vectors, "multichannel").fit(["good1", "bad1"], [1, 0])
