"""The answer that tests give, for every branch."""

from dataclasses import replace

import pytest
from threadpoolctl import threadpool_limits

from embedstudy.verdict.contest import make_contest
from embedstudy.verdict.decision import decide, find_learning
from tests.verdict.made_up_tables import cell, pair
from tests.verdict.simulated_verdicts import measure_rate

RANDOM, FROZEN, TUNED = cell("random", 0.76), cell("frozen", 0.70), cell("finetuned", 0.79)
MAJORITY = cell("majority", 0.5)


def decide_by(pairs, cells=(RANDOM, FROZEN, TUNED), **options):
    return decide(make_contest(cells, pairs, []), 0.01, **options)


def pairs_of(tuned, frozen, **columns):
    """Return pairs with random from (difference, p, half-width of the interval)."""
    return [
        pair(name, "random", delta, p, reach=reach, **columns)
        for name, (delta, p, reach) in {"finetuned": tuned, "frozen": frozen}.items()
    ]


WORSE, EQUAL, UNSURE = (-0.06, 0.001, 0.02), (0.001, 0.8, 0.005), (0.013, 0.2, 0.02)


@pytest.mark.parametrize(
    ("tuned", "frozen", "answer", "chosen"),
    [
        ((0.03, 0.001, 0.02), WORSE, "yes", "finetuned"),
        # Any choice may show it; the best on dev of those shown is named.
        (UNSURE, (0.03, 0.001, 0.02), "yes", "frozen"),
        (UNSURE, WORSE, "not shown", "finetuned"),
        (EQUAL, WORSE, "no", "finetuned"),
        (WORSE, WORSE, "no", "finetuned"),
        (EQUAL, UNSURE, "not shown", "finetuned"),
        # A gain that is shown, but too small to count.
        ((0.004, 0.01, 0.003), WORSE, "no", "finetuned"),
    ],
)
def test_every_answer(tuned, frozen, answer, chosen):
    decision = decide_by(pairs_of(tuned, frozen))
    assert (decision.answer, decision.choice.cell.strategy) == (answer, chosen)
    assert decision.n_hypotheses == 2


def test_a_choice_that_is_shown_to_be_better_than_the_best_on_dev_is_named():
    pairs = pairs_of((0.03, 0.001, 0.02), (0.01, 0.001, 0.005))
    cells = (RANDOM, replace(FROZEN, mean=0.80), TUNED)  # by test, frozen vectors come first
    assert decide_by(pairs, cells).choice.cell.strategy == "frozen"
    pairs.append(pair("finetuned", "frozen", 0.02, 0.001))
    assert decide_by(pairs, cells).choice.cell.strategy == "finetuned"


def test_p_allows_for_more_than_two_choices():
    cells, pairs = [replace(RANDOM, vectors="")], []
    for table in ("a", "b", "c"):
        cells.append(cell("finetuned", 0.79, vectors=table))
        pairs.append(pair("finetuned", "random", 0.03, 0.03, vectors=table))
    two, three = decide_by(pairs[:2], cells[:3]), decide_by(pairs, cells)
    assert (two.n_hypotheses, two.p_value) == (2, 0.03)
    assert (three.n_hypotheses, three.p_value) == (3, pytest.approx(0.06))
    assert (two.answer, three.answer) == ("yes", "not shown")
    assert decide_by([replace(row, p_value=0.02) for row in pairs], cells).answer == "yes"


@pytest.mark.parametrize("n_seeds", [1, 2])
def test_one_seed_shows_nothing_but_in_a_cross_validation(n_seeds):
    shown = pairs_of((0.03, 0.001, 0.02), WORSE, n_seeds=n_seeds)
    equal = pairs_of(EQUAL, WORSE, n_seeds=n_seeds)
    expected = ["not shown"] * 2 if n_seeds == 1 else ["yes", "no"]
    assert [decide_by(pairs).answer for pairs in (shown, equal)] == expected
    assert decide_by(shown, has_folds=True).answer == "yes"


def test_few_seeds_are_tested_over_seeds_too():
    cases = [(3, 0.2, "not shown"), (3, 0.04, "yes"), (3, None, "not shown"), (4, 0.2, "yes")]
    for n_seeds, p_seeds, answer in cases:
        pairs = pairs_of((0.03, 0.001, 0.02), WORSE, n_seeds=n_seeds, p_seeds=p_seeds)
        decision = decide_by(pairs)
        assert decision.answer == answer
        assert decision.p_value == (0.001 if n_seeds == 4 else 1.0 if p_seeds is None else p_seeds)
        assert decide_by(pairs, has_folds=True).answer == "yes"


def test_a_choice_that_no_seed_finished_forbids_a_no():
    pairs = pairs_of(EQUAL, WORSE)
    lost = replace(pairs[1], delta=None, p_value=None)
    assert decide_by([pairs[0], lost]).answer == "not shown"
    assert decide_by([replace(row, delta=None) for row in pairs]).choice is None
    assert decide_by(pairs, [RANDOM]).answer == "not shown"


def learning_of(p_value, delta=0.02, *, metric="accuracy", p_guessing=None, imbalanced=False):
    cells = [
        replace(c, metric=metric, p_guessing=None if c is MAJORITY else p_guessing)
        for c in (RANDOM, FROZEN, MAJORITY)
    ]
    pairs = [
        replace(pair(name, "majority", delta, p_value), metric=metric)
        for name in ("random", "frozen")
    ]
    return find_learning(make_contest(cells, pairs, []), is_imbalanced=imbalanced)


def test_something_is_learned_if_a_strategy_beats_the_majority_class():
    assert learning_of(0.001).is_shown
    assert not learning_of(0.2).is_shown
    assert not learning_of(0.001, delta=-0.1).is_shown
    assert not learning_of(0.001, delta=0.02, metric="log-loss").is_shown  # more loss is worse
    assert learning_of(0.2).cell.strategy == "random"


def test_where_the_majority_class_tells_nothing_guessing_does():
    for options in ({"metric": "macro-f1"}, {"imbalanced": True}):
        assert not learning_of(0.0001, p_guessing=0.3, **options).is_shown
        assert learning_of(0.9, p_guessing=0.001, **options).is_shown
    assert learning_of(0.0001, metric="macro-f1") is None  # a study of an older version
    alone = make_contest([replace(RANDOM, p_guessing=0.4)], [], [])
    assert not find_learning(alone, is_imbalanced=False).is_shown
    assert find_learning(make_contest([RANDOM], [], []), is_imbalanced=False) is None


@pytest.mark.parametrize(
    ("answer", "case", "most"),
    [
        # Of six equally good choices, and of one whose true gain is the margin: 5 % and chance.
        ("yes", ((0.0,) * 6, 5, 300, 0.015), 0.07),
        ("no", ((0.01,), 5, 8530, 0.005), 0.07),
    ],
    ids=["yes", "no"],
)
def test_false_answers_are_as_rare_as_they_are_said_to_be(answer, case, most):
    with threadpool_limits(1):
        assert measure_rate(answer, 400, *case, draws=199) <= most


def test_no_comes_out_where_nothing_is_gained():
    with threadpool_limits(1):
        assert measure_rate("no", 100, (0.0, -0.05), 5, 8530, 0.005, draws=199) > 0.5
