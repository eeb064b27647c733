import numpy as np
import pytest

from embedstudy.nn import initial_embedding as initial_embedding_module
from embedstudy.nn.initial_embedding import (
    PretrainedRows,
    RowScaling,
    find_scaling,
    initial_buckets,
    initial_embedding,
    join_tables,
    root_mean_square_length,
    write_pretrained,
)
from embedstudy.nn.model import Seeds
from embedstudy.nn.oov import OOV
from embedstudy.options.scale import read_scale
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


@pytest.mark.parametrize("oov", ["random", "zeros", "mean"])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_pretrained_rows_have_their_places_in_a_table_of_many_parts(monkeypatch, oov, share):
    monkeypatch.setattr(initial_embedding_module, "AT_ONCE", 40)
    rng = np.random.default_rng(0)
    matrix = rng.normal(0, 2, (300, 6)).astype(np.float32)
    rows = np.where(rng.random(200) < share, rng.permutation(300)[:200], -1)
    known = matrix[rows[rows >= 0]]
    expected = np.empty((200, 6), np.float32)
    expected[rows >= 0] = known
    expected[rows < 0] = OOV[oov].rows(known, int((rows < 0).sum()), Seeds(0).embedding)
    whole = np.zeros((203, 6), np.float32)
    pretrained = PretrainedRows(matrix, rows, oov)
    table = initial_embedding(STRATEGIES["frozen"], (200, 6), Seeds(0).embedding, pretrained)
    assert table.tobytes() == expected.tobytes()
    write_pretrained(whole[:200], pretrained, Seeds(0).embedding)
    assert whole[:200].tobytes() == expected.tobytes()
    assert not whole[200:].any()


def test_tables_are_joined_without_a_copy_of_a_single_one():
    one, two, empty = np.ones((2, 3)), np.zeros((1, 3)), np.empty((0, 3))
    assert join_tables(one, two).tolist() == [[1] * 3, [1] * 3, [0] * 3]
    assert join_tables(empty, one, empty) is one
    assert join_tables(empty, empty).shape == (0, 3)


@pytest.mark.parametrize("oov", ["random", "zeros", "mean"])
def test_words_without_a_vector_are_scaled_with_the_table(oov):
    matrix = np.random.default_rng(0).normal(0, 2, (50, 6)).astype(np.float32)
    pretrained = PretrainedRows(matrix, np.arange(-10, 50).clip(-1), oov)

    def start(scaling):
        rng = Seeds(0).embedding
        strategy = STRATEGIES["finetuned"]
        return initial_embedding(strategy, (60, 6), rng, pretrained, scaling=scaling)

    plain, scaled = start(RowScaling()), start(RowScaling(0.25))
    assert np.array_equal(scaled, np.float32(0.25) * plain)
    unit = start(RowScaling(2, is_unit=True))
    np.testing.assert_allclose(np.linalg.norm(unit[10:], axis=1), 2, rtol=1e-5)
    if oov == "random":
        np.testing.assert_allclose(unit[:10].std(), unit[10:].std(), rtol=0.3)


def test_one_factor_brings_a_table_to_a_length():
    matrix = np.array([[3, 4], [0, 0], [0, 5]], np.float32)
    length = root_mean_square_length(matrix)
    assert length == pytest.approx((50 / 3) ** 0.5)
    scaled = find_scaling(read_scale("norm:0.5"), length).apply(matrix)
    assert root_mean_square_length(scaled) == pytest.approx(0.5)
    assert scaled[0, 1] / scaled[0, 0] == pytest.approx(4 / 3)
    assert find_scaling(read_scale("norm:0.5"), 0.0) == RowScaling()
    assert find_scaling(read_scale("auto"), length).apply(matrix) is matrix
    assert find_scaling(read_scale("unit"), length).apply(matrix).tolist() == [
        pytest.approx([0.6, 0.8]), [0, 0], [0, 1],
    ]  # fmt: skip


def test_a_random_start_and_its_n_grams_have_one_range():
    rng = Seeds(0).embedding
    words = initial_embedding(STRATEGIES["random"], (30, 4), rng, scaling=RowScaling(10))
    buckets = initial_buckets((30, 4), rng, "RandomUniform", RowScaling(10))
    assert 0.45 < np.abs(words).max() <= 0.5
    assert 0.45 < np.abs(buckets).max() <= 0.5
