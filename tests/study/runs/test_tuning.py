from dataclasses import replace

import pytest

from embedstudy.results.rows import TuningRow
from embedstudy.study.plan.grid import list_cells, values_to_try
from embedstudy.study.runs.tuning import (
    average_scores,
    choose_values,
    group_by_cell,
    list_trials,
    make_trial_key,
    run_trial,
)
from embedstudy.tuning.search_space import TunedValues
from tests.studies import configured
from tests.study.runs.prepared import make_spec, prepare_corpus


@pytest.fixture
def config():
    return configured("d", strategies=["random", "zeros"], seeds=1)


@pytest.fixture
def cell(config):
    return list_cells(config, {"d": 10})[0]


def row(rate, accuracy, *, seed=0, strategy="random", status="ok"):
    return TuningRow(
        "d", "", strategy, "mean", 10, None, rate, None, None, None, 1.0, 1, seed, accuracy, status
    )


def rates_of(cell, config):
    return [values.learning_rate for values in values_to_try(cell, config)]


def test_every_cell_has_the_same_trials(config):
    planned = list_cells(config, {"d": 10})
    trials = list_trials(config, planned)
    assert len(trials) == 2 * len(rates_of(planned[0], config)) * len(config.tuning_seeds)
    by_strategy = [
        [(trial.choice, trial.seed) for trial in trials if trial.strategy == strategy]
        for strategy in ("random", "zeros")
    ]
    assert by_strategy[0] == by_strategy[1]
    assert len({make_trial_key(trial) for trial in trials}) == len(trials)


def test_a_cell_with_one_choice_has_no_trials():
    config = configured("d", strategies=["random"], seeds=1, learning_rate=0.1)
    assert list_trials(config, list_cells(config, {"d": 10})) == []


def test_the_best_mean_is_chosen_and_of_ties_the_first(cell, config):
    rates = rates_of(cell, config)
    accuracies = {rates[1]: (0.8, 0.6), rates[2]: (0.7, 0.7), rates[3]: (0.5, 0.8)}
    rows = [
        row(rate, accuracy, seed=seed)
        for rate in rates
        for seed, accuracy in enumerate(accuracies.get(rate, (0.1, 0.1)))
    ]
    assert average_scores(cell, rows, config)[TunedValues(rates[3], scale=1.0)] == pytest.approx(
        0.65
    )
    assert choose_values(cell, rows, config) == TunedValues(rates[1], scale=1.0)


def test_a_choice_with_which_a_trial_diverged_is_passed_over(cell, config):
    rates = rates_of(cell, config)
    rows = [row(rate, 0.5) for rate in rates[:-1]]
    rows += [row(rates[-1], 0.9), row(rates[-1], None, seed=1, status="diverged")]
    assert TunedValues(rates[-1], scale=1.0) not in average_scores(cell, rows, config)
    assert choose_values(cell, rows, config) == TunedValues(rates[0], scale=1.0)


def test_where_all_diverged_the_first_choice_is_taken(cell, config):
    rows = [row(rate, None, status="diverged") for rate in rates_of(cell, config)]
    assert average_scores(cell, rows, config) == {}
    assert choose_values(cell, rows, config) == values_to_try(cell, config)[0]


def test_trials_are_grouped_by_cell(cell):
    rows = [row(0.1, 0.5), row(0.1, 0.6, strategy="zeros"), row(0.3, 0.7)]
    groups = group_by_cell(rows)
    assert groups[cell.names] == [rows[0], rows[2]]
    assert groups["no", "such", "cell"] == []


def test_a_trial_has_the_key_of_its_spec(corpus, vectors):
    prepared = prepare_corpus(corpus, vectors)
    for values in (TunedValues(0.1234567891, dropout=0.5), TunedValues(1e30)):
        spec = make_spec("random", values)
        trial = run_trial(spec, prepared)
        assert make_trial_key(trial) == make_trial_key(spec)
        diverged = values.learning_rate == 1e30
        assert (trial.status, trial.dev_accuracy is None) == (
            ("diverged", True) if diverged else ("ok", False)
        )


def test_of_a_loss_the_least_is_the_best():
    config = configured("d", strategies=["random"], seeds=1, metric="log-loss")
    cell = list_cells(config, {"d": 10})[0]
    rates = rates_of(cell, config)
    rows = [
        replace(row(rate, 0.9), dev_score=loss)
        for rate, loss in zip(rates, (0.7, 0.4, 0.5, 0.6), strict=False)
    ]
    assert choose_values(cell, rows, config).learning_rate == rates[1]
    means = average_scores(cell, rows, config)
    assert means[TunedValues(rates[1], scale=1.0)] == -0.4


def test_a_trial_has_the_score_of_the_metric(corpus):
    spec = replace(make_spec("random", vectors=""), metric="macro-f1")
    trial = run_trial(spec, prepare_corpus(corpus, None))
    assert 0 < trial.dev_score != trial.dev_accuracy
    assert trial.dev_metric == trial.dev_score
