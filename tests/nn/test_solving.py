"""The solution against scikit-learn's, on features that NumPy computes, and its edges."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

from embedstudy.errors import DivergedError, NotFiniteError
from embedstudy.metrics import METRICS
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.solving import TOLERANCE, solve
from embedstudy.nn.training import Stopped, Watch
from embedstudy.text.encoding import EncodedDocuments
from tests.nn.two_classes import DOCUMENTS, EXAMPLES, LABELS, make_model

WINDOW = 5
N_DOCUMENTS, N_WORDS, DIM = 150, 30, 4
POOL = {
    "mean": lambda rows: rows.mean(axis=0),
    "max": lambda rows: rows.max(axis=0),
    "concat": lambda rows: np.concatenate([rows.mean(axis=0), rows.max(axis=0)]),
    "hier": lambda rows: np.max(
        [rows[i : i + WINDOW].mean(axis=0) for i in range(max(1, len(rows) - WINDOW + 1))], axis=0
    ),
}


def make_examples(n_classes, seed=4):
    """Return documents of 1 to 12 words whose labels depend on them, but not on them alone."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 13, N_DOCUMENTS)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    words = rng.integers(0, N_WORDS, offsets[-1]).astype(np.int32)
    means = np.add.reduceat(words, offsets[:-1]) / lengths
    noisy = means + rng.normal(0, 3, N_DOCUMENTS)
    labels = np.searchsorted(np.quantile(noisy, np.arange(1, n_classes) / n_classes), noisy)
    return Examples.unweighted(EncodedDocuments(words, offsets), labels.astype(np.int32))


def make_wide_model(encoder="mean", n_classes=2, scale=1.0):
    embedding = np.random.default_rng(0).normal(1, 2, (N_WORDS, DIM)).astype(np.float32)
    embedding[:, 0] += np.arange(N_WORDS) / 2
    embedding *= np.float32(scale)
    return new_model(recommended(encoder).new_encoder(), embedding, n_classes, Seeds(0))


def pool(encoder, model, examples):
    documents = examples.documents
    return np.array(
        [POOL[encoder](model.embedding[words].astype(float))
         for words in np.split(documents.values, documents.offsets[1:-1])]
    )  # fmt: skip


def standardize(features, weights):
    shares = weights.astype(float) / weights.sum()
    distance = features - shares @ features
    return distance / np.sqrt(shares @ (distance**2).sum(axis=1))


def fit_scikit_learn(features, examples, c):
    """Return the probabilities of scikit-learn; with two classes, weights are counted once."""
    n_classes = len(np.unique(examples.labels))
    reference = LogisticRegression(C=2 * c if n_classes == 2 else c, tol=1e-10, max_iter=10_000)
    standard = standardize(features, examples.weights)
    reference.fit(standard, examples.labels, sample_weight=examples.weights)
    return reference.predict_proba(standard)


@pytest.mark.parametrize("c", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("encoder", POOL)
def test_the_solution_is_scikit_learns(encoder, n_classes, c):
    model, examples = make_wide_model(encoder, n_classes), make_examples(n_classes)
    before = model.embedding.tobytes()
    training = solve(model, examples, c, dev=examples)
    expected = fit_scikit_learn(pool(encoder, model, examples), examples, c)
    logits = model.logits(examples.documents)
    np.testing.assert_allclose(softmax(logits, axis=1), expected, atol=5e-4)
    assert model.embedding.tobytes() == before
    loss = -np.log(expected)[np.arange(N_DOCUMENTS), examples.labels].mean()
    np.testing.assert_allclose(training.best.train_loss, loss, rtol=1e-4)
    assert training.best.dev_accuracy == np.mean(logits.argmax(axis=1) == examples.labels)
    assert training.best.dev_accuracy > 1.2 / n_classes
    assert training.epochs == [training.best]
    assert training.best.epoch == 0
    assert training.seconds > 0
    assert {model.weights.dtype, model.bias.dtype} == {np.dtype(np.float32)}


def test_the_gradient_is_near_zero():
    model, examples, c = make_wide_model("max", 3), make_examples(3), 10.0
    solve(model, examples, c)
    features = pool("max", model, examples)
    length = np.sqrt(((features - features.mean(axis=0)) ** 2).sum(axis=1).mean())
    distance = softmax(features @ model.weights.T + model.bias, axis=1)
    distance[np.arange(N_DOCUMENTS), examples.labels] -= 1
    gradient = distance.T @ (features - features.mean(axis=0)) / length / N_DOCUMENTS
    gradient += model.weights * length / (c * N_DOCUMENTS)
    assert np.abs(gradient).max() < 2 * TOLERANCE
    assert np.abs(distance.mean(axis=0)).max() < 2 * TOLERANCE


def test_weights_of_documents_count():
    examples = make_examples(3)
    rare = replace(examples, labels=np.where(np.arange(N_DOCUMENTS) % 20, 0, examples.labels))
    weights = compute_sample_weight("balanced", rare.labels).astype(np.float32)
    balanced, plain = make_wide_model(n_classes=3), make_wide_model(n_classes=3)
    weighted = replace(rare, weights=weights)
    solve(balanced, weighted, 1.0)
    solve(plain, rare, 1.0)
    expected = fit_scikit_learn(pool("mean", balanced, weighted), weighted, 1.0)
    logits = balanced.logits(rare.documents)
    np.testing.assert_allclose(softmax(logits, axis=1), expected, atol=5e-4)
    assert (logits.argmax(axis=1) > 0).sum() > (plain.predict(rare.documents) > 0).sum()


def test_documents_of_no_weight_do_not_count():
    examples, models = make_examples(2), [make_wide_model(), make_wide_model()]
    counts = np.arange(N_DOCUMENTS) >= 30
    solve(models[0], replace(examples, weights=counts.astype(np.float32)), 1.0)
    documents = examples.documents.take(np.flatnonzero(counts))
    solve(models[1], Examples.unweighted(documents, examples.labels[counts]), 1.0)
    assert models[0].weights.tobytes() == models[1].weights.tobytes()


@pytest.mark.parametrize("scale", [1e-6, 0.3, 1e6])
def test_the_scale_of_word_vectors_changes_no_probability(scale):
    examples, models = make_examples(3), [make_wide_model(n_classes=3, scale=s) for s in (1, scale)]
    logits = []
    for model in models:
        solve(model, examples, 10.0)
        logits.append(model.logits(examples.documents))
    np.testing.assert_allclose(*(softmax(some, axis=1) for some in logits), atol=1e-4)


def test_the_same_bytes_in_any_thread():
    def solve_once(_):
        model = make_wide_model("concat", 3)
        solve(model, make_examples(3), 10.0)
        return model.weights.tobytes() + model.bias.tobytes()

    with ThreadPoolExecutor(4) as workers:
        assert len({*workers.map(solve_once, range(8)), solve_once(0)}) == 1


def test_another_start_has_the_same_solution():
    models = [make_model(), make_model()]
    models[1].weights, models[1].bias = models[1].weights + 3, models[1].bias - 1
    for model in models:
        solve(model, EXAMPLES, 1.0)
    assert models[0].weights.tobytes() == models[1].weights.tobytes()
    assert (models[0].predict(DOCUMENTS) == LABELS).mean() > 0.8


def test_a_class_without_documents_is_never_predicted():
    examples = make_examples(3)
    labels = np.where(examples.labels == 1, 3, examples.labels).astype(np.int32)
    model, smaller = make_wide_model(n_classes=5), make_wide_model(n_classes=3)
    solve(model, replace(examples, labels=labels), 1.0)
    solve(smaller, examples, 1.0)
    probabilities = softmax(model.logits(examples.documents), axis=1)
    assert probabilities[:, [1, 4]].max() < 1e-30
    expected = softmax(smaller.logits(examples.documents), axis=1)
    np.testing.assert_allclose(probabilities[:, [0, 3, 2]], expected, atol=1e-4)
    assert set(model.predict(examples.documents)) <= {0, 2, 3}


def test_one_class_alone_is_certain():
    model = make_wide_model(n_classes=2)
    training = solve(model, replace(make_examples(2), labels=np.ones(N_DOCUMENTS, np.int32)), 1.0)
    assert training.best.train_loss < 1e-6
    assert set(model.predict(DOCUMENTS)) == {1}


def test_documents_without_words_get_the_prior():
    examples = make_examples(2)
    documents = EncodedDocuments(
        examples.documents.values,
        np.concatenate([np.zeros(50, np.int64), examples.documents.offsets]),
    )
    labels = np.concatenate([np.ones(50, np.int32), examples.labels])
    model, without = make_wide_model(), make_wide_model()
    training = solve(model, Examples.unweighted(documents, labels), 1.0)
    solve(without, examples, 1.0)
    assert model.weights.tobytes() == without.weights.tobytes()
    share = labels.mean()
    empty = softmax(model.logits(documents)[:50], axis=1)
    np.testing.assert_allclose(empty, [[1 - share, share]] * 50, atol=1e-6)
    losses = -log_softmax(model.logits(documents), axis=1)[np.arange(len(labels)), labels]
    np.testing.assert_allclose(training.best.train_loss, losses.mean(), rtol=1e-5)


def test_documents_without_any_words_at_all():
    model, labels = make_wide_model(), np.array([0, 0, 1], np.int32)
    documents = EncodedDocuments(np.empty(0, np.int32), np.zeros(4, np.int64))
    training = solve(model, Examples.unweighted(documents, labels), 1.0)
    np.testing.assert_allclose(softmax(model.logits(documents), axis=1)[:, 1], 1 / 3, rtol=1e-5)
    assert np.isfinite(training.best.train_loss)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan, 3e38])
def test_vectors_that_are_not_finite_are_an_error(value):
    model = make_wide_model()
    model.embedding[:, 0] = value
    with pytest.raises(NotFiniteError, match="lower the scale"):
        solve(model, make_examples(2), 1.0)
    assert issubclass(NotFiniteError, DivergedError)


def test_the_metric_scores_dev():
    model, examples = make_wide_model(), make_examples(2)
    best = solve(model, examples, 1.0, dev=examples, metric=METRICS["log-loss"]).best
    np.testing.assert_allclose(best.dev_score, best.train_loss, rtol=1e-4)
    assert best.dev_accuracy != best.dev_score
    assert solve(model, examples, 1.0).best.dev_accuracy is None


def test_a_solution_can_be_stopped():
    with pytest.raises(Stopped):
        solve(make_model(), EXAMPLES, 1.0, watch=Watch(should_stop=lambda: True))
