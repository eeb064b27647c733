"""Families of curves: they fall from chance to a floor, and agree with their formulas."""

import numpy as np
import pytest
from scipy.special import logit

from embedstudy.forecast.curve_families import CURVE_FAMILIES, compute_relative_errors

FORMULAS = {
    "power": lambda n, d, c: (1 + n / d) ** -c,
    "hill": lambda n, d, c: 1 / (1 + (n / d) ** c),
    "exponential": lambda n, d, c: np.exp(-((n / d) ** c)),
}


@pytest.mark.parametrize("name", CURVE_FAMILIES)
def test_a_curve_is_that_of_its_formula(name):
    sizes = np.array([10.0, 100, 1000, 1e5])
    parameters = np.array([logit(0.1), np.log(300), np.log(0.7)])
    expected = 0.1 + 0.9 * FORMULAS[name](sizes, 300, 0.7)
    errors = compute_relative_errors(CURVE_FAMILIES[name], parameters, sizes)
    np.testing.assert_allclose(errors, expected, rtol=1e-12)


@pytest.mark.parametrize("name", CURVE_FAMILIES)
def test_errors_fall_from_chance_to_the_floor(name):
    sizes = np.geomspace(1e-30, 1e12, 50)
    rng = np.random.default_rng(0)
    parameters = rng.multivariate_normal([-2, 6, -0.4], np.diag([1, 1, 0.3]), size=100)
    errors = compute_relative_errors(CURVE_FAMILIES[name], parameters, sizes)
    assert errors.shape == (100, 50)
    assert (np.diff(errors, axis=1) <= 1e-12).all()
    assert np.isfinite(errors).all()
    assert errors[:, 0].min() > 0.9


@pytest.mark.parametrize("name", CURVE_FAMILIES)
@pytest.mark.filterwarnings("error")
def test_wild_parameters_give_numbers_and_no_warning(name):
    wild = np.array([[1e6, 1e6, 1e6], [-1e6, -1e6, -1e6], [0, -1e6, 1e6], [0, 1e6, -1e6]])
    errors = compute_relative_errors(CURVE_FAMILIES[name], wild, np.array([1.0, 1e9]))
    assert ((errors >= 0) & (errors <= 1)).all()
