"""The fused kernel against plain NumPy in float64, and its gradient against differences."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from embedstudy.nn.kernels import mean

RNG = np.random.default_rng(5)
N_WORDS, DIM, N_CLASSES, N_DOCUMENTS = 30, 7, 4, 50
LENGTHS = RNG.integers(0, 12, N_DOCUMENTS)
LENGTHS[:3] = [0, 1, 11]
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = RNG.integers(0, N_WORDS, OFFSETS[-1]).astype(np.int32)
LABELS = RNG.integers(0, N_CLASSES, N_DOCUMENTS).astype(np.int32)
ORDER = RNG.permutation(N_DOCUMENTS)
ONES = np.ones(N_DOCUMENTS, np.float32)


def new_weights(dtype=np.float32):
    rng = np.random.default_rng(6)
    shapes = ((N_WORDS, DIM), (N_CLASSES, DIM), (N_CLASSES,))
    return tuple(rng.normal(0, 0.5, shape).astype(np.float32).astype(dtype) for shape in shapes)


def reference_logits(document, embedding, weights, bias):
    words = VALUES[OFFSETS[document] : OFFSETS[document + 1]]
    hidden = embedding[words].mean(axis=0) if len(words) else np.zeros(embedding.shape[1])
    return weights @ hidden + bias, hidden, words


def train_whole(values, offsets, labels, counts, order, *rest):
    return mean.train_epoch(values, offsets, labels, counts, order, *rest, 0, len(order), 0.0)


def reference_epoch(order, embedding, weights, bias, first, last, learns):
    total = 0.0
    for step, document in enumerate(order):
        rate = first + (last - first) * step / len(order)
        scores, hidden, words = reference_logits(document, embedding, weights, bias)
        total -= log_softmax(scores)[LABELS[document]]
        delta = softmax(scores) - np.eye(len(bias))[LABELS[document]]
        gradient = weights.T @ delta
        weights -= rate * np.outer(delta, hidden)
        bias -= rate * delta
        if learns and len(words):
            np.subtract.at(embedding, words, rate * gradient / len(words))
    return total


@pytest.mark.parametrize("learns", [True, False])
def test_an_epoch_agrees_with_the_reference(learns):
    ours, theirs = new_weights(), new_weights(np.float64)
    loss, bad_step = train_whole(
        VALUES, OFFSETS, LABELS, ONES, ORDER, *ours, 0.5, 0.1, 1.0, 0 if learns else N_WORDS
    )
    expected = reference_epoch(ORDER, *theirs, 0.5, 0.1, learns)
    assert bad_step == -1
    np.testing.assert_allclose(loss, expected, rtol=1e-5)
    for one, target in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, target, rtol=1e-4, atol=1e-5)
    assert np.array_equal(ours[0], new_weights()[0]) is not learns


def test_logits_agree_with_the_reference():
    ours = new_weights()
    expected = [reference_logits(i, *new_weights(np.float64))[0] for i in range(N_DOCUMENTS)]
    np.testing.assert_allclose(mean.logits(VALUES, OFFSETS, *ours), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("document", [0, 1, 2, 10])
def test_a_step_follows_the_gradient(document):
    """The step of the kernel is the finite-difference gradient of the loss, times the rate."""
    rate, width = 1e-3, 1e-6

    def loss(weights):
        scores, _, _ = reference_logits(document, *weights)
        return -log_softmax(scores)[LABELS[document]]

    before, after = new_weights(np.float64), new_weights()
    train_whole(VALUES, OFFSETS, LABELS, ONES, np.array([document]), *after, rate, rate, 1.0, 0)
    for which in range(3):
        stepped = (before[which] - after[which]) / rate
        numeric = np.zeros_like(before[which])
        for place in np.ndindex(numeric.shape):
            shifted = new_weights(np.float64)
            shifted[which][place] += width
            higher = loss(shifted)
            shifted[which][place] -= 2 * width
            numeric[place] = (higher - loss(shifted)) / (2 * width)
        np.testing.assert_allclose(stepped, numeric, atol=5e-4)


def test_only_the_words_of_the_document_move():
    after = new_weights()
    train_whole(VALUES, OFFSETS, LABELS, ONES, np.array([2]), *after, 0.5, 0.5, 1.0, 0)
    moved = np.flatnonzero((after[0] != new_weights()[0]).any(axis=1))
    assert set(moved) == set(VALUES[OFFSETS[2] : OFFSETS[3]])


def test_a_confident_mistake_is_no_divergence():
    """The probability of the true class rounds to zero in float32; the loss is large but finite."""
    embedding, weights, bias = new_weights()
    bias[:] = [500, 0, 0, 0]
    labels = np.ones_like(LABELS)
    loss, bad_step = train_whole(
        VALUES, OFFSETS, labels, ONES, ORDER[:1], embedding, weights, bias, 0.0, 0.0, 1.0, 0
    )
    assert bad_step == -1
    assert 400 < loss < 600


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
def test_a_loss_that_is_not_finite_stops_at_its_step(poison):
    embedding, weights, bias = new_weights()
    embedding[VALUES[OFFSETS[2]]] = poison
    word = VALUES[OFFSETS[2]]
    clean = [i for i in ORDER if word not in VALUES[OFFSETS[i] : OFFSETS[i + 1]]]
    order = np.array([*clean, 2, clean[0]])
    _, bad_step = train_whole(
        VALUES, OFFSETS, LABELS, ONES, order, embedding, weights, bias, 0.1, 0.1, 1.0, 0
    )
    assert bad_step == len(order) - 2


def test_documents_count_as_much_as_they_are_said_to():
    """One that counts twice is one at twice the rate; half of the rows can be left as they are."""
    counts = np.full(N_DOCUMENTS, 2, np.float32)
    doubled, faster = new_weights(), new_weights()
    loss, _ = train_whole(
        VALUES, OFFSETS, LABELS, counts, ORDER, *doubled, 0.1, 0.1, 0.5, N_WORDS // 2
    )
    single, _ = train_whole(
        VALUES, OFFSETS, LABELS, ONES, ORDER, *faster, 0.2, 0.2, 0.5, N_WORDS // 2
    )
    np.testing.assert_allclose(loss, 2 * single, rtol=1e-6)
    for one, target in zip(doubled, faster, strict=True):
        np.testing.assert_allclose(one, target, rtol=1e-5, atol=1e-6)
    before = new_weights()[0]
    assert np.array_equal(doubled[0][: N_WORDS // 2], before[: N_WORDS // 2])
    assert not np.array_equal(doubled[0][N_WORDS // 2 :], before[N_WORDS // 2 :])


def test_parts_of_an_epoch_are_the_epoch_to_the_bit():
    whole, parts = new_weights(), new_weights()
    data = (VALUES, OFFSETS, LABELS, ONES, ORDER)
    expected, _ = mean.train_epoch(*data, *whole, 0.5, 0.1, 1.0, 0, 0, len(ORDER), 0.0)
    loss = 0.0
    for begin, end in ((0, 1), (1, 4), (4, 4), (4, len(ORDER))):
        loss, bad_step = mean.train_epoch(*data, *parts, 0.5, 0.1, 1.0, 0, begin, end, loss)
        assert bad_step == -1
    assert loss == expected
    for one, target in zip(parts, whole, strict=True):
        assert one.tobytes() == target.tobytes()
