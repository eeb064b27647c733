"""Searches of several optimizers next to each other."""

import math
import random

import pytest

from embedstudy.tuning.joint_search import JointSearch
from embedstudy.tuning.search import Rung, Score, Search
from embedstudy.tuning.values import TunedValues

HALVING = (Rung(0.4, 1, 3), Rung(1.0, 2))


def make_joint(sgd=(0.1, 0.3, 1.0, 3.0), adam=(0.001, 0.003, 0.01, 0.03), **options):
    return JointSearch.from_searches(
        {
            name: Search(tuple(map(TunedValues, rates)), 10, HALVING, reserve=2, **options)
            for name, rates in (("sgd", sgd), ("adam", adam))
        }
    )


def score_by(bests):
    """Return a score that is best, by optimizer, at a rate."""

    def score(trial):
        rate, best = bests[trial.values.optimizer]
        return Score(True, best - 0.1 * abs(math.log10(trial.values.learning_rate / rate)))

    return score


def finish(search, score, order=None):
    scores, tried = {}, []
    while missing := [t for t in search.list_trials(scores) if t.key not in scores]:
        trial = missing[0] if order is None else order.choice(missing)
        scores[trial.key] = score(trial)
        tried.append(trial)
    return scores, tried


@pytest.mark.parametrize("best", [("sgd", 0.3), ("adam", 0.003)])
def test_the_choice_is_the_best_of_the_best_optimizer(best):
    optimizer, rate = best
    bests = {"sgd": (0.3, 0.7), "adam": (0.003, 0.7)}
    bests[optimizer] = (rate, 0.8)
    search = make_joint()
    for order in (None, random.Random(1)):
        scores, _ = finish(search, score_by(bests), order)
        assert search.choose(scores) == TunedValues(rate, optimizer=optimizer)


@pytest.mark.parametrize("bests", [
    {"sgd": (0.3, 0.7), "adam": (0.003, 0.8)},
    {"sgd": (30, 0.9), "adam": (1e-4, 0.8)},
])  # fmt: skip
def test_each_optimizer_has_the_trials_that_it_has_alone(bests):
    search = make_joint()
    _, tried = finish(search, score_by(bests))
    assert len(tried) == search.count_trials() == 2 * search.searches[0].count_trials()
    for name, alone in zip(("sgd", "adam"), search.searches, strict=True):
        trials = [trial for trial in tried if trial.values.optimizer == name]
        assert trials == finish(alone, score_by(bests))[1]
    assert search.count_full_runs() == sum(s.count_full_runs() for s in search.searches)


def test_of_a_tie_the_first_optimizer_is_chosen():
    search = make_joint(margin=0.02)
    scores, _ = finish(search, score_by({"sgd": (0.3, 0.79), "adam": (0.003, 0.8)}))
    assert search.choose(scores).optimizer == "sgd"
    scores, _ = finish(search, score_by({"sgd": (0.3, 0.77), "adam": (0.003, 0.8)}))
    assert search.choose(scores).optimizer == "adam"


def test_an_optimizer_that_diverges_or_explodes_is_passed_over():
    search = make_joint()
    score = score_by({"sgd": (0.3, 0.9), "adam": (0.003, 0.8)})
    scores, _ = finish(search, lambda t: None if t.values.optimizer == "sgd" else score(t))
    assert search.choose(scores).optimizer == "adam"
    scores, _ = finish(
        search, lambda t: Score(False, 0.9) if t.values.optimizer == "sgd" else score(t)
    )
    assert search.choose(scores).optimizer == "adam"
    scores, _ = finish(search, lambda _: None)
    assert search.choose(scores) == search.candidates[0]


def test_one_rate_of_each_is_tried_too():
    search = make_joint(sgd=(0.3,), adam=(0.003,))
    scores, tried = finish(search, score_by({"sgd": (0.3, 0.7), "adam": (0.003, 0.8)}))
    assert {trial.values.optimizer for trial in tried} == {"sgd", "adam"}
    assert search.choose(scores) == TunedValues(0.003, optimizer="adam")


def test_edges_and_extensions_name_their_optimizer():
    search = make_joint(refines=False)
    scores, _ = finish(search, score_by({"sgd": (0.3, 0.7), "adam": (10, 0.9)}))
    (edge,) = search.describe_edges(scores)
    assert edge.startswith("the best learning rate, ")
    assert edge.endswith(" is the highest that was tried with adam")
    assert search.describe_extensions(scores)[0] == "learning rate 0.09 with adam"


def test_trials_that_are_not_known_yet_are_filled_up():
    search = make_joint()
    scores, tried = finish(search, score_by({"sgd": (0.3, 0.7), "adam": (0.003, 0.8)}))
    for n_known in (0, 3, len(tried)):
        known = tried[:n_known]
        filled = search.fill_up(known)
        assert filled[:n_known] == known
        assert len(filled) == search.count_trials()
    assert search.is_needed
    assert search.list_trials(scores)
