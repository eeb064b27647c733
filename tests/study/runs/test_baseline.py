from dataclasses import replace

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.metrics import log_loss

from embedstudy.study.runs.baseline import train_baseline
from embedstudy.tuning.values import TunedValues
from tests.corpora import make_corpus
from tests.study.runs.prepared import make_spec, prepare_corpus


@pytest.fixture(scope="module")
def prepared(corpus):
    return prepare_corpus(corpus, None)


def make_baseline(name, c=1.0):
    return make_spec(name, TunedValues(c=c), encoder="")


@pytest.mark.parametrize("name", ["majority", "tfidf-logistic-regression", "tfidf-linear-svm"])
@pytest.mark.parametrize("n_classes", [2, 3])
def test_it_has_probabilities_that_fit_its_predictions(prepared, name, n_classes):
    if n_classes == 3:
        texts, labels = ["a b", "c d", "e f"] * 8, ["x", "y", "z"] * 8
        parts = dict.fromkeys(("train", "dev", "test"), (texts, labels))
        prepared = prepare_corpus(make_corpus("d", parts), None)
    outputs = train_baseline(make_baseline(name), prepared).predict("test")
    assert outputs.probabilities.shape == (len(prepared.labels["test"]), n_classes)
    np.testing.assert_allclose(outputs.probabilities.sum(axis=1), 1, rtol=1e-5)
    assert outputs.probabilities.argmax(axis=1).tolist() == outputs.predicted.tolist()


def test_the_majority_gives_each_class_its_share(prepared):
    outputs = train_baseline(make_baseline("majority"), prepared).predict("test")
    shares = np.bincount(prepared.labels["train"]) / len(prepared.labels["train"])
    np.testing.assert_allclose(outputs.probabilities, np.tile(shares, (len(outputs.labels), 1)))


@pytest.mark.parametrize("c", [0.01, 100.0])
def test_the_temperature_of_a_linear_svm_is_the_best_on_dev(prepared, c):
    outputs = train_baseline(make_baseline("tfidf-linear-svm", c), prepared).predict("dev")
    logits = np.log(outputs.probabilities.astype(float))
    by_factor = {
        factor: log_loss(outputs.labels, softmax(factor * logits, axis=1))
        for factor in (0.8, 1.0, 1.25)
    }
    assert min(by_factor, key=by_factor.get) == 1.0


def test_a_class_that_a_sample_lacks_has_the_probability_0():
    texts, labels = ["a b", "c d", "e f"] * 8, ["x", "y", "z"] * 8
    parts = dict.fromkeys(("dev", "test"), (texts, labels))
    some = [(text, label) for text, label in zip(texts, labels, strict=True) if label != "y"]
    parts["train"] = tuple(zip(*some, strict=True))
    prepared = prepare_corpus(make_corpus("d", parts, classes=["x", "y", "z"]), None)
    for name in ("tfidf-logistic-regression", "tfidf-linear-svm"):
        spec = replace(make_baseline(name), metric="log-loss")
        outputs = train_baseline(spec, prepared).predict("test")
        assert outputs.probabilities.shape == (24, 3)
        assert not outputs.probabilities[:, 1].any()
