import tracemalloc

import numpy as np
import pytest
from scipy import stats

from embedstudy.errors import InputError
from embedstudy.initializers import Orthogonal, RandomNormal, RandomUniform, TruncatedNormal

# The seeds are fixed, so a test passes for good; another stream fails one of a million.
ALPHA = 1e-6


@pytest.mark.parametrize(
    ("initializer", "distribution"),
    [
        (RandomUniform(), stats.uniform(-0.05, 0.1)),
        (RandomUniform(-0.2, 0.4), stats.uniform(-0.2, 0.6)),
        (RandomNormal(), stats.norm(0, 0.05)),
        (RandomNormal(mean=1.5, stddev=2.0), stats.norm(1.5, 2)),
        (TruncatedNormal(), stats.truncnorm(-2, 2, 0, 0.05)),
        (TruncatedNormal(mean=-3.0, stddev=0.5), stats.truncnorm(-2, 2, -3, 0.5)),
    ],
    ids=lambda value: value.dist.name if hasattr(value, "dist") else str(value),
)
@pytest.mark.parametrize("shape", [(400, 250), (4, 50, 500), (100_000,)], ids=str)
def test_draws_follow_the_distribution(initializer, distribution, shape):
    drawn = initializer(shape, np.random.default_rng(0))
    assert (drawn.dtype, drawn.shape) == (np.float32, shape)
    assert stats.kstest(drawn.ravel(), distribution.cdf).pvalue > ALPHA
    sigma = distribution.std()
    assert drawn.mean(dtype=float) == pytest.approx(distribution.mean(), abs=5 * sigma / 300)
    assert drawn.std(dtype=float) == pytest.approx(sigma, rel=0.015)
    low, high = (np.float32(bound) for bound in distribution.support())
    assert low <= drawn.min()
    assert drawn.max() <= high


def test_the_truncated_normal_reaches_its_bounds():
    drawn = TruncatedNormal(0.0, 1.0)((100_000,), np.random.default_rng(0))
    assert 1.99 < drawn.max() <= 2
    assert -2 <= drawn.min() < -1.99


# More than a block, and not a multiple of one.
@pytest.mark.parametrize("shape", [(), (0, 7), (5, 3), (70_001, 3)], ids=str)
@pytest.mark.parametrize(("low", "high"), [(-0.05, 0.05), (-0.37, 0.37), (2, 2)])
def test_random_uniform_draws_what_a_single_draw_gives(shape, low, high):
    rng, whole = np.random.default_rng(3), np.random.default_rng(3)
    drawn = RandomUniform(low, high)(shape, rng)
    assert drawn.tobytes() == whole.uniform(low, high, shape).astype(np.float32).tobytes()
    assert rng.bit_generator.state == whole.bit_generator.state


@pytest.mark.parametrize(
    "initializer", [RandomUniform(), RandomNormal(), TruncatedNormal(), Orthogonal()], ids=str
)
def test_a_seed_fixes_the_draw(initializer):
    one, two, different = (initializer((5, 3), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.tobytes() == two.tobytes() != different.tobytes()


def test_what_comes_after_a_block_is_no_repetition():
    drawn = TruncatedNormal()((300_000,), np.random.default_rng(0))
    assert len(np.unique(drawn)) > 290_000


@pytest.mark.parametrize("initializer", [RandomUniform(), RandomNormal(), TruncatedNormal()])
def test_a_large_table_needs_little_more_than_itself(initializer):
    tracemalloc.start()
    try:
        drawn = initializer((100_000, 50), np.random.default_rng(0))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1.2 * drawn.nbytes


@pytest.mark.parametrize("gain", [1.0, 0.3, -2.0])
@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (50, 50), (1, 9), (3, 8, 20), (2, 3, 4, 90)])
def test_orthogonal_has_orthogonal_columns_or_rows(shape, gain):
    drawn = Orthogonal(gain)(shape, np.random.default_rng(0))
    assert (drawn.dtype, drawn.shape) == (np.float32, shape)
    assert drawn.flags.c_contiguous
    matrix = drawn.reshape(-1, shape[-1]).astype(float)
    if matrix.shape[0] < matrix.shape[1]:
        matrix = matrix.T
    products = matrix.T @ matrix
    np.testing.assert_allclose(products, gain**2 * np.eye(len(products)), atol=gain**2 * 2e-6)


def test_orthogonal_is_signed_as_a_qr_decomposition_with_a_positive_diagonal():
    normal = np.random.default_rng(5).normal(size=(30, 20))
    drawn = Orthogonal()((30, 20), np.random.default_rng(5))
    r = drawn.T.astype(float) @ normal
    assert (np.diag(r) > 0).all()
    np.testing.assert_allclose(r, np.triu(r), atol=1e-5)


def test_orthogonal_is_uniform_over_rotations_and_reflections():
    rng = np.random.default_rng(6)
    corners = [Orthogonal()((3, 3), rng)[0, 0] for _ in range(1000)]
    assert stats.kstest(corners, stats.uniform(-1, 2).cdf).pvalue > ALPHA  # Archimedes


@pytest.mark.parametrize("shape", [(), (5,)], ids=str)
def test_orthogonal_needs_a_matrix(shape):
    with pytest.raises(InputError, match=r"^Orthogonal: shape is \(.*; it must have at least two"):
        Orthogonal()(shape, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: RandomNormal(stddev=-0.1), "RandomNormal: stddev is -0.1; it must be at least 0"),
        (lambda: TruncatedNormal(stddev=-1), "TruncatedNormal: stddev is -1; it must be at least"),
        (lambda: RandomUniform(0.2, 0.1), "RandomUniform: minval is 0.2 and maxval 0.1; minval"),
        (lambda: RandomUniform(maxval=-0.1), "RandomUniform: minval is -0.05 and maxval -0.1"),
        (lambda: RandomUniform(minval=float("nan")), "minval is nan; it must be finite"),
        (lambda: RandomNormal(mean=float("inf")), "mean is inf; it must be finite"),
        (lambda: RandomNormal(stddev=3e38), "stddev is 3e+38; it must be finite, up to 1e+37"),
        (lambda: Orthogonal(gain=10**5000), "gain is inf; it must be finite"),
        (lambda: Orthogonal(gain="2"), "Orthogonal: gain is '2'; it must be a number"),
        (lambda: Orthogonal(gain=True), "gain is True; it must be a number"),
    ],
)
def test_wrong_parameters_are_refused(make, message):
    with pytest.raises(InputError) as error:
        make()
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_parameters_as_large_as_can_be_give_finite_weights():
    assert np.isfinite(RandomNormal(1e37, 1e37)((10_000,), np.random.default_rng(0))).all()
    assert np.isfinite(RandomUniform(-1e37, 1e37)((10_000,), np.random.default_rng(0))).all()


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ((5, 0), "every size must be at least 1"),
        ((-1, 5), "every size must be at least 1"),
        ((5, 2.5), "it must be whole numbers"),
        (7, "it must be whole numbers"),
    ],
)
def test_wrong_shapes_are_refused(shape, problem):
    with pytest.raises(InputError) as error:
        RandomUniform()(shape, np.random.default_rng(0))
    assert str(error.value) == f"RandomUniform: shape is {shape}; {problem}"


def test_orthogonal_draws_an_empty_table():
    assert Orthogonal()((0, 5), np.random.default_rng(0)).shape == (0, 5)
