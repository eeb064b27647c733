"""Trials of the forecast, on made-up curves whose future is known."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logit

from benchmarks.forecast_trials.crossings import CrossingTrial, list_crossings
from benchmarks.forecast_trials.known_curves import Known, average
from benchmarks.forecast_trials.tables import format_markdown, list_accuracies, list_crossing_rows
from benchmarks.forecast_trials.trials import (
    EQUAL,
    Priors,
    compute_interval_scores,
    compute_log_scores,
    estimate_correlation,
    find_width,
    fit_power_law,
    rescale,
    run_trials,
)
from embedstudy.forecast.curve_families import CURVE_FAMILIES, compute_relative_errors
from embedstudy.forecast.observed_curve import ObservedCurve
from tests.forecast.made_up_curves import COVARIANCE, MEAN

SIZES = np.array([100.0, 200, 300, 600, 1000, 3000, 10_000])


def make_known(dataset, strategy, parameters, error=0.004, seed=0, shift=0.0):
    rng = np.random.default_rng(seed)
    errors = 0.5 * compute_relative_errors(CURVE_FAMILIES["hill"], parameters, SIZES) + shift
    curve = ObservedCurve(
        strategy, "mean", 0.5, SIZES, errors + error * rng.standard_normal(len(SIZES)),
        np.full(len(SIZES), error), 100_000,
    )  # fmt: skip
    return Known(dataset, "glove", curve)


@pytest.fixture(scope="module")
def curves():
    rng = np.random.default_rng(1)
    tight = 0.2 * COVARIANCE
    return [
        make_known(f"d{number}", strategy, rng.multivariate_normal(mean, tight), seed=number)
        for number in range(5)
        for strategy, mean in (("random", MEAN), ("frozen", MEAN + np.array([1.5, -1.5, 0.0])))
    ]


@pytest.fixture(scope="module")
def trials(curves):
    return run_trials(Priors(curves), 0.03, 0.0, EQUAL)[0]


def test_each_pilot_is_foretold_by_a_prior_of_other_data_sets(curves):
    priors = Priors(curves)
    before = priors.find(("mean", "random"), "d0", 0.03, 0.0, EQUAL)
    changed = [
        make_known("d0", "random", MEAN + 3, seed=9) if k.dataset == "d0" else k for k in curves
    ]
    after = Priors(changed).find(("mean", "random"), "d0", 0.03, 0.0, EQUAL)
    for name in CURVE_FAMILIES:
        np.testing.assert_array_equal(before.families[name].mean, after.families[name].mean)


def test_made_up_curves_are_foretold_better_than_they_are_now(trials):
    rows = {row["strategy"]: row for row in list_accuracies(trials) if row["pilot, up to"] == "300"}
    assert float(rows["all"]["forecast"]) < 0.6 * float(rows["all"]["as it is now"])
    assert rows["all"]["data sets"] == "5"
    assert float(rows["all"]["within 80 %"]) >= 60


def test_crossings_that_are_known_lie_within_their_intervals(trials):
    crossings = [c for c in list_crossings(trials, 0.2) if c.pilot == 300]
    assert {c.rival for c in crossings} == {"frozen"}
    assert np.mean([c.is_inside(0, 4) for c in crossings]) >= 0.8
    (row, whole) = list_crossing_rows(crossings)
    assert row["pairs"] == whole["pairs"] == "5"


def make_crossing(*ranks):
    return CrossingTrial("d", "glove", "mean", "frozen", 300, 0.0, 1e4, np.zeros(5), ranks)


def test_an_open_side_is_held_in_shares():
    assert make_crossing(0.5, 0.5).count_inside(0.8) == 1
    assert make_crossing(0.95, 0.95).count_inside(0.8) == 0
    assert make_crossing(0.0, 0.5).count_inside(0.8) == pytest.approx(0.8)
    assert make_crossing(0.8, 1.0).count_inside(0.8) == pytest.approx(0.5)
    ranks = np.random.default_rng(0).random(20_000)  # half of the probability lies on one side
    sides = [make_crossing(0.0, 0.5) if r < 0.5 else make_crossing(r, r) for r in ranks]
    assert np.mean([c.count_inside(0.8) for c in sides]) == pytest.approx(0.8, abs=0.01)


def test_random_meets_strategies_of_its_own_encoder_and_every_baseline(trials):
    trial = next(t for t in trials if t.known.curve.strategy == "random")
    rival = next(
        t for t in trials
        if t.known.curve.strategy == "frozen" and t.known.dataset == trial.known.dataset
        and t.pilot == trial.pilot
    )  # fmt: skip

    def rename(trial, vectors, encoder, strategy):
        curve = replace(trial.known.curve, encoder=encoder, strategy=strategy)
        return replace(trial, known=replace(trial.known, vectors=vectors, curve=curve))

    some = [
        rename(trial, "glove", "mean", "random"), rename(trial, "glove", "cnn", "random"),
        rename(rival, "glove", "cnn", "frozen"), rename(rival, "", "", "tfidf-linear-svm"),
    ]  # fmt: skip
    pairs = {(c.encoder, c.rival) for c in list_crossings(some, 0.2)}
    assert pairs == {("mean", "tfidf-linear-svm"), ("cnn", "frozen"), ("cnn", "tfidf-linear-svm")}


def test_the_density_of_the_truth_is_highest_in_the_middle(trials):
    trial = trials[0]
    middle = compute_log_scores(type(trial)(**{**vars(trial), "truth": trial.quantiles[2]}))
    edge = compute_log_scores(type(trial)(**{**vars(trial), "truth": trial.quantiles[4]}))
    assert (middle > edge).all()


def test_an_interval_costs_its_width_and_what_lies_outside(trials):
    trial = trials[0]
    inside, outside = (
        compute_interval_scores(type(trial)(**{**vars(trial), "truth": truth}))
        for truth in (trial.quantiles[2], trial.quantiles[4] * 1.1)
    )
    assert (outside > inside).all()
    ends = logit(trial.quantiles / trial.known.curve.chance)
    np.testing.assert_allclose(inside, ends[3] - ends[1] + ends[4] - ends[0])


def test_intervals_of_the_width_found_hold_eighty_percent(trials):
    width = find_width(trials)
    scaled = [rescale(trial, width) for trial in trials]
    inside = [(t.quantiles[1] <= t.truth) & (t.truth <= t.quantiles[3]) for t in scaled]
    assert 0.5 <= width <= 2
    if 0.5 < width < 2:  # no limit was met
        assert abs(np.concatenate(inside).mean() - 0.8) < 0.1
    again = scaled[0].posterior.draw_errors(scaled[0].sizes, np.random.default_rng([20, 300]))
    ratio = np.ptp(np.quantile(again, [0.1, 0.9], axis=0), axis=0)
    whole = trials[0].quantiles[3] - trials[0].quantiles[1]
    np.testing.assert_allclose(ratio / whole, width, rtol=0.1)


def test_a_power_law_comes_back():
    errors = 0.1 + 0.3 * (SIZES / 100) ** -0.5
    curve = ObservedCurve("random", "mean", 0.5, SIZES, errors, np.full(7, 0.001), 1000)
    np.testing.assert_allclose(fit_power_law(curve.up_to(1000))(SIZES), errors, atol=1e-4)


def test_errors_that_go_together_correlate(trials):
    assert 0 <= estimate_correlation(trials) <= 0.9


def test_data_sets_weigh_the_same():
    assert average({"a": [1.0, 1.0, 1.0], "b": [0.0]}) == 0.5


def test_a_row_that_sums_up_is_bold():
    lines = format_markdown([{"pilot": "300", "strategy": "all", "n": "1"}]).splitlines()
    assert lines == [
        "| pilot | strategy | n |", "|---|---|---:|", "| **300** | **all** | **1** |",
    ]  # fmt: skip
