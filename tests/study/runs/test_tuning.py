from dataclasses import replace
from itertools import islice
from random import Random

import pytest

from embedstudy.results.rows import TuningRow
from embedstudy.study.plan.grid import list_cells
from embedstudy.study.runs.tuning import (
    TrialPlan,
    make_searches,
    make_trial_key,
    run_trial,
    score_trial,
)
from embedstudy.tuning.search import Score
from embedstudy.tuning.values import TunedValues
from tests.studies import configured
from tests.study.runs.prepared import make_spec, prepare_corpus


@pytest.fixture
def config():
    return configured("d", strategies=["random", "zeros"], seeds=1)


def plan_trials(config, rows=()):
    searches = make_searches(config, list_cells(config, {"d": 10}), {"d": 100})
    return TrialPlan(searches, rows, config)


def make_row(spec, accuracy, status="ok"):
    """Return the row of a trial, as it comes from the disk."""
    values = spec.choice
    return TuningRow(
        **spec.columns, lr=float(f"{values.learning_rate:.6g}"), dropout=values.dropout,
        epochs=values.epochs, c=values.c, scale=values.scale, rung=spec.rung, seed=spec.seed,
        dev_accuracy=accuracy, status=status,
    )  # fmt: skip


def finish(trials, accuracy, order=None, stop_after=None):
    """Make the trials of a plan, some at once and in any order; return their rows."""
    waiting, running, rows = trials.pop_waiting(), [], []
    while True:
        running += islice(waiting, 3)
        if not running or len(rows) == stop_after:
            return rows
        spec = running.pop(order.randrange(len(running)) if order else 0)
        rows.append(make_row(spec, accuracy(spec)))
        trials.add(rows[-1])


def accuracy_of(spec):
    return round(0.9 - abs(spec.choice.learning_rate - 0.2) / 10 + spec.choice.epochs / 1000, 6)


def test_every_strategy_has_as_many_trials(config):
    trials = plan_trials(config)
    planned, to_do = trials.list_planned()
    assert planned == to_do
    rows = finish(trials, accuracy_of)
    assert len(rows) == len(set(trials)) == len(planned)
    counts = [sum(row.strategy == name for row in rows) for name in ("random", "zeros")]
    assert counts[0] == counts[1] == len(planned) / 2
    assert trials.list_planned()[1] == []


def test_a_cell_with_one_choice_has_no_trials():
    config = configured("d", strategies=["random"], seeds=1, learning_rate=0.1)
    trials = plan_trials(config)
    assert list(trials) == list(trials.pop_waiting()) == trials.list_planned()[0] == []
    (result,) = trials.read_results().values()
    assert (result.values, result.edges) == (TunedValues(0.1, scale=1.0), [])


def test_neither_order_nor_interruption_changes_the_trials(config):
    expected = plan_trials(config)
    finish(expected, accuracy_of)
    keys, results = list(expected), list(expected.read_results().values())
    for seed in range(3):
        shuffled = plan_trials(config)
        rows = finish(shuffled, accuracy_of, Random(seed), stop_after=20 * (seed + 1))
        again = plan_trials(config, rows)
        assert len(again.list_planned()[1]) == len(keys) - len(rows)
        finish(again, accuracy_of, Random(seed))
        assert list(again) == keys
        assert list(again.read_results().values()) == results


def test_the_epochs_of_a_run_are_those_of_the_model(config):
    trials = plan_trials(config)
    rows = finish(trials, accuracy_of)
    assert {row.epochs for row in rows} == {4, 10}
    assert all(result.values.epochs is None for result in trials.read_results().values())


def test_a_trial_has_the_key_of_its_spec(corpus, vectors):
    prepared = prepare_corpus(corpus, vectors)
    for values in (TunedValues(0.1234567891, dropout=0.5), TunedValues(1e30)):
        spec = replace(make_spec("random", values), rung=2)
        trial = run_trial(spec, prepared)
        assert trial.rung == 2
        assert make_trial_key(trial) == make_trial_key(spec)
        diverged = values.learning_rate == 1e30
        assert (trial.status, trial.dev_accuracy is None) == (
            ("diverged", True) if diverged else ("ok", False)
        )


def test_of_a_loss_the_least_is_the_best(config):
    row = make_row(plan_trials(config).list_planned()[0][0], 0.9)
    assert score_trial(replace(row, dev_score=0.4), "log-loss") == Score(True, -0.4)
    assert score_trial(row, "accuracy") == Score(True, 0.9)
    assert score_trial(replace(row, status="unstable"), "accuracy") == Score(False, 0.9)
    assert score_trial(replace(row, dev_accuracy=None, status="diverged"), "accuracy") is None


def test_a_trial_has_the_score_of_the_metric(corpus):
    spec = replace(make_spec("random", vectors=""), metric="macro-f1")
    trial = run_trial(spec, prepare_corpus(corpus, None))
    assert 0 < trial.dev_score != trial.dev_accuracy
    assert trial.dev_metric == trial.dev_score


def test_an_explosion_is_no_sound_trial(corpus, vectors):
    spec = make_spec("frozen", TunedValues(30.0))  # its loss is finite, whatever the rate
    assert run_trial(spec, prepare_corpus(corpus, vectors)).status == "unstable"
