import numpy as np
import pytest

from embedstudy.initializers import RandomUniform
from embedstudy.nn.initial_embedding import PretrainedRows, initial_embedding
from embedstudy.nn.oov import OOV
from embedstudy.strategies import STRATEGIES

RNG = np.random.default_rng(0)
MATRIX = RNG.normal(0, 2, (1000, 6)).astype(np.float32)
ROWS = np.where(np.arange(1500) % 3 == 0, -1, np.arange(1500) % 1000)


def test_pretrained_rows_are_the_rows_trained_and_unknown_words_get_their_own():
    pretrained = PretrainedRows(MATRIX, ROWS)
    embedding = initial_embedding(
        STRATEGIES["frozen"], (1500, 6), np.random.default_rng(0), pretrained
    )
    assert np.array_equal(embedding[ROWS >= 0], MATRIX[ROWS[ROWS >= 0]])
    unknown = embedding[ROWS < 0]
    assert len(np.unique(unknown, axis=0)) == len(unknown)
    np.testing.assert_allclose(unknown.std(), 2, rtol=0.05)


@pytest.mark.parametrize("oov", OOV)
def test_a_vocabulary_without_any_pretrained_word_still_starts(oov):
    pretrained = PretrainedRows(np.empty((0, 6), np.float32), np.full(4, -1), oov)
    embedding = initial_embedding(
        STRATEGIES["finetuned"], (4, 6), np.random.default_rng(0), pretrained
    )
    assert np.isfinite(embedding).all()


@pytest.mark.parametrize("strategy", ["random", "random-frozen", "zeros"])
def test_strategies_without_vectors_draw_all_rows(strategy):
    pretrained = PretrainedRows(MATRIX, ROWS)
    embedding = initial_embedding(
        STRATEGIES[strategy], (1500, 6), np.random.default_rng(3), pretrained
    )
    assert np.array_equal(embedding, RandomUniform()((1500, 6), np.random.default_rng(3)))


def test_the_initializer_can_be_chosen():
    rng = np.random.default_rng(0)
    embedding = initial_embedding(
        STRATEGIES["random"], (3, 2), rng, initializer="Constant(value=0.5)"
    )
    assert embedding.tolist() == [[0.5, 0.5]] * 3
