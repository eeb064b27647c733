import numpy as np
import pytest
from scipy import stats

from embedstudy.statistics.variance_components import mean_squares


def test_mean_squares_are_those_of_the_two_way_layout():
    scores = np.random.default_rng(1).normal(size=(4, 30))
    by_seed, by_text = scores.mean(axis=1), scores.mean(axis=0)
    found = mean_squares(scores)
    rest = scores - by_seed[:, None] - by_text + scores.mean()
    assert found.seeds == pytest.approx(30 * by_seed.var(ddof=1))
    assert found.examples == pytest.approx(4 * by_text.var(ddof=1))
    assert found.rest == pytest.approx((rest**2).sum() / (3 * 29))
    assert found.reach == pytest.approx(
        np.sqrt(found.variance) * stats.t.ppf(0.975, found.df), rel=1e-4
    )
