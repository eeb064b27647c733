"""The runs of a study, and the cells that they make up."""

import json

from embedstudy.study.plan.grid import RunSpec, list_cells, make_search
from embedstudy.tuning.values import TunedValues
from tests.studies import configured

USUAL = {"vectors": ["glove-6b-50d"], "strategies": ["finetuned", "random"], "seeds": 2}


def values_to_try(cell, config):
    return list(make_search(cell, config, 50).candidates)


def test_every_strategy_gets_as_many_values_in_a_stable_order():
    config = configured("data", **USUAL)
    planned = list_cells(config, {"data": 10})
    assert [cell.strategy for cell in planned] == ["random", "finetuned"]
    rates = {tuple(v.learning_rate for v in values_to_try(cell, config)) for cell in planned}
    assert len(rates) == 1
    assert len(rates.pop()) > 3


def test_every_strategy_has_as_many_trials_of_each_optimizer():
    config = configured("data", **USUAL, optimizer=["sgd", "adam"])
    searches = [make_search(cell, config, 50) for cell in list_cells(config, {"data": 10})]
    counts = {tuple(part.count_trials() for part in search.searches) for search in searches}
    assert len(searches) == 2
    assert len(counts) == 1
    for optimizer, n_trials in zip(("sgd", "adam"), counts.pop(), strict=True):
        alone = configured("data", **USUAL, optimizer=optimizer)
        cell = list_cells(alone, {"data": 10})[0]
        assert make_search(cell, alone, 50).count_trials() == n_trials


def test_what_is_solved_has_no_optimizer():
    usual = {"vectors": ["glove-6b-50d"], "strategies": ["frozen"]}
    config = configured("data", **usual, optimizer=["sgd", "adam"])
    (cell,) = list_cells(config, {"data": 10})
    (alone,) = list_cells(configured("data", **usual), {"data": 10})
    assert make_search(cell, config, 50) == make_search(alone, configured("data", **usual), 50)


def test_a_spec_has_the_model_of_the_optimizer_that_is_chosen():
    config = configured("data", **USUAL, optimizer=["sgd", "adam"])
    cell = list_cells(config, {"data": 10})[0]
    by_optimizer = {
        name: cell.make_spec(0, TunedValues(0.1, optimizer=name)) for name in ("sgd", "adam")
    }
    for name, batch_size in (("sgd", 1), ("adam", 32)):
        options = by_optimizer[name].adapted_config.options
        assert (options.optimizer, options.batch_size) == (name, batch_size)
    spec = by_optimizer["adam"]
    assert RunSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


def test_half_a_text_a_seed_is_a_tie():
    config = configured("data", **USUAL)
    assert make_search(list_cells(config, {"data": 10})[0], config, 200).margin == 0.5 / 200


def test_a_spec_goes_through_json():
    config = configured("data", **USUAL, epochs=3)
    spec = list_cells(config, {"data": 10})[0].make_spec(1, TunedValues(0.1))
    assert spec.model_config.options.epochs == 3
    assert RunSpec.from_json({**json.loads(json.dumps(spec.to_json())), "words": 5}) == spec


def test_names_of_runs_are_apart_and_safe():
    config = configured("data", **{**USUAL, "vectors": ["../x", "y"]})
    planned = list_cells(config, {"data": 10})
    names = {cell.make_spec(seed, TunedValues(0.1)).name for cell in planned for seed in range(2)}
    assert len(names) == 8
    assert not any("/" in name for name in names)


def test_each_encoder_has_rates_of_its_own_optimizer():
    config = configured("data", **USUAL, encoders=["mean", "dan"])
    planned = list_cells(config, {"data": 10})
    assert len(planned) == 4
    rates = {
        cell.names[3]: [values.learning_rate for values in values_to_try(cell, config)]
        for cell in planned
    }
    assert max(rates["dan"]) < max(rates["mean"])
    one = configured("data", **USUAL, learning_rate=0.5)
    for cell in list_cells(one, {"data": 10}):
        assert values_to_try(cell, one) == [TunedValues(0.5, scale=1.0)]


def test_samples_and_baselines():
    config = configured(
        "data", strategies=["random"], baselines=["majority"], seeds=3, train_sizes=[5, "all"]
    )
    planned = list_cells(config, {"data": 10})
    assert [(cell.strategy, cell.train_size, cell.seeds, cell.is_sample) for cell in planned] == [
        ("random", 5, 3, True), ("majority", 5, 3, True),
        ("random", 10, 3, False), ("majority", 10, 1, False),
    ]  # fmt: skip


def test_none_of_the_baselines():
    config = configured("data", strategies=["random"], baselines=["none"])
    assert [cell.strategy for cell in list_cells(config, {"data": 10})] == ["random"]


def test_a_baseline_tries_values_of_c():
    config = configured("d", strategies=["random"], baselines=["majority", "tfidf-linear-svm"])
    chance, svm = list_cells(config, {"d": 10})[1:]
    assert values_to_try(chance, config) == [TunedValues()]
    assert len({values.c for values in values_to_try(svm, config)}) > 2
    untuned = configured("d", strategies=["random"], baselines=["tfidf-linear-svm"], tune="none")
    assert values_to_try(svm, untuned) == [TunedValues(c=1.0)]
