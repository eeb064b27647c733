import numpy as np
import pytest

from embedstudy.nn.initial_embedding import (
    PretrainedRows,
    initial_buckets,
    initial_embedding,
    join_tables,
)
from embedstudy.nn.model import Seeds
from embedstudy.strategies import STRATEGIES


def test_pretrained_rows_are_the_rows_trained_and_unknown_words_get_their_own():
    matrix = np.random.default_rng(0).normal(0, 2, (1000, 6)).astype(np.float32)
    rows = np.where(np.arange(1500) % 3 == 0, -1, np.arange(1500) % 1000)
    pretrained = PretrainedRows(matrix, rows)
    table = initial_embedding(STRATEGIES["frozen"], (1500, 6), Seeds(0).embedding, pretrained)
    assert np.array_equal(table[rows >= 0], matrix[rows[rows >= 0]])
    unknown = table[rows < 0]
    assert len(np.unique(unknown, axis=0)) == len(unknown)
    np.testing.assert_allclose(unknown.std(), 2, rtol=0.05)


@pytest.mark.parametrize("oov", ["random", "zeros", "mean"])
def test_a_vocabulary_without_any_pretrained_word_still_starts(oov):
    pretrained = PretrainedRows(np.empty((0, 6), np.float32), np.full(4, -1), oov)
    table = initial_embedding(STRATEGIES["finetuned"], (4, 6), Seeds(0).embedding, pretrained)
    assert np.isfinite(table).all()


@pytest.mark.parametrize(("oov", "expected"), [("zeros", 0.0), ("mean", 2.0)])
def test_the_policy_for_words_without_a_vector(oov, expected):
    matrix = np.array([[1, 1], [3, 3]], np.float32)
    pretrained = PretrainedRows(matrix, np.array([0, -1, 1]), oov)
    table = initial_embedding(STRATEGIES["frozen"], (3, 2), Seeds(0).embedding, pretrained)
    assert table.tolist() == [[1, 1], [expected, expected], [3, 3]]


def test_a_strategy_without_vectors_draws_by_its_initializer():
    pretrained = PretrainedRows(np.ones((1, 2), np.float32), np.zeros(3, np.int64))
    table = initial_embedding(
        STRATEGIES["random"], (3, 2), Seeds(0).embedding, pretrained, "Constant(value=0.5)"
    )
    assert table.tolist() == [[0.5, 0.5]] * 3
    rng = Seeds(0).embedding
    drawn = initial_embedding(STRATEGIES["random"], (3, 2), rng)
    buckets = initial_buckets((2, 2), rng, "RandomUniform")
    assert initial_buckets((0, 2), rng, "Identity").shape == (0, 2)
    rng = Seeds(0).embedding
    both = initial_embedding(STRATEGIES["random"], (5, 2), rng)
    assert both.tolist() == [*drawn.tolist(), *buckets.tolist()]  # one stream


def test_tables_are_joined_without_a_copy_of_a_single_one():
    one, two, empty = np.ones((2, 3)), np.zeros((1, 3)), np.empty((0, 3))
    assert join_tables(one, two).tolist() == [[1] * 3, [1] * 3, [0] * 3]
    assert join_tables(empty, one, empty) is one
    assert join_tables(empty, empty).shape == (0, 3)
