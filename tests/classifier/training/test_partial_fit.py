import pickle

import numpy as np
import pytest
from sklearn.base import clone

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import make_config
from embedstudy.classifier.training.partial_fit import make_trainer
from embedstudy.classifier.training.training_set import LabeledTexts, make_training_set
from embedstudy.errors import DivergedError, InputError
from embedstudy.nn.model import Seeds

KINDS = [
    {},
    {"optimizer": "adam", "batch_size": 8, "learning_rate": 0.01},
    {"momentum": 0.5, "encoder": "concat", "learning_rate": 0.1},
    {"ngrams": 2, "buckets": 100},
    {"char_ngrams": "2-4", "ngrams": 2, "buckets": 100},
]


@pytest.mark.parametrize("options", KINDS)
def test_each_call_is_one_more_pass(corpus, options):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(**{"learning_rate": 0.3, "dim": 12, **options})
    for _ in range(8):
        model.partial_fit(texts, labels, classes=["pos", "neg"])
    assert model.score(texts, labels) > 0.75
    assert [row["epoch"] for row in model.history_] == list(range(1, 9))
    assert {row["learning_rate"] for row in model.history_} == {model.learning_rate}
    assert model.n_epochs_ == 8
    assert model.history_[-1]["train_loss"] < model.history_[0]["train_loss"]


def test_plain_sgd_is_the_same_in_pieces():
    """One text a call at a constant rate: the very steps of one epoch in that order."""
    texts, labels = ["good film", "bad film", "good bad film"], [1, 0, 1]
    options = {"learning_rate": 0.5, "schedule": "constant", "dim": 6}
    whole = EmbeddingClassifier(**options).partial_fit(texts, labels, classes=[0, 1])
    before = whole.embedding_.copy()
    shuffled = Seeds(1).order  # of the seed after that of `fit`
    shuffled.permutation(3)
    order = shuffled.permutation(3)
    expected = pickle.loads(pickle.dumps(whole)).partial_fit(texts, labels).embedding_
    for i in order:
        whole.partial_fit([texts[i]], [labels[i]])
    assert whole.embedding_.tobytes() == expected.tobytes() != before.tobytes()


@pytest.mark.parametrize("options", KINDS[1:3])
def test_the_optimizers_state_goes_on_through_a_pickle(corpus, options, tmp_path):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(dim=8, **options).partial_fit(texts, labels, ["neg", "pos"])
    pickled = pickle.loads(pickle.dumps(model))
    model.save(tmp_path / "model")
    stateless = EmbeddingClassifier.load(tmp_path / "model")  # a saved model has no such state
    model.partial_fit(texts, labels)
    pickled.partial_fit(texts, labels)
    stateless.partial_fit(texts, labels)
    assert pickled.embedding_.tobytes() == model.embedding_.tobytes()
    assert stateless.embedding_.tobytes() != model.embedding_.tobytes()


def test_after_fit_it_goes_on_at_the_rate_that_was_chosen(corpus):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(dim=8).fit(texts, labels)
    rate, epochs, words = model.learning_rate_, model.n_epochs_, model.vocabulary_.words
    model.partial_fit(["good1 never-seen", "bad1"], ["pos", "neg"])
    assert (model.history_[-1]["learning_rate"], model.n_epochs_) == (rate, epochs + 1)
    assert model.vocabulary_.words == words
    model.set_params(learning_rate=0.01).partial_fit(texts, labels)
    assert model.learning_rate_ == 0.01


def test_without_a_rate_it_takes_a_middle_one():
    model = EmbeddingClassifier(optimizer="adam").partial_fit(["a", "b"], [0, 1], classes=[0, 1])
    assert model.learning_rate_ == 0.001


def test_frozen_vectors_stay_until_they_are_to_learn(corpus, vectors):
    texts, labels = corpus.train.texts, corpus.train.labels
    model = EmbeddingClassifier(vectors, "frozen", learning_rate=0.3, unfreeze_after=2)
    model.partial_fit(texts, labels, classes=["neg", "pos"])
    start = model.embedding_.copy()
    model.partial_fit(texts, labels)
    assert model.embedding_.tobytes() == start.tobytes()
    fitted = clone(model).set_params(epochs=2).fit(texts, labels)
    start = fitted.embedding_.copy()
    assert fitted.partial_fit(texts, labels).embedding_.tobytes() != start.tobytes()


def test_the_prior_counts_all_texts():
    model = EmbeddingClassifier(learning_rate=0.1)
    model.partial_fit(["a", "b"], [0, 1], classes=[0, 1])
    model.partial_fit(["a", "a"], [0, 0], sample_weight=[2.0, 4.0])
    np.testing.assert_allclose(model.predict_proba([""]), [[7 / 8, 1 / 8]], rtol=1e-6)


def test_a_class_may_come_later():
    model = EmbeddingClassifier(learning_rate=0.5)
    model.partial_fit(["a b c", "a b"], [0, 0], classes=[0, 1])
    for _ in range(20):
        model.partial_fit(["c", "a"], [1, 0])
    assert model.predict(["c", "a"]).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        ([(["a"], [0], None)], "classes must be passed on the first call to partial_fit"),
        ([(["a"], [0], [0])], r"only one class \(0\)"),
        ([(["a"], [2], [0, 1])], r"label 0 is 2, none of the classes \(0, 1\)"),
        ([(["a"], ["0"], [0, 1])], "label 0 is '0', none of the classes"),
        ([(["!"], [0], [0, 1])], "not one word"),
        ([(["a"], [0], [0, 1]), (["a"], [0], [0, 1, 2])], r"classes is \[0, 1, 2\], but was"),
        ([(["a"], [0], [0, 1]), (["a"], [5], None)], "label 0 is 5"),
        ([(["a"], [0], [0, 1]), ([None], [0], None)], "text 0 is missing"),
    ],
)
def test_bad_calls_change_nothing(calls, message):
    model = EmbeddingClassifier(learning_rate=0.1)
    *good, bad = calls
    for call in good:
        model.partial_fit(*call)
    with pytest.raises(InputError, match=message):
        model.partial_fit(*bad)
    assert hasattr(model, "classes_") == bool(good)
    if good:
        assert model.n_epochs_ == len(good)
        assert model.predict(["a"]).tolist() == [0]


def test_balanced_weights_need_all_texts():
    with pytest.raises(InputError, match="partial_fit cannot use class_weight 'balanced'"):
        EmbeddingClassifier(class_weight="balanced").partial_fit(["a"], [0], classes=[0, 1])


def test_a_model_that_diverged_is_not_fitted():
    model = EmbeddingClassifier(learning_rate=0.1).partial_fit(["a", "b"], [0, 1], [0, 1])
    with pytest.raises(DivergedError, match="learning rate 1e"):
        model.set_params(learning_rate=1e30).partial_fit(["a b"] * 20, [0, 1] * 10)
    assert not hasattr(model, "classes_")


def test_a_trainer_keeps_its_predictor_up_to_date():
    texts, labels = ["good film", "bad film"] * 10, [1, 0] * 10
    config = make_config(EmbeddingClassifier(dim=4).get_params(deep=False))
    ids, weights = np.array(labels, np.int32), np.ones(20, np.float32)
    data = LabeledTexts(texts, config.tokenizer, ids, weights, 2)
    training_set = make_training_set(data, np.arange(20), None, config, None)
    predictor = training_set.new_predictor(training_set.new_model())
    trainer = make_trainer(predictor, config, 0.5, 0)
    losses = [trainer.train_once(data.encoded, ids, weights) for _ in range(5)]
    assert losses[-1] < losses[0] < 1
    assert predictor.logits(["good", "bad"]).argmax(axis=1).tolist() == [1, 0]
    assert predictor.class_totals.tolist() == [50.0, 50.0]
