import numpy as np
import pytest

from embedstudy.nn.oov import OOV

KNOWN = np.random.default_rng(0).normal(1, 2, (500, 6)).astype(np.float32)


@pytest.mark.parametrize("name", OOV)
def test_rows_are_float32_even_where_no_word_has_a_vector(name):
    for known in (KNOWN, KNOWN[:0]):
        rows = OOV[name].rows(known, 3, np.random.default_rng(1))
        assert (rows.shape, rows.dtype) == ((3, 6), np.float32)
        assert np.isfinite(rows).all()


def test_random_rows_have_the_spread_of_the_known_ones():
    rows = OOV["random"].rows(KNOWN, 2000, np.random.default_rng(1))
    assert len(np.unique(rows, axis=0)) == 2000
    np.testing.assert_allclose(rows.std(), KNOWN.std(), rtol=0.02)


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (500, 6), (3001, 50), (1400, 100)])
def test_their_spread_is_that_of_numpy_to_the_bit(shape):
    known = np.random.default_rng(2).normal(1, 2, shape).astype(np.float32)
    bound = 3**0.5 * known.std(dtype=float)
    expected = np.random.default_rng(1).uniform(-bound, bound, (4, shape[1])).astype(np.float32)
    rows = OOV["random"].rows(known, 4, np.random.default_rng(1))
    assert rows.tobytes() == expected.tobytes()


def test_zeros_and_means():
    rng = np.random.default_rng(1)
    assert not OOV["zeros"].rows(KNOWN, 2, rng).any()
    np.testing.assert_allclose(OOV["mean"].rows(KNOWN, 2, rng), [KNOWN.mean(axis=0)] * 2, rtol=1e-5)


def test_only_drop_leaves_words_out():
    assert [name for name in OOV if OOV[name].drops_words] == ["drop"]
