import numpy as np

from embedstudy.initializers import GlorotUniform, RandomUniform


def test_random_uniform_keeps_its_bounds_and_moments():
    drawn = RandomUniform(-0.2, 0.4)((500, 40), np.random.default_rng(0))
    assert drawn.dtype == np.float32
    assert drawn.min() >= np.float32(-0.2)
    assert drawn.max() <= np.float32(0.4)
    np.testing.assert_allclose(drawn.mean(), 0.1, atol=0.01)
    np.testing.assert_allclose(drawn.std(), 0.6 / np.sqrt(12), rtol=0.02)


def test_glorot_uniform_has_the_variance_of_its_fans():
    drawn = GlorotUniform()((300, 100), np.random.default_rng(0))
    assert drawn.dtype == np.float32
    assert np.abs(drawn).max() <= np.float32(np.sqrt(6 / 400))
    np.testing.assert_allclose(drawn.var(), 2 / 400, rtol=0.02)


def test_a_seed_fixes_the_draw():
    one, two = (RandomUniform()((5, 3), np.random.default_rng(1)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
