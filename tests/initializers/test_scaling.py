import numpy as np
import pytest
from scipy import stats

from embedstudy.errors import InputError
from embedstudy.initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from embedstudy.initializers.scaling import TRUNCATED_STDDEV, fans

ALPHA = 1e-6


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((), (1, 1)),
        ((7,), (7, 7)),
        ((300, 2), (300, 2)),
        ((3, 300, 100), (900, 300)),
        ((2, 3, 5, 7), (30, 42)),
    ],
)
def test_fans_count_units_and_places(shape, expected):
    assert fans(shape) == expected


def test_the_correction_is_the_standard_deviation_of_what_is_left():
    assert stats.truncnorm(-2, 2).std() == pytest.approx(TRUNCATED_STDDEV, rel=1e-14)


# name, (scale, mode, distribution) as Keras documents it
DEFINITIONS = [
    (GlorotNormal(), (1, "fan_avg", "truncated_normal")),
    (GlorotUniform(), (1, "fan_avg", "uniform")),
    (HeNormal(), (2, "fan_in", "truncated_normal")),
    (HeUniform(), (2, "fan_in", "uniform")),
    (LecunNormal(), (1, "fan_in", "truncated_normal")),
    (LecunUniform(), (1, "fan_in", "uniform")),
    (VarianceScaling(), (1, "fan_in", "truncated_normal")),
    (VarianceScaling(0.5, "fan_out", "uniform"), (0.5, "fan_out", "uniform")),
    (VarianceScaling(3, "fan_avg", "untruncated_normal"), (3, "fan_avg", "untruncated_normal")),
    (VarianceScaling(2, "fan_out", "normal"), (2, "fan_out", "truncated_normal")),
]


@pytest.mark.parametrize(("initializer", "definition"), DEFINITIONS, ids=lambda case: str(case))
@pytest.mark.parametrize("shape", [(800, 120), (120, 800), (3, 160, 200), (2, 4, 50, 240)], ids=str)
def test_draws_have_the_variance_of_their_fans(initializer, definition, shape):
    scale, mode, distribution = definition
    fan_in, fan_out = fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    sigma = np.sqrt(scale / fan)
    exact = {
        "uniform": stats.uniform(-np.sqrt(3) * sigma, 2 * np.sqrt(3) * sigma),
        "untruncated_normal": stats.norm(0, sigma),
        "truncated_normal": stats.truncnorm(-2, 2, 0, sigma / TRUNCATED_STDDEV),
    }[distribution]
    drawn = initializer(shape, np.random.default_rng(0))
    assert (drawn.dtype, drawn.shape) == (np.float32, shape)
    assert drawn.std(dtype=float) == pytest.approx(sigma, rel=0.015)
    assert drawn.mean(dtype=float) == pytest.approx(0, abs=5 * sigma / np.sqrt(drawn.size))
    assert np.abs(drawn).max() <= np.float32(exact.support()[1])
    assert stats.kstest(drawn.ravel(), exact.cdf).pvalue > ALPHA


def test_glorot_uniform_draws_within_the_limit_of_glorot_to_the_last_bit():
    shapes = np.random.default_rng(1).integers(1, 3000, (300, 2))
    for rows, columns in [*shapes[shapes.prod(axis=1) < 300_000].tolist(), [2, 50], [20, 300]]:
        limit = np.sqrt(6 / (rows + columns))
        plain = np.random.default_rng(2).uniform(-limit, limit, (rows, columns))
        drawn = GlorotUniform()((rows, columns), np.random.default_rng(2))
        assert drawn.tobytes() == plain.astype(np.float32).tobytes()


def test_a_table_without_rows_is_drawn():
    assert HeNormal()((0, 5), np.random.default_rng(0)).shape == (0, 5)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"scale": 0}, "VarianceScaling: scale is 0; it must be above 0"),
        ({"scale": -1}, "VarianceScaling: scale is -1; it must be above 0"),
        ({"scale": float("nan")}, "VarianceScaling: scale is nan; it must be finite, up to 1e+37"),
        (
            {"mode": "fan_on"},
            "no mode of VarianceScaling 'fan_on'; there are: fan_in, fan_out, fan_avg",
        ),
        (
            {"distribution": "gamma"},
            "no distribution of VarianceScaling 'gamma'; there are: ",
        ),
        ({"mode": 3}, "mode of VarianceScaling: a name is a string, not 3"),
        ({"distribution": None}, "distribution of VarianceScaling: a name is a string, not None"),
    ],
)
def test_wrong_parameters_are_refused(parameters, message):
    with pytest.raises(InputError) as error:
        VarianceScaling(**parameters)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
