"""Keras' own initializers, on its NumPy backend, against ours."""

from dataclasses import asdict
from inspect import signature
from math import prod

import numpy as np
import pytest
from scipy import stats

from embedstudy.initializers import (
    INITIALIZERS,
    Constant,
    Identity,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
)
from embedstudy.initializers.initializer import Initializer
from embedstudy.initializers.parse import get_initializer, list_aliases
from embedstudy.initializers.scaling import DISTRIBUTIONS, MODES
from tests.peers import peer

keras = peer("keras")
pytestmark = pytest.mark.peers

ALPHA = 1e-6
SHAPES = [(400, 120), (120, 400), (50_000,), (3, 100, 160), (2, 3, 80, 100)]
RANDOM = [
    *(INITIALIZERS[name]() for name in INITIALIZERS if "Normal" in name or "Uniform" in name),
    RandomNormal(mean=0.3, stddev=2.0),
    RandomUniform(minval=-1.0, maxval=3.0),
    TruncatedNormal(mean=1.0, stddev=0.5),
    *(VarianceScaling(0.7, mode, kind) for mode in MODES for kind in DISTRIBUTIONS),
]


def of_keras(initializer: Initializer, shape: tuple[int, ...], seed: int) -> np.ndarray:
    parameters = asdict(initializer)
    if type(initializer).__name__ not in ("Constant", "Identity", "Ones", "Zeros"):
        parameters["seed"] = seed
    drawn = getattr(keras.initializers, type(initializer).__name__)(**parameters)(shape)
    return np.asarray(drawn)


def of_ours(initializer: Initializer, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Draw from the stream that Keras' NumPy backend makes of a seed."""
    return initializer(shape, np.random.default_rng([seed, 0]))


@pytest.fixture
def one_stream() -> None:
    """Skip the test if Keras draws from another stream."""
    theirs = np.asarray(keras.random.uniform((5,), seed=1))
    if not np.array_equal(theirs, of_ours(RandomUniform(0.0, 1.0), (5,), 1)):
        pytest.skip("this Keras draws from another stream of random numbers")


def test_it_is_keras_on_numpy():
    assert keras.backend.backend() == "numpy"
    assert keras.version().startswith("3.")


def test_keras_has_no_initializer_that_is_missing_here():
    kinds = {kind.__name__ for kind in vars(keras.initializers).values() if isinstance(kind, type)}
    # STFT makes the kernels of a spectrogram layer.
    assert kinds - {"Initializer", "STFT"} == set(INITIALIZERS)


@pytest.mark.parametrize("name", [*INITIALIZERS, *list_aliases()])
def test_names_and_defaults_are_those_of_keras(name):
    theirs = getattr(keras.initializers, name, None) or type(keras.initializers.get(name))
    ours = get_initializer(name)
    assert type(ours).__name__ == theirs.__name__
    defaults = {p.name: p.default for p in signature(theirs).parameters.values()}
    # Chance comes in with the call here, and the layout of axes is fixed.
    assert asdict(ours) == {
        key: value
        for key, value in defaults.items()
        if key not in ("seed", "input_axes", "output_axes")
    }


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("initializer", RANDOM, ids=str)
def test_moments_bounds_and_distribution_are_those_of_keras(initializer, shape):
    ours = initializer(shape, np.random.default_rng(11)).ravel().astype(float)
    theirs = of_keras(initializer, shape, seed=12).ravel().astype(float)
    assert ours.shape == theirs.shape
    error = np.sqrt(2 / prod(shape))  # of a difference of means, in standard deviations
    assert ours.mean() == pytest.approx(theirs.mean(), abs=5 * error * theirs.std())
    # The variance of a normal sample's variance is the largest of all of these.
    assert ours.var() == pytest.approx(theirs.var(), rel=5 * error * np.sqrt(2))
    if type(initializer) is not RandomNormal and "untruncated" not in str(initializer):
        spread = np.ptp(theirs)
        assert ours.min() == pytest.approx(theirs.min(), abs=0.005 * spread)
        assert ours.max() == pytest.approx(theirs.max(), abs=0.005 * spread)
    assert stats.ks_2samp(ours, theirs).pvalue > ALPHA


@pytest.mark.usefixtures("one_stream")
@pytest.mark.parametrize("shape", [(40, 12), (3, 100, 160), (1, 1), (2, 3, 4, 5), (7,)], ids=str)
@pytest.mark.parametrize("initializer", RANDOM, ids=str)
def test_one_stream_gives_the_numbers_of_keras(initializer, shape):
    # A unit in the last place where a bound was rounded in another order.
    np.testing.assert_allclose(
        of_ours(initializer, shape, 3), of_keras(initializer, shape, 3), rtol=3e-7
    )


@pytest.mark.parametrize("gain", [1.0, 0.5])
@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (5, 8, 30), (3, 3, 4, 60)], ids=str)
def test_orthogonal_is_as_orthogonal_as_that_of_keras(shape, gain):
    for matrix in (of_ours(Orthogonal(gain), shape, 4), of_keras(Orthogonal(gain), shape, 4)):
        assert matrix.shape == shape
        flat = matrix.reshape(-1, shape[-1]).astype(float)
        flat = flat if flat.shape[0] >= flat.shape[1] else flat.T
        np.testing.assert_allclose(flat.T @ flat, gain**2 * np.eye(flat.shape[1]), atol=1e-5)


@pytest.mark.usefixtures("one_stream")
@pytest.mark.parametrize("shape", [(60, 40), (40, 60), (5, 8, 30), (3, 3, 4, 60)], ids=str)
def test_orthogonal_has_the_signs_of_keras(shape):
    initializer = Orthogonal(gain=1.5)
    np.testing.assert_allclose(
        of_ours(initializer, shape, 5), of_keras(initializer, shape, 5), atol=1e-5
    )


@pytest.mark.parametrize("place", [(0, 0), (2, 1)])
@pytest.mark.parametrize("shape", [(4, 3), (3, 4)])
def test_orthogonal_matrices_are_distributed_as_those_of_keras(shape, place):
    ours = [of_ours(Orthogonal(), shape, seed)[place] for seed in range(1000, 1500)]
    theirs = [of_keras(Orthogonal(), shape, seed)[place] for seed in range(500)]
    assert stats.ks_2samp(ours, theirs).pvalue > ALPHA


@pytest.mark.parametrize("name", ["Zeros", "Ones", "Constant"])
@pytest.mark.parametrize("shape", [(5,), (4, 6), (2, 3, 4)], ids=str)
def test_constants_are_those_of_keras(name, shape):
    initializer = Constant(0.1) if name == "Constant" else INITIALIZERS[name]()
    ours, theirs = of_ours(initializer, shape, 0), of_keras(initializer, shape, 0)
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    assert ours.tobytes() == theirs.tobytes()


def test_identity_is_that_of_keras():
    ours, theirs = of_ours(Identity(0.3), (5, 5), 0), of_keras(Identity(0.3), (5, 5), 0)
    np.testing.assert_array_equal(ours, theirs)
