"""The directions that gradient descent learns in a mean of word vectors: docs/why-small.md.

The engine is tested in test_engine.py. Here stands what follows from it, as docs/why-small.md
proves it: with C classes, the embedding moves in C - 1 directions.
"""

import numpy as np
import pytest

from embedstudy.nn.engine import Engine, TrainingPlan
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.options.model import ModelOptions
from embedstudy.structure.change import change_share
from embedstudy.text.encoding import EncodedDocuments

N_WORDS, DIM, N_DOCUMENTS, LENGTH = 60, 12, 200, 6
CLASSES = pytest.mark.parametrize("n_classes", [2, 3, 5])


def make_examples(n_classes):
    """Documents of which half the words are of their class."""
    rng = np.random.default_rng(n_classes)
    labels = np.arange(N_DOCUMENTS, dtype=np.int32) % n_classes
    words = rng.integers(0, N_WORDS, (N_DOCUMENTS, LENGTH))
    n_each = N_WORDS // n_classes
    words[:, ::2] = labels[:, None] * n_each + rng.integers(0, n_each, (N_DOCUMENTS, LENGTH // 2))
    offsets = np.arange(0, LENGTH * N_DOCUMENTS + 1, LENGTH, dtype=np.int64)
    return Examples.unweighted(EncodedDocuments(words.ravel().astype(np.int32), offsets), labels)


def make_model(n_classes, embedding):
    encoder = recommended("mean").new_encoder()
    return new_model(encoder, np.ascontiguousarray(embedding, np.float32), n_classes, Seeds(0))


def draw(scale, seed=1):
    return np.random.default_rng(seed).uniform(-scale, scale, (N_WORDS, DIM))


def train(model: Model, examples: Examples, *, rate=0.3, embedding_rate=1.0, epochs=5):
    options = ModelOptions(epochs=epochs, embedding_rate=embedding_rate, schedule="constant")
    engine = Engine(model, TrainingPlan(options, rate, Seeds(0)))
    for number in range(1, epochs + 1):
        engine.epoch(number, examples, np.arange(len(examples)))


def find_directions(weights):
    """Return an orthonormal basis of the differences between the rows of output weights."""
    differences = weights[1:].astype(np.float64) - weights[0]
    return np.linalg.qr(differences.T)[0]


def measure_outside(change, directions):
    """Return the share of a squared change that lies outside some directions."""
    inside = change @ directions
    return 1 - (inside**2).sum() / (change**2).sum()


@CLASSES
def test_under_frozen_output_weights_the_change_lies_in_their_differences(n_classes):
    start = draw(1.0)
    model = make_model(n_classes, start)
    weights = model.weights.copy()
    # A rate so low that float32 leaves the output weights as they are.
    train(model, make_examples(n_classes), rate=1e-14, embedding_rate=3e13)
    assert (model.weights == weights).all()
    change = model.embedding - start.astype(np.float32).astype(np.float64)
    assert np.abs(change).max() > 0.1
    assert abs(measure_outside(change, find_directions(weights))) < 1e-10
    assert np.linalg.matrix_rank(change, tol=1e-4 * np.linalg.norm(change)) == n_classes - 1


@CLASSES
def test_from_zeros_the_change_stays_there_although_the_output_weights_learn(n_classes):
    model = make_model(n_classes, np.zeros((N_WORDS, DIM)))
    before = model.weights.copy()
    train(model, make_examples(n_classes))
    directions = find_directions(before)
    assert np.abs(model.weights - before).max() > 0.1
    change = model.embedding.astype(np.float64)
    assert abs(measure_outside(change, directions)) < 1e-9
    # The differences of output weights stay there too, and their mean stays where it was.
    moved = (model.weights - before).astype(np.float64)
    assert abs(measure_outside(moved, directions)) < 1e-9
    assert np.abs(moved.sum(axis=0)).max() < 1e-5


@CLASSES
def test_a_start_that_is_small_stays_close_to_it_and_a_large_one_does_not(n_classes):
    shares = []
    for scale in (1e-3, 1e-1, 10):
        model = make_model(n_classes, draw(scale))
        start = model.embedding.copy()
        train(model, make_examples(n_classes))
        shares.append(change_share(start, model.embedding, n_classes - 1))
    assert shares[0] > 0.9999
    assert shares[0] >= shares[1] > shares[2]
    assert shares[2] < 0.97


def test_with_zeros_everywhere_only_the_bias_moves():
    model = make_model(3, np.zeros((N_WORDS, DIM)))
    model.weights[:] = 0
    train(model, make_examples(3))
    assert not model.embedding.any()
    assert not model.weights.any()
    assert model.bias.any()


@CLASSES
def test_with_one_number_everywhere_all_dimensions_stay_copies_of_one(n_classes):
    model = make_model(n_classes, np.full((N_WORDS, DIM), 0.1))
    model.weights[:] = 0.1
    start = model.embedding.copy()
    train(model, make_examples(n_classes))
    change = model.embedding - start
    assert change.any()
    assert (change == change[:, :1]).all()
    assert (model.weights == model.weights[:, :1]).all()
