import numpy as np
import pytest

from embedstudy.statistics.expected_best import compute_expected_best


def test_it_is_the_mean_of_one_draw_and_comes_near_the_best_of_many():
    scores = [0.2, 0.9, 0.4, 0.4]
    assert compute_expected_best(scores, 1) == pytest.approx(np.mean(scores))
    assert compute_expected_best(scores, 500) == pytest.approx(0.9)
    assert compute_expected_best([0.3], 7) == pytest.approx(0.3)


def test_it_is_what_drawing_gives():
    scores = np.array([0.1, 0.5, 0.6, 0.9])
    drawn = np.random.default_rng(0).choice(scores, (20_000, 3)).max(axis=1).mean()
    assert compute_expected_best(scores.tolist(), 3) == pytest.approx(drawn, abs=0.005)
