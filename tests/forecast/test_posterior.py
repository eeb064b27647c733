"""Forecasts of single curves, against curves that are drawn from the prior."""

import dataclasses

import numpy as np
import pytest

from embedstudy.forecast.curve_families import CURVE_FAMILIES
from embedstudy.forecast.posterior import find_posterior, fit_parameters
from tests.forecast.made_up_curves import (
    COVARIANCE,
    MEAN,
    SIZES,
    draw_true_errors,
    make_curve,
    make_prior,
)

LATER = np.array([3000.0, 10_000])


def test_intervals_hold_the_truth_as_often_as_they_say():
    prior, error, trials = make_prior(misfit=0.001), 0.01, 300
    held = np.zeros((2, len(LATER)))
    for trial in range(trials):
        rng = np.random.default_rng(trial)
        true = draw_true_errors(rng, np.concatenate([SIZES, LATER]))
        measured = true[: len(SIZES)] + error * rng.standard_normal(len(SIZES))
        posterior = find_posterior(make_curve(measured, standard_error=error), prior, rng)
        draws = posterior.draw_errors(LATER, rng)
        truth = true[len(SIZES) :] + error * rng.standard_normal()
        for row, (low, high) in enumerate(((0.1, 0.9), (0.025, 0.975))):
            ends = np.quantile(draws, [low, high], axis=0)
            held[row] += (ends[0] <= truth) & (truth <= ends[1])
    # Two standard errors of the share among 300 trials are 4.6 and 2.5 points.
    assert (abs(held[0] / trials - 0.80) < 0.06).all()
    assert (abs(held[1] / trials - 0.95) < 0.035).all()


def test_more_pilot_sizes_make_intervals_narrower():
    rng = np.random.default_rng(3)
    sizes = np.array([100.0, 200, 300, 600, 1000, 2000, 4000])
    true = draw_true_errors(rng, sizes)
    widths = []
    for count in (3, 7):
        curve = make_curve(true[:count], sizes[:count])
        posterior = find_posterior(curve, make_prior(), np.random.default_rng(0))
        draws = posterior.draw_errors(np.array([40_000.0]), np.random.default_rng(1))
        widths.append(np.ptp(np.quantile(draws, [0.1, 0.9])))
    assert widths[1] < 0.7 * widths[0]


def test_intervals_are_scaled_about_the_expected_error():
    curve = make_curve(draw_true_errors(np.random.default_rng(3), SIZES))
    draws = {}
    for width in (1.0, 0.5):
        prior = dataclasses.replace(make_prior(), widths={300: width})
        posterior = find_posterior(curve, prior, np.random.default_rng(0))
        draws[width] = posterior.draw_errors(LATER, np.random.default_rng(1))
    np.testing.assert_allclose(draws[0.5].mean(axis=0), draws[1.0].mean(axis=0))
    np.testing.assert_allclose(draws[0.5].std(axis=0), draws[1.0].std(axis=0) / 2)


def test_a_drift_widens_what_lies_far_away():
    curve = make_curve(draw_true_errors(np.random.default_rng(3), SIZES))
    spreads = {}
    for drift in (0.0, 0.3):
        posterior = find_posterior(curve, make_prior(drift=drift), np.random.default_rng(0))
        draws = posterior.draw_errors(np.array([1000.0, 100_000]), np.random.default_rng(1))
        spreads[drift] = draws.std(axis=0)
    assert spreads[0.3][0] == pytest.approx(spreads[0.0][0])
    assert spreads[0.3][1] > 1.2 * spreads[0.0][1]


def test_equal_generators_give_equal_draws():
    curve = make_curve([0.4, 0.35, 0.33, 0.3, 0.28])
    draws = [
        find_posterior(curve, make_prior(), np.random.default_rng(5)).draw_errors(
            LATER, np.random.default_rng(6)
        )
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*draws)


@pytest.mark.parametrize("name", CURVE_FAMILIES)
def test_the_best_fit_of_an_exact_curve_is_its_own(name):
    from embedstudy.forecast.curve_families import compute_relative_errors

    family = CURVE_FAMILIES[name]
    sizes, true = np.geomspace(50, 50_000, 12), np.array([-2.2, 6.2, -0.3])
    errors = 0.5 * compute_relative_errors(family, true, sizes)
    prior = make_prior().families[name]
    best, covariance = fit_parameters(
        make_curve(errors, sizes, standard_error=1e-4), family, prior, misfit=1e-4
    )
    np.testing.assert_allclose(best, true, atol=0.05)
    assert (np.diag(covariance) < np.diag(COVARIANCE)).all()


def test_without_information_the_posterior_is_the_prior():
    curve = make_curve([0.45, 0.44, 0.43], SIZES[:3], standard_error=50.0)
    posterior = find_posterior(curve, make_prior(), np.random.default_rng(0))
    np.testing.assert_allclose(posterior.parameters.mean(axis=0), MEAN, atol=0.1)
