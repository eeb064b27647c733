"""Successive halving as a pure function of scores."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom, norm

from embedstudy.statistics.estimates import estimate_and_test
from embedstudy.tuning.search import Rung, Score, Search, Trial
from embedstudy.tuning.values import TunedValues

RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
SCALES = (1.0, 0.3, 0.1)
CANDIDATES = tuple(TunedValues(rate, scale=scale) for rate in RATES for scale in SCALES)
HALVING = (Rung(0.2, 1, 5), Rung(1.0, 1, 3), Rung(1.0, 3))


def make_search(candidates=CANDIDATES, rungs=HALVING, reserve=2, margin=0.0):
    return Search(candidates, 10, rungs, reserve, margin)


def peak_at(rate, scale=0.3):
    """Return a score that is best at one rate and scale, and grows with the epochs."""

    def score(trial):
        values = trial.values
        far = abs(values.learning_rate / rate - 1) / 10 + abs(values.scale - scale) / 10
        return Score(True, 0.8 - min(far, 0.5) + 0.001 * values.epochs)

    return score


def finish(search, score, order=None):
    """Make the trials of a search in any order, and return their scores."""
    scores, tried = {}, []
    while missing := [t for t in search.list_trials(scores) if t.key not in scores]:
        trial = missing[0] if order is None else order.choice(missing)
        scores[trial.key] = score(trial)
        tried.append(trial)
    return scores, tried


def test_each_rung_has_fewer_candidates_and_more_epochs():
    scores, tried = finish(make_search(), peak_at(0.1))
    by_rung = {rung: [t for t in tried if t.rung == rung] for rung in (1, 2, 3)}
    # What the second rung has made already, the last one does not make again.
    assert [len(by_rung[rung]) for rung in (1, 2, 3)] == [15, 5, 3 * 2 + 2 * 3]
    assert [{t.values.epochs for t in by_rung[rung]} for rung in (1, 2, 3)] == [{2}, {10}, {10}]
    assert {t.seed for t in by_rung[1]} == {t.seed for t in by_rung[2]} == {0}
    assert {t.seed for t in by_rung[3]} == {0, 1, 2}
    assert make_search().choose(scores) == TunedValues(0.1, scale=0.3)


@pytest.mark.parametrize("score", [peak_at(0.1), peak_at(100.0), peak_at(1e-4, scale=0.001)])
def test_every_search_costs_the_same(score):
    search = make_search()
    _, tried = finish(search, score)
    assert len(tried) == search.count_trials() == 32
    assert search.count_full_runs() == 15 * 0.2 + 5 + 12
    assert len(search.fill_up([])) == len(search.fill_up(tried[:20])) == 32
    assert [t.rung for t in search.fill_up([])] == sorted(t.rung for t in tried)


def test_the_order_of_results_changes_nothing():
    search = make_search()
    expected, _ = finish(search, peak_at(0.25))
    for seed in range(5):
        scores, _ = finish(search, peak_at(0.25), random.Random(seed))
        assert scores == expected
        assert search.list_trials(scores) == search.list_trials(expected)


def test_a_best_value_at_an_edge_is_followed_and_else_the_grid_is_refined():
    search = make_search()
    scores, _ = finish(search, peak_at(5.0))
    assert search.describe_extensions(scores) == ["learning rate 3.33", "learning rate 11.1"]
    assert search.choose(scores).learning_rate == 3.33
    assert search.describe_edges(scores) == []
    scores, _ = finish(search, peak_at(50.0))
    assert search.describe_edges(scores) == [
        "the best learning rate, 11.1, is the highest that was tried"
    ]
    scores, tried = finish(search, peak_at(0.1))
    assert search.describe_extensions(scores) == search.describe_edges(scores) == []
    assert [t.values.learning_rate for t in tried[-6:]] == [0.0548] * 3 + [0.173] * 3


def test_an_edge_that_is_no_better_than_what_lies_inside_is_none():
    rates = tuple(TunedValues(rate) for rate in (0.1, 0.3, 1.0))
    search = make_search(rates, (Rung(1.0, 1),), reserve=0)

    def describe(*accuracies):
        trials = search.list_trials({})
        results = (Score(True, accuracy) for accuracy in accuracies)
        scores = dict(zip((trial.key for trial in trials), results, strict=True))
        return search.describe_edges(scores)

    assert describe(0.7, 0.8, 0.9) == ["the best learning rate, 1, is the highest that was tried"]
    assert describe(0.9, 0.8, 0.7) == ["the best learning rate, 0.1, is the lowest that was tried"]
    assert describe(0.8, 0.9, 0.7) == []
    assert describe(0.9, 0.9, 0.7) == []


def test_of_a_tie_the_gentlest_is_chosen():
    values = (
        TunedValues(0.3, scale=1.0), TunedValues(0.1, scale=0.1), TunedValues(0.1, scale=0.3),
    )  # fmt: skip
    results = dict(zip(values, (0.8, 0.7995, 0.7991), strict=True))

    def choose(margin):
        search = make_search(values, (Rung(1.0, 2),), 0, margin)
        trials = search.list_trials({})
        scores = {
            trial.key: Score(True, results[replace(trial.values, epochs=None)]) for trial in trials
        }
        return search.choose(scores)

    assert choose(0.0) == values[0]
    assert choose(0.0006) == values[1]
    assert choose(0.001) == values[2]


def test_an_unstable_choice_is_left_out_where_another_is_sound():
    search = make_search(CANDIDATES[:2], (Rung(1.0, 2),), reserve=0)

    def choose(**results):
        keys = [trial.key for trial in search.list_trials({})]
        return search.choose(dict(zip(keys, results["scores"], strict=True)))

    sound, better, exploded = Score(True, 0.6), Score(True, 0.7), Score(False, 0.9)
    assert choose(scores=(better, exploded, sound, sound)) == CANDIDATES[1]
    assert choose(scores=(exploded, exploded, Score(False, 0.8), None)) == CANDIDATES[0]
    assert choose(scores=(None, exploded, sound, sound)) == CANDIDATES[1]
    assert choose(scores=(None, None, None, None)) == CANDIDATES[0]


def test_nothing_is_tried_where_there_is_nothing_to_choose_from():
    search = make_search(CANDIDATES[:1])
    assert search.list_trials({}) == []
    assert (search.count_trials(), search.count_full_runs()) == (0, 0)
    assert search.choose({}) == CANDIDATES[0]
    assert not search.is_needed


def test_tuned_epochs_are_shortened_in_proportion():
    candidates = tuple(TunedValues(0.1, epochs=n) for n in (5, 10, 20, 40))
    search = make_search(candidates, (Rung(0.2, 1, 3), Rung(1.0, 1)), reserve=1)
    scores, tried = finish(search, lambda trial: Score(True, trial.values.epochs / 100))
    assert [t.values.epochs for t in tried] == [1, 2, 4, 8, 40, 20, 10, 80]
    assert search.choose(scores) == TunedValues(0.1, epochs=80)


def test_baselines_have_no_epochs():
    search = Search(tuple(TunedValues(c=c) for c in (0.1, 1.0, 10.0)), None, (Rung(1.0, 1),), 1)
    scores, tried = finish(search, lambda trial: Score(True, trial.values.c / 1000))
    assert tried[0] == Trial(TunedValues(c=0.1), 1, 0)
    assert search.choose(scores) == TunedValues(c=100.0)


def choose_on_dev(rng, n_dev, accuracy):
    """Search on dev texts that are the same in all trials; return the true accuracy chosen."""
    difficulty, noise = rng.normal(size=n_dev), 0.7

    def score(trial):
        level = norm.ppf(accuracy(trial.values)) * (1 + noise**2) ** 0.5
        right = difficulty + noise * rng.normal(size=n_dev) < level
        return Score(True, float(right.mean()))

    search, scores = make_search(margin=0.5 / n_dev), {}
    while missing := [t for t in search.list_trials(scores) if t.key not in scores]:
        scores |= {trial.key: score(trial) for trial in missing}
    return accuracy(search.choose(scores))


def test_two_equal_strategies_are_not_found_to_differ():
    """Whatever the selection on dev, the test finds a difference in at most 5 % of such studies.

    The surface of true accuracies is flat, as on random labels, or has a peak; both strategies have
    the same. So each may choose other values, by the luck of dev.
    """
    rng, n_test, n_seeds, n_studies = np.random.default_rng(0), 100, 5, 60

    def flat(values):
        return 0.5

    def peaked(values):
        return 0.8 - 0.05 * min(abs(math.log10(values.learning_rate / 0.1)), 2.0)

    for accuracy in (flat, peaked):
        n_found = 0
        for _ in range(n_studies):
            chosen = [choose_on_dev(rng, 100, accuracy) for _ in range(2)]
            difficulty = rng.normal(size=n_test)
            right = [
                difficulty + 0.7 * rng.normal(size=(n_seeds, n_test))
                < norm.ppf(p) * (1 + 0.7**2) ** 0.5
                for p in chosen
            ]
            difference = np.subtract(*right, dtype=float)
            n_found += estimate_and_test(difference).p_value < 0.05
        # At a true rate of 5 %, more than this many would come once in a thousand times.
        assert n_found <= binom.ppf(0.999, n_studies, 0.05)
