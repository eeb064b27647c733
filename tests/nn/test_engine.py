"""Batches beside the fused loop, and what a step changes."""

from dataclasses import replace

import numpy as np
import pytest

from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.encoders.dan import DAN
from embedstudy.nn.encoders.mean import Mean
from embedstudy.nn.engine import Engine, is_fused
from embedstudy.nn.kernels import batches
from embedstudy.nn.model import Seeds, new_model
from embedstudy.nn.model_config import recommended
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
ORDER = RNG.permutation(N_DOCUMENTS)


class GatheredMean(Mean):
    """A mean that says nothing of it, so that its rows are gathered and changed afterwards."""

    pooling = ""


class GatheredDAN(DAN):
    pooling = ""


def new(encoder="mean", **sizes):
    table = np.random.default_rng(4).normal(0, 0.5, (N_WORDS, DIM)).astype(np.float32)
    return new_model(recommended(encoder, **sizes).new_encoder(), table, N_CLASSES, Seeds(0))


def run(model, chosen, rate=0.1, *, frozen_rows=0, epochs=2):
    engine = Engine(model, chosen, rate, frozen_rows=frozen_rows, dropout=Seeds(0).dropout)
    losses = [
        engine.epoch(number, DOCUMENTS, LABELS, ORDER, COUNTS) for number in range(1, epochs + 1)
    ]
    return engine, losses


@pytest.mark.parametrize("schedule", ["linear", "constant"])
@pytest.mark.parametrize("frozen_rows", [0, 15, N_WORDS])
def test_the_fused_loop_is_the_engine_at_batch_size_one(schedule, frozen_rows):
    chosen = ModelOptions(epochs=3, schedule=schedule, embedding_rate=0.7)
    fused, general = new(), new()
    _, one = run(fused, chosen, frozen_rows=frozen_rows, epochs=3)
    general.encoder = GatheredMean()
    _, other = run(general, chosen, frozen_rows=frozen_rows, epochs=3)
    same(fused, general, one, other)


def same(one, other, losses, others):
    np.testing.assert_allclose(losses, others, rtol=1e-5)
    pairs = [
        (getattr(one, name), getattr(other, name)) for name in ("embedding", "weights", "bias")
    ]
    pairs += [(one.parameters[name], other.parameters[name]) for name in one.parameters]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("encoder", ["mean", "dan"])
@pytest.mark.parametrize("word_dropout", [0.0, 0.4])
@pytest.mark.parametrize("frozen_rows", [0, 15])
def test_steps_in_place_are_steps_with_a_gradient(encoder, word_dropout, frozen_rows):
    chosen = ModelOptions(epochs=3, batch_size=7, word_dropout=word_dropout, dropout=0.2)
    in_place, gathered = new(encoder), new(encoder)
    _, one = run(in_place, chosen, frozen_rows=frozen_rows)
    gathered.encoder = {"mean": GatheredMean(), "dan": GatheredDAN(100, 1)}[encoder]
    _, other = run(gathered, chosen, frozen_rows=frozen_rows)
    same(in_place, gathered, one, other)


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


@pytest.mark.parametrize("optimizer", ["sgd", "adagrad", "adam", "adadelta"])
def test_only_the_rows_of_a_batch_change_and_are_remembered(optimizer):
    model = new("max")
    before = model.embedding.copy()
    chosen = ModelOptions(batch_size=3, optimizer=optimizer, weight_decay=0.1)
    if optimizer == "sgd":
        chosen = replace(chosen, momentum=0.9)
    engine = Engine(model, chosen, 0.1, frozen_rows=0, dropout=Seeds(0).dropout)
    some = np.array([2, 3, 4])
    engine.epoch(1, DOCUMENTS, LABELS, some, COUNTS)
    touched = {w for i in some for w in DOCUMENTS.values[OFFSETS[i] : OFFSETS[i + 1]].tolist()}
    assert set(np.flatnonzero((model.embedding != before).any(axis=1)).tolist()) == touched
    state = engine._states["embedding"]
    for part in state if isinstance(state, tuple) else (state,):
        assert set(np.flatnonzero(part.any(axis=1)).tolist()) <= touched


def test_a_step_does_not_depend_on_the_vocabulary():
    """No array of a step is as long as the table: its rows are numbered within the batch."""
    marks = np.full(5_000_000, -1, np.int32)
    values = np.array([4_999_999, 7, 7, 4_999_999, 3], np.int32)
    offsets = np.array([0, 2, 2, 5], np.int64)
    rows, local, starts = batches.take(
        values, offsets, np.array([2, 0]), np.empty(0, np.bool_), marks
    )
    assert rows.tolist() == [7, 4_999_999, 3]
    assert local.tolist() == [0, 1, 2, 1, 0]
    assert starts.tolist() == [0, 3, 5]
    assert (marks == -1).all()


def test_words_that_are_left_out_are_not_read():
    kept = np.array([True, False, True, False, True])
    values, offsets = np.array([5, 6, 5, 8, 9], np.int32), np.array([0, 2, 5], np.int64)
    rows, local, starts = batches.take(
        values, offsets, np.array([0, 1]), kept, np.full(10, -1, np.int32)
    )
    assert rows.tolist() == [5, 9]
    assert local.tolist() == [0, 0, 1]
    assert starts.tolist() == [0, 1, 3]


def test_dropout_keeps_the_mean_and_is_off_at_prediction():
    model = new("mean")
    chosen = ModelOptions(batch_size=4, dropout=0.5)
    engine = Engine(model, chosen, 0.1, frozen_rows=0, dropout=Seeds(0).dropout)
    mask = engine._mask(np.ones((2000, 50), np.float32))
    assert set(np.unique(mask).tolist()) == {0.0, 2.0}
    np.testing.assert_allclose(mask.mean(), 1, atol=0.02)
    assert np.array_equal(model.logits(DOCUMENTS), model.logits(DOCUMENTS))


def test_output_weights_stay_within_their_norm():
    model = new("mean")
    run(model, ModelOptions(batch_size=4, max_norm=0.3), rate=3.0)
    norms = np.linalg.norm(model.weights, axis=1)
    assert norms.max() <= 0.3 + 1e-6
    assert norms.max() > 0.29


@pytest.mark.parametrize("encoder", ENCODERS)
def test_features_are_what_the_output_layer_sees(encoder):
    model = new(encoder)
    features = model.features(DOCUMENTS)
    assert features.shape == (N_DOCUMENTS, model.encoder.width(DIM))
    np.testing.assert_allclose(
        model.logits(DOCUMENTS), features @ model.weights.T + model.bias, rtol=1e-4, atol=1e-5
    )
    assert model.features(DOCUMENTS.take(np.empty(0, np.int64))).shape == (0, features.shape[1])


def test_a_second_channel_is_added_and_stays():
    model = new("max")
    model.channel = np.ones_like(model.embedding)
    np.testing.assert_allclose(
        model.rows(np.array([3], np.int32)), model.embedding[[3]] + 1, rtol=1e-6
    )
    before = model.embedding.copy()
    run(model, ModelOptions(batch_size=4), rate=1.0)
    assert (model.channel == 1).all()
    assert not np.array_equal(before, model.embedding)
