import numpy as np
import pytest
from scipy import stats

from embedstudy.statistics.variance_components import mean_squares


def test_mean_squares_are_those_of_the_two_way_layout():
    scores = np.random.default_rng(1).normal(size=(4, 30))
    by_seed, by_text = scores.mean(axis=1), scores.mean(axis=0)
    squares = mean_squares(scores)
    rest = scores - by_seed[:, None] - by_text + scores.mean()
    assert squares.seeds == pytest.approx(30 * by_seed.var(ddof=1))
    assert squares.examples == pytest.approx(4 * by_text.var(ddof=1))
    assert squares.rest == pytest.approx((rest**2).sum() / (3 * 29))
    assert squares.reach == pytest.approx(
        np.sqrt(squares.variance) * stats.t.ppf(0.975, squares.df), rel=1e-4
    )
