"""Where one strategy overtakes another, from draws whose crossing is known."""

import numpy as np
import pytest

from embedstudy.forecast.crossovers import couple_draws, find_overtaking

SIZES = np.geomspace(1000, 100_000, 41)


def cross_at(sizes):
    """Return errors of which the first fall below the second at given sizes."""
    logs = np.log(SIZES)
    return 0.3 - 0.01 * (logs - np.log(np.asarray(sizes))[:, None]), np.full((len(sizes), 41), 0.3)


def test_the_crossing_of_each_draw_is_found():
    crossings = np.geomspace(2000, 50_000, 1001)
    overtaking = find_overtaking(*cross_at(crossings), SIZES.tolist())
    expected = np.quantile(crossings, [0.025, 0.1, 0.5, 0.9, 0.975])
    np.testing.assert_allclose(overtaking.quantiles, expected, rtol=0.02)
    assert (overtaking.share_now, overtaking.share_never) == (0, 0)


def test_what_lies_outside_is_counted():
    crossings = np.repeat([100.0, 3000, 1e7], [300, 500, 200])
    overtaking = find_overtaking(*cross_at(crossings), SIZES.tolist())
    assert (overtaking.share_now, overtaking.share_never) == (0.3, 0.2)
    assert overtaking.quantiles[0] == 0
    assert overtaking.quantiles[2] == pytest.approx(3000, rel=0.01)
    assert np.isinf(overtaking.quantiles[4])


def test_coupled_draws_keep_their_values_and_correlate():
    rng = np.random.default_rng(0)
    draws = {name: rng.normal(0.3, 0.02, (4000, 1)) + np.zeros(3) for name in "abc"}
    coupled = couple_draws(draws, 0.6, np.random.default_rng(1))
    for name in "abc":
        np.testing.assert_array_equal(np.sort(coupled[name], axis=0), np.sort(draws[name], axis=0))
    table = np.stack([coupled[name][:, 0] for name in "abc"])
    np.testing.assert_allclose(np.corrcoef(table)[np.triu_indices(3, 1)], 0.6, atol=0.05)


def test_uncorrelated_draws_stay_so():
    rng = np.random.default_rng(0)
    draws = {name: rng.normal(0.3, 0.02, (4000, 2)) for name in "ab"}
    coupled = couple_draws(draws, 0.0, np.random.default_rng(1))
    assert abs(np.corrcoef(coupled["a"].mean(1), coupled["b"].mean(1))[0, 1]) < 0.05
