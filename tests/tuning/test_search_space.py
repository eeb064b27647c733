"""What is tried on dev: the same for every strategy, by a grid, at random or not at all."""

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning
from embedstudy.nn.model_config import choose_usual_rate, recommended
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.options.tuning import TuningOptions
from embedstudy.study.plan.grid import list_cells
from embedstudy.study.runs.tuning import list_trials
from embedstudy.tuning.search_space import SearchSpace, TunedValues, describe_edges
from tests.studies import compare, configured

MEAN = recommended("mean")
RATES = SGD.learning_rates


def values(tune="grid", **options):
    return SearchSpace.from_options(TuningOptions(tune=tune, **options)).list_values(
        MEAN, is_pretrained=False
    )


def test_a_grid_is_every_combination():
    choices = values(tune_dropout=(0.5, 0), tune_epochs=(5, 2))
    assert len(choices) == len(set(choices)) == len(RATES) * 4
    assert {c.dropout for c in choices} == {0.0, 0.5}
    assert {c.epochs for c in choices} == {2, 5}
    assert choices[0] == TunedValues(min(RATES), 0.0, 2, scale=1.0)
    plain = values()
    assert [c.learning_rate for c in plain] == list(RATES)
    assert {(c.dropout, c.epochs) for c in plain} == {(None, None)}


def test_a_rate_that_is_set_is_not_chosen():
    assert values(learning_rate=0.7) == [TunedValues(0.7, scale=1.0)]
    assert values("none", learning_rate=0.7) == [TunedValues(0.7, scale=1.0)]
    assert values("random:9", learning_rate=0.12345) == [TunedValues(0.12345, scale=1.0)]
    dropouts = values(tune_dropout=(0, 0.2), learning_rate=0.7)
    assert dropouts == [TunedValues(0.7, dropout, scale=1.0) for dropout in (0.0, 0.2)]


def test_random_choices_are_within_the_grid_s_bounds_and_always_the_same():
    choices = values("random:40", tune_dropout=(0, 0.3))
    assert choices == values("random:40", tune_dropout=(0.3, 0))
    assert len(choices) == len(set(choices)) == 40
    rates = np.array([c.learning_rate for c in choices])
    assert rates.min() >= min(RATES)
    assert rates.max() <= max(RATES)
    assert np.all(np.diff(rates) >= 0)  # the gentlest first
    # Even in the logarithm: near half of them lie below the middle of it.
    assert 10 <= (np.log(rates) < np.log([min(RATES), max(RATES)]).mean()).sum() <= 30
    assert {c.dropout for c in choices} == {0.0, 0.3}
    assert [float(f"{rate:.6g}") for rate in rates] == rates.tolist()


def test_none_is_the_middle_rate():
    assert values("none") == [TunedValues(choose_usual_rate(MEAN.options), scale=1.0)]
    assert min(RATES) < choose_usual_rate(MEAN.options) < max(RATES)


def test_an_edge_is_said_only_where_it_is_better_than_what_lies_inside():
    def warnings_of(*accuracies):
        means = {TunedValues(rate): a for rate, a in zip((0.1, 0.3, 1.0), accuracies, strict=True)}
        return describe_edges(max(means, key=means.__getitem__), means)

    assert warnings_of(0.7, 0.8, 0.9) == [
        "the best learning rate, 1, is the highest that was tried"
    ]
    assert warnings_of(0.9, 0.8, 0.7) == [
        "the best learning rate, 0.1, is the lowest that was tried"
    ]
    assert warnings_of(0.8, 0.9, 0.7) == []
    assert warnings_of(0.9, 0.9, 0.7) == []
    two = {TunedValues(0.1): 0.5, TunedValues(0.3): 0.6}
    assert describe_edges(TunedValues(0.3), two) == []


def test_nothing_lies_below_a_dropout_of_none():
    means = {TunedValues(0.1, d): 0.9 - d for d in (0.0, 0.3, 0.5)}
    assert describe_edges(TunedValues(0.1, 0.0), means) == []
    means = {TunedValues(0.1, d): 0.4 + d for d in (0.0, 0.3, 0.5)}
    assert describe_edges(TunedValues(0.1, 0.5), means) == [
        "the best dropout, 0.5, is the highest that was tried"
    ]
    means = {TunedValues(0.1, epochs=e): 0.1 * e for e in (2, 4, 6)}
    assert describe_edges(TunedValues(0.1, epochs=6), means) == [
        "the best epochs, 6, is the highest that was tried"
    ]
    means = {TunedValues(c=c): 1 / c for c in (1.0, 10.0, 100.0)}
    assert describe_edges(TunedValues(c=1.0), means) == [
        "the best C, 1, is the lowest that was tried"
    ]


def points(study, strategy):
    return [
        (row.lr, row.dropout, row.epochs, row.seed)
        for row in study.tuning
        if row.strategy == strategy
    ]


# A best value may well lie at an edge of so few.
@pytest.mark.filterwarnings("ignore::embedstudy.errors.EmbedstudyWarning")
@pytest.mark.parametrize("tune", ["grid", "random:7"])
def test_every_strategy_has_the_same_trials(corpus, vectors, tmp_path, monkeypatch, tune):
    monkeypatch.setattr(SGD, "learning_rates", (0.1, 0.3, 1.0))
    study = compare(
        corpus, vectors, strategies=["random", "frozen", "zeros"], seeds=1, tune=tune,
        tune_dropout=(0, 0.4),
        tune_epochs=(1, 3), out=tmp_path / "s", progress=False,
    )  # fmt: skip
    tried = points(study, "random")
    assert tried == points(study, "frozen") == points(study, "zeros")
    assert len(tried) == 3 * (7 if tune == "random:7" else 3 * 4)
    for row in study.runs:
        trials = [t for t in study.tuning if t.strategy == row.strategy]
        mean: dict[tuple[object, ...], list[float]] = {}
        for trial in trials:
            mean.setdefault((trial.lr, trial.dropout, trial.epochs), []).append(trial.dev_accuracy)
        best = max(np.mean(accuracies) for accuracies in mean.values())
        chosen = [
            key for key in mean
            if key[:2] == (row.lr, row.dropout) and np.mean(mean[key]) == pytest.approx(best)
        ]  # fmt: skip
        assert chosen
        # The epoch that was best of those that it was trained for.
        assert row.epochs <= max(key[2] for key in chosen)


def test_more_seeds_change_no_trial():
    """So that a study can be given more of them; baselines have a seed more only on samples."""

    def count_planned(seeds):
        config = configured(
            "d", strategies=["random"], seeds=seeds, baselines=["tfidf-linear-svm"],
            train_sizes=[50, "all"],
        )  # fmt: skip
        return list_trials(config, list_cells(config, {"d": 100}))

    assert count_planned(1) == count_planned(5)
    baseline = [
        (spec.train_size, spec.seed) for spec in count_planned(1) if spec.model_config is None
    ]
    assert len([seed for size, seed in baseline if size == 50]) == 3 * 4
    assert len([seed for size, seed in baseline if size == 100]) == 4


def test_nothing_is_tried_where_nothing_is_tuned(corpus, tmp_path):
    study = compare(corpus, strategies="random", seeds=1, tune="none", out=tmp_path / "s")
    assert study.tuning == []
    assert study.runs[0].lr == choose_usual_rate(MEAN.options)
    assert study.runs[0].dropout is None


def test_an_edge_is_said_with_its_train_sizes(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(SGD, "learning_rates", (1e-6, 1e-5, 1.0))
    with pytest.warns(EmbedstudyWarning, match=r"is the highest that was tried .with 100, 320 tex"):
        compare(
            corpus, strategies="random", train_sizes=(100, "all"), seeds=1, out=tmp_path / "s",
            progress=False,
        )  # fmt: skip
