"""Where learning curves cross, against simulated curves that cross at a known size."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from embedstudy.statistics.crossovers import compute_share_ahead, crossing
from tests.statistics.simulated import curves

SIZES = (100, 300, 1000, 3000, 8530)


def flat(*means):
    """Return differences with the given means and next to no chance in them."""
    rng = np.random.default_rng(0)
    return np.array(means)[:, None, None] + 1e-6 * rng.standard_normal((len(means), 3, 40))


@pytest.mark.parametrize(("n_seeds", "seeds"), [(5, 0.005), (5, 0.015), (10, 0.015), (1, 0.0)])
def test_the_interval_covers_the_true_crossing(n_seeds, seeds):
    rng, covered = np.random.default_rng(1), 0
    with threadpool_limits(1):
        for _ in range(1000):
            crossed = crossing(curves(rng, n_seeds, 853, seeds, SIZES, 1500), SIZES, draws=399)
            covered += crossed.low <= 1500 <= crossed.high
    assert 930 <= covered <= 970


def test_a_crossing_is_interpolated_on_the_logarithm_of_the_size():
    crossed = crossing(flat(-0.03, -0.02, -0.01, 0.02, 0.03), SIZES)
    expected = np.exp(np.log(1000) + np.log(3) / 3)
    assert crossed.size == pytest.approx(expected, rel=1e-3)
    assert crossed.low == pytest.approx(expected, rel=1e-3)
    assert crossed.high == pytest.approx(expected, rel=1e-3)
    assert crossed.changes == 1


def test_of_several_crossings_the_last_is_given():
    crossed = crossing(flat(-0.01, 0.01, -0.01, 0.01, 0.02), SIZES)
    assert crossed.size == pytest.approx(np.sqrt(1000 * 3000), rel=1e-3)
    assert crossed.changes == 3


def test_no_crossing_is_none():
    assert crossing(flat(0.1, 0.1, 0.1, 0.1, 0.1), SIZES).size == -np.inf
    assert crossing(flat(0.1, 0.1, 0.1, 0.1, -0.1), SIZES).size == np.inf
    assert compute_share_ahead(flat(0.1, 0.1, 0.1, 0.1, 0.1)) == 1


def test_an_interval_is_open_where_a_part_of_the_resamples_does_not_cross():
    rng = np.random.default_rng(2)
    late = crossing(curves(rng, 5, 853, 0.015, SIZES, 7500), SIZES)
    assert np.isfinite(late.low)
    assert late.high == np.inf
    early = crossing(curves(rng, 5, 853, 0.015, SIZES, 120), SIZES)
    assert early.low == -np.inf
    assert np.isfinite(early.high)


def test_the_same_curves_give_the_same_crossing():
    differences = curves(np.random.default_rng(3), 5, 300, 0.01, SIZES, 1500)
    assert crossing(differences, SIZES) == crossing(differences, SIZES)
