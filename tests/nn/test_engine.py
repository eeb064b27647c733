"""Batches against the fused loop, and what a step changes."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.nn.encoders.dan import DAN
from embedstudy.nn.encoders.encoder import Encoder
from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.engine import Engine, TrainingPlan, is_fused
from embedstudy.nn.examples import Examples
from embedstudy.nn.model import Model, Seeds, new_model
from embedstudy.nn.model_config import recommended
from embedstudy.nn.optimizers import OPTIMIZERS
from embedstudy.options.model import ModelOptions
from embedstudy.text.encoding import EncodedDocuments

RNG = np.random.default_rng(3)
N_WORDS, DIM, N_CLASSES, N_DOCUMENTS = 40, 6, 3, 60
LENGTHS = RNG.integers(0, 9, N_DOCUMENTS)
LENGTHS[:2] = [0, 1]
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
DOCUMENTS = EncodedDocuments(RNG.integers(0, N_WORDS, OFFSETS[-1]).astype(np.int32), OFFSETS)
LABELS = RNG.integers(0, N_CLASSES, N_DOCUMENTS).astype(np.int32)
COUNTS = RNG.uniform(0.5, 2, N_DOCUMENTS).astype(np.float32)
EXAMPLES = Examples(DOCUMENTS, LABELS, COUNTS)
ORDER = RNG.permutation(N_DOCUMENTS)


class GatheredMean(Mean):
    """A mean that says nothing of it, so that its rows are gathered and changed afterwards."""

    pooling = ""


class GatheredDAN(DAN):
    pooling = ""


def new(encoder="mean", **sizes):
    table = np.random.default_rng(4).normal(0, 0.5, (N_WORDS, DIM)).astype(np.float32)
    return new_model(recommended(encoder, **sizes).new_encoder(), table, N_CLASSES, Seeds(0))


def run(model, options, rate=0.1, *, frozen_rows=0, epochs=2):
    engine = Engine(model, TrainingPlan(options, rate, Seeds(0), frozen_rows))
    losses = [engine.epoch(number, EXAMPLES, ORDER) for number in range(1, epochs + 1)]
    return engine, losses


@pytest.mark.parametrize("schedule", ["linear", "constant"])
@pytest.mark.parametrize("frozen_rows", [0, 15, N_WORDS])
def test_the_fused_loop_is_the_engine_at_batch_size_one(schedule, frozen_rows):
    options = ModelOptions(epochs=3, schedule=schedule, embedding_rate=0.7)
    fused, general = new(), new()
    _, one = run(fused, options, frozen_rows=frozen_rows, epochs=3)
    general.encoder = GatheredMean()
    _, losses = run(general, options, frozen_rows=frozen_rows, epochs=3)
    same(fused, general, one, losses)


def same(one, expected, losses, others):
    np.testing.assert_allclose(losses, others, rtol=1e-5)
    pairs = [
        (getattr(one, name), getattr(expected, name)) for name in ("embedding", "weights", "bias")
    ]
    pairs += [(one.parameters[name], expected.parameters[name]) for name in one.parameters]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("encoder", ["mean", "dan"])
@pytest.mark.parametrize("word_dropout", [0.0, 0.4])
@pytest.mark.parametrize("frozen_rows", [0, 15])
def test_steps_in_place_are_steps_with_a_gradient(encoder, word_dropout, frozen_rows):
    options = ModelOptions(epochs=3, batch_size=7, word_dropout=word_dropout, dropout=0.2)
    in_place, gathered = new(encoder), new(encoder)
    _, one = run(in_place, options, frozen_rows=frozen_rows)
    gathered.encoder = {"mean": GatheredMean(), "dan": GatheredDAN(100, 1)}[encoder]
    _, losses = run(gathered, options, frozen_rows=frozen_rows)
    same(in_place, gathered, one, losses)


def test_which_trainings_are_fused():
    plain = ModelOptions()
    assert is_fused(plain)
    for change in (
        {"batch_size": 2}, {"optimizer": "adam"}, {"momentum": 0.9}, {"schedule": "cosine"},
        {"warmup": 0.1}, {"dropout": 0.1}, {"word_dropout": 0.1}, {"weight_decay": 0.1},
        {"max_norm": 3.0},
    ):  # fmt: skip
        assert not is_fused(replace(plain, **change)), change
    assert is_fused(replace(plain, embedding_rate=0.5, patience=2, unfreeze_after=1, epochs=3))


def test_output_weights_stay_within_their_norm():
    model = new("mean")
    run(model, ModelOptions(batch_size=4, max_norm=0.3), rate=3.0)
    norms = np.linalg.norm(model.weights, axis=1)
    assert norms.max() <= 0.3 + 1e-6
    assert norms.max() > 0.29


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("encoder", ["mean", "max"])
def test_only_the_rows_of_a_batch_change(encoder, optimizer):
    model = new(encoder)
    before = model.embedding.copy()
    options = ModelOptions(batch_size=3, optimizer=optimizer, weight_decay=0.1)
    batch = np.array([2, 3, 4])
    Engine(model, TrainingPlan(options, 0.1, Seeds(0))).epoch(1, EXAMPLES, batch)
    touched = {w for i in batch for w in DOCUMENTS.values[OFFSETS[i] : OFFSETS[i + 1]].tolist()}
    assert set(np.flatnonzero((model.embedding != before).any(axis=1)).tolist()) == touched


def test_dropout_doubles_the_half_of_the_features_that_it_leaves():
    """At a score of 0 or 2 the loss says which."""

    class One(Encoder):
        def width(self, dim):
            return 1

        def forward(self, table, values, offsets, parameters):
            return np.ones((len(offsets) - 1, 1), np.float32), lambda gradient, d_table: {}

    weights, bias = np.array([[1], [0]], np.float32), np.zeros(2, np.float32)
    model = Model(One(), np.zeros((N_WORDS, 1), np.float32), weights, bias)
    examples = Examples.unweighted(DOCUMENTS, np.zeros(N_DOCUMENTS, np.int32))
    engine = Engine(model, TrainingPlan(ModelOptions(batch_size=10, dropout=0.5), 0.0, Seeds(0)))
    n_epochs = 50
    loss = sum(engine.epoch(1, examples, ORDER) for _ in range(n_epochs))
    left_out, doubled = np.log(2), np.log1p(np.exp(-2))
    n_documents = n_epochs * N_DOCUMENTS
    n_left_out = (loss - n_documents * doubled) / (left_out - doubled)
    assert n_left_out == pytest.approx(round(n_left_out), abs=0.01)
    assert n_left_out / n_documents == pytest.approx(0.5, abs=0.03)
    assert np.array_equal(model.logits(DOCUMENTS), [[1, 0]] * N_DOCUMENTS)


def test_a_second_channel_stays():
    model = new("max")
    model.channel = np.ones_like(model.embedding)
    before = model.embedding.copy()
    run(model, ModelOptions(batch_size=4), rate=1.0)
    assert (model.channel == 1).all()
    assert not np.array_equal(before, model.embedding)
