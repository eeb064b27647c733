"""The prior of learning curves, estimated from curves that come from a known one."""

import numpy as np
import pytest

from embedstudy.forecast.curve_families import CURVE_FAMILIES, compute_relative_errors
from embedstudy.forecast.estimate_prior import estimate_families
from tests.forecast.made_up_curves import COVARIANCE, MEAN, make_curve

SIZES = np.geomspace(50, 100_000, 14)


def draw_curves(name, count, per_dataset=1, seed=0):
    rng, noise_rng = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    curves = {}
    for number in range(count):
        parameters = rng.multivariate_normal(MEAN, COVARIANCE)
        errors = 0.5 * compute_relative_errors(CURVE_FAMILIES[name], parameters, SIZES)
        noise = 0.003 * noise_rng.standard_normal((per_dataset, len(SIZES)))
        curves[f"d{number}"] = [
            make_curve(errors + row, SIZES, standard_error=0.003) for row in noise
        ]
    return curves


@pytest.mark.parametrize("name", CURVE_FAMILIES)
def test_the_mean_and_the_spread_of_true_curves_come_back(name):
    prior = estimate_families(draw_curves(name, 60), misfit=0.01)[name]
    # Four standard errors of a mean of 60.
    assert (abs(prior.mean - MEAN) < 4 * np.sqrt(np.diag(COVARIANCE) / 60)).all()
    spread = np.sqrt(np.diag(prior.covariance) / np.diag(COVARIANCE))
    assert ((spread > 0.7) & (spread < 1.5)).all()


def test_a_data_set_counts_once_however_many_curves_it_has():
    few, many = (draw_curves("power", 6, per_dataset=n) for n in (1, 4))
    a, b = (estimate_families(curves, misfit=0.01)["power"] for curves in (few, many))
    np.testing.assert_allclose(a.mean, b.mean, atol=0.15)
    spreads = [np.sqrt(np.diag(prior.covariance)) for prior in (a, b)]
    np.testing.assert_allclose(*spreads, rtol=0.2)


def test_families_keep_their_weights():
    curves = draw_curves("hill", 3)
    weights = {"power": 0.2, "hill": 0.5, "exponential": 0.3}
    priors = estimate_families(curves, 0.05, weights)
    assert {name: prior.weight for name, prior in priors.items()} == weights
