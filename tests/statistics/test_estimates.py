"""Estimates, their bounds, and what becomes of scores that do not vary."""

import numpy as np
import pytest
from scipy import stats

from embedstudy.metrics import METRICS, Outputs
from embedstudy.statistics.estimates import (
    class_interval,
    difference_interval,
    estimate,
    estimate_and_test,
    estimate_from_resamples,
    estimate_over_folds,
    paired_over_seeds,
    score_interval,
    widen_by_seeds,
    with_margin,
)
from embedstudy.statistics.variance_components import mean_squares


def test_more_seeds_do_not_make_the_examples_more():
    """Models that agree across seeds are one model: the interval is that of the examples."""
    row = np.random.default_rng(0).integers(0, 2, 500).astype(float)
    many, one = estimate(np.tile(row, (50, 1))), estimate(row[None])
    np.testing.assert_allclose(many.reach, one.reach, rtol=0.02)
    np.testing.assert_allclose(one.reach, 1.96 * row.std(ddof=1) / np.sqrt(500), rtol=0.05)


def test_no_difference_at_all():
    nothing = estimate_and_test(np.zeros((5, 100)))
    assert nothing.smallest_detectable is None
    assert nothing.p_value == 1
    assert nothing.interval == (0, 0)
    low, high = difference_interval(nothing, 100)
    assert low == -high
    assert 0.03 < high < 0.04  # "none in 100" leaves room for about 3


def test_seeds_and_texts_that_cancel_are_not_certainty():
    scores = np.array([[1, 0] * 50, [0, 1] * 50], float)
    assert mean_squares(scores).variance == pytest.approx(scores.var() / 200, rel=0.02)
    assert estimate(scores).reach > scores.std() / np.sqrt(200)


SHARES = (0.0, 1.0)


def test_the_interval_of_a_score_stays_within_its_bounds():
    every, one_wrong = np.ones((5, 40)), np.ones((5, 40))
    one_wrong[0, 0] = 0
    low, high = score_interval(every, estimate(every), SHARES, 40)
    assert high == 1
    assert 0.9 < low < 0.95  # "no failure in 40" leaves room for about 3 in 40
    low, high = score_interval(one_wrong, estimate(one_wrong), SHARES, 40)
    assert 0.9 < low < high <= 1
    # The fewer texts it rests on, the more room there is.
    assert score_interval(every, estimate(every), SHARES, 10)[0] < 0.75


def test_the_interval_of_a_score_between_its_bounds_may_be_a_point():
    half = np.full((5, 40), 0.5)  # the balanced accuracy of the majority class
    assert score_interval(half, estimate(half), SHARES, 40) == (0.5, 0.5)


def test_a_rare_class_makes_the_interval_of_its_score_wide():
    rng, every = np.random.default_rng(1), []
    for n_rare in (5, 100):
        labels = np.arange(1000) < n_rare
        right = (rng.random((5, 1000)) < 0.9).astype(float)
        right[:, labels] = np.arange(n_rare) % 2
        scores = METRICS["balanced-accuracy"].text_scores
        table = np.stack([scores(Outputs(labels, np.where(row, labels, ~labels))) for row in right])
        known = estimate(table)
        low, high = class_interval(table, known, labels, 2 * n_rare)
        assert 0 < low < known.mean < high < 1
        every.append((high - low) / (2 * known.reach))
    assert every[0] > 1.3  # of 5 texts the spread is hardly known
    assert every[1] == pytest.approx(1, abs=0.05)


def test_all_right_leaves_the_room_of_the_rarest_class():
    every = np.ones((5, 1000))
    low, high = class_interval(every, estimate(every), np.arange(1000) < 5, 10)
    assert high == 1
    assert low < 0.75


def test_a_loss_has_no_upper_bound():
    losses = np.random.default_rng(0).exponential(3.0, (5, 40))
    known = estimate(losses)
    assert score_interval(losses, known, (-np.inf, np.inf), 40) == known.interval
    assert difference_interval(known, 40, is_share=False) == known.interval


def test_paired_over_seeds():
    assert np.isnan(paired_over_seeds(np.array([0.1])))
    assert paired_over_seeds(np.zeros(4)) == 1
    assert np.isnan(paired_over_seeds(np.full(4, 0.5)))
    rng = np.random.default_rng(4)
    p = [paired_over_seeds(rng.normal(0, 1, 5)) for _ in range(2000)]
    assert 0.035 <= np.mean(np.array(p) < 0.05) <= 0.065


def test_folds_that_share_training_texts_are_no_independent_samples():
    """The level of the corrected test, on fold means as correlated as it takes them to be."""
    rng = np.random.default_rng(5)
    n_folds, test_size, train_size = 10, 30, 270
    fold = np.repeat(np.arange(n_folds), test_size)
    shared = test_size / (test_size + train_size)
    false_alarms, uncorrected = 0, 0
    for _ in range(2000):
        means = np.sqrt(shared) * rng.standard_normal() + np.sqrt(1 - shared) * (
            rng.standard_normal(n_folds)
        )
        estimate = estimate_over_folds(np.repeat(means, test_size)[None], fold, train_size)
        false_alarms += estimate.p_value < 0.05
        uncorrected += stats.ttest_1samp(means, 0).pvalue < 0.05
    assert 0.04 < false_alarms / 2000 < 0.06
    assert uncorrected / 2000 > 0.1


def test_the_estimate_over_folds_by_hand():
    scores = np.array([[1.0, 0, 1, 1, 0, 0], [1, 0, 1, 0, 0, 1]])
    fold = np.array([0, 0, 1, 1, 2, 2])
    estimate = estimate_over_folds(scores, fold, train_size=4)
    means = [0.5, 0.75, 0.25]
    assert estimate.mean == 0.5
    error = np.sqrt((1 / 3 + 2 / 4) * np.var(means, ddof=1))
    assert estimate.reach == pytest.approx(error * stats.t.ppf(0.975, 2))
    assert estimate.p_value == pytest.approx(2 * stats.t.sf(0.5 / error, 2))
    # Folds that do all the same have no spread to go by.
    assert estimate_over_folds(np.ones((1, 6)), fold, 4) == estimate_and_test(np.ones((1, 6)))


def test_too_few_examples_to_find_any_difference():
    few = estimate_and_test(np.array([[1.0, -1.0]]))
    assert few.smallest_detectable is None
    assert np.isfinite([few.reach, few.p_value]).all()


def test_a_margin_is_tested_from_both_sides():
    scores = np.random.default_rng(8).normal(0.004, 0.1, (5, 4000))
    known = estimate_and_test(scores, margin=0.02)
    error = stats.sem(scores.ravel())
    for p_value, distance in (
        (known.p_below, 0.02 - known.mean),
        (known.p_above, 0.02 + known.mean),
    ):
        assert p_value == pytest.approx(stats.norm.sf(distance / error), abs=0.003)
    assert estimate_and_test(scores).p_below is None
    beyond = estimate_and_test(scores + 0.05, margin=0.02)
    assert (beyond.p_below > 0.999, beyond.p_above < 0.001) == (True, True)
    assert estimate_and_test(scores, margin=0.0).p_below == pytest.approx(1 - known_p(scores) / 2)


def known_p(scores):
    return estimate_and_test(scores).p_value


def test_scores_that_never_differ_leave_the_room_of_their_texts():
    same = estimate_and_test(np.zeros((5, 300)), margin=0.01)
    assert same.p_below == same.p_above == pytest.approx(0.99**300)
    assert with_margin(same, 60, 0.01).p_below == pytest.approx(0.99**60)
    always = with_margin(estimate_and_test(np.ones((2, 300))), 300, 0.01)
    assert (always.p_below, always.p_above) == (1.0, pytest.approx(0.99**300))


def test_few_seeds_widen_the_tests_against_a_margin():
    known = estimate_and_test(np.random.default_rng(9).normal(0, 0.1, (3, 4000)), margin=0.02)
    wide = widen_by_seeds(known, np.array([-0.01, 0.0, 0.01]) + known.mean, 0.02)
    t = (0.02 - known.mean) / (0.01 / np.sqrt(3))
    assert wide.p_below == pytest.approx(stats.t.sf(t, 2))
    assert widen_by_seeds(known, np.zeros(3), 0.02).p_below == 1.0
    untested = estimate_and_test(np.ones((2, 9)))
    assert widen_by_seeds(untested, np.zeros(2), 0.02) == untested


def test_folds_are_tested_against_a_margin():
    rng, fold = np.random.default_rng(2), np.repeat(np.arange(5), 40)
    known = estimate_over_folds(rng.normal(0.01, 0.1, (2, 200)), fold, 160, margin=0.05)
    error = known.reach / stats.t.ppf(0.975, 4)
    assert known.p_below == pytest.approx(stats.t.sf((0.05 - known.mean) / error, 4))
    assert known.p_above == pytest.approx(stats.t.sf((0.05 + known.mean) / error, 4))


def test_the_interval_of_the_test_is_not_too_wide_for_a_few_texts_that_matter():
    rng = np.random.default_rng(3)
    scores = np.zeros((5, 600))
    scores[:, :6] = 50 * rng.choice([-1, 0, 0, 1], (5, 6))
    scores[:, 6:] = 0.5 * rng.choice([-1, 0, 0, 1], (5, 594))
    usual, by_test = estimate_and_test(scores), estimate_and_test(scores, by_test=True)
    assert by_test.p_value == usual.p_value
    assert by_test.reach < usual.reach
    assert (abs(by_test.mean) > by_test.reach) == (by_test.p_value < 0.05)
    assert by_test.reach < by_test.smallest_detectable


def test_resamples_of_a_mean_give_the_interval_of_the_mean():
    """What is known of a mean by its mean squares is known of it by resampling too."""
    rng = np.random.default_rng(7)
    scores = (
        0.05 * rng.standard_normal((5, 1))
        + 0.3 * rng.standard_normal((1, 400))
        + 0.3 * rng.standard_normal((5, 400))
    )
    for n_seeds in (5, 1):
        table = scores[:n_seeds]
        counts = rng.multinomial(400, np.full(400, 1 / 400), 4000)
        resampled = counts @ table.T / 400
        estimated = estimate_from_resamples(table.mean(axis=1), resampled, 400)
        assert estimated.mean == pytest.approx(table.mean())
        assert estimated.reach == pytest.approx(float(mean_squares(table).reach), rel=0.05)
