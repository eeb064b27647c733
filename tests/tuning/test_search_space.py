"""What is tried on dev: at equal cost for every strategy, by halving, a grid, at random or not."""

import numpy as np
import pytest

from embedstudy.errors import EmbedstudyWarning
from embedstudy.nn.model_config import choose_usual_rate, recommended
from embedstudy.nn.optimizers.sgd import SGD
from embedstudy.options.tuning import TuningOptions
from embedstudy.strategies import STRATEGIES
from embedstudy.study.plan.grid import list_cells
from embedstudy.study.runs.tuning import make_searches
from embedstudy.tuning import search_space
from embedstudy.tuning.search_space import (
    N_FINALISTS,
    PRETRAINED_SCALES,
    RANDOM_SCALES,
    RESERVE,
    SOLVED_CS,
    SearchSpace,
)
from embedstudy.tuning.values import TunedValues
from tests.studies import compare, configured

MEAN = recommended("mean")
RATES = SGD.learning_rates


def values(tune="grid", strategy="random", config=MEAN, **options):
    space = SearchSpace.from_options(TuningOptions(tune=tune, **options))
    return space.list_values(config, STRATEGIES[strategy])


def test_every_strategy_has_as_many_candidates():
    random, finetuned, zeros = (
        values("halving", name) for name in ("random", "finetuned", "zeros")
    )
    assert {v.scale for v in random} == set(RANDOM_SCALES)
    assert {v.scale for v in finetuned} == set(PRETRAINED_SCALES)
    assert {v.scale for v in zeros} == {1.0}  # no factor changes it
    assert len(set(random)) == len(set(finetuned)) == len(set(zeros)) == 3 * len(RATES)
    assert {v.learning_rate for v in random} == set(RATES)
    rates = sorted(v.learning_rate for v in zeros)
    assert (rates[0], rates[-1]) == (min(RATES), max(RATES))


@pytest.mark.parametrize("tune", ["halving", "grid", "random:9"])
def test_a_search_costs_the_same_for_every_strategy(tune):
    space = SearchSpace.from_options(TuningOptions(tune=tune))
    for option in ("auto", "x0.3", "norm:0.5", "unit"):
        config = recommended("mean", scale=option)
        counts = {False: set(), True: set()}
        for strategy in STRATEGIES.values():
            search = space.make_search(config, strategy, n_seeds=3)
            cost = (search.count_trials(), search.count_full_runs())
            counts[space.solves(config, strategy)].add(cost)
        assert [len(costs) for costs in counts.values()] == [1, 1]
        # What is solved never costs more.
        assert np.all(np.array(*counts[True]) <= np.array(*counts[False]))


@pytest.mark.parametrize(
    ("tune", "cs"),
    [
        ("halving", SOLVED_CS), ("grid", SOLVED_CS), ("random:2", SOLVED_CS[1:3]),
        ("random:1", SOLVED_CS[2:3]), ("none", SOLVED_CS[2:3]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("strategy", ["frozen", "random-frozen"])
def test_a_model_that_is_solved_has_c_alone(strategy, tune, cs):
    space = SearchSpace.from_options(TuningOptions(tune=tune))
    search = space.make_search(MEAN, STRATEGIES[strategy], n_seeds=3)
    assert search.candidates == tuple(TunedValues(c=c, scale=1.0) for c in cs)
    assert search.epochs is None
    assert {trial.values.epochs for trial in search.list_trials({})} <= {None}


def test_a_rate_or_dropout_is_for_training():
    frozen = STRATEGIES["frozen"]
    assert SearchSpace().solves(MEAN, frozen)
    assert SearchSpace(dropout=(0.0,), epochs=(1, 2)).solves(MEAN, frozen)
    for space in (SearchSpace(learning_rate=0.1), SearchSpace(dropout=(0.0, 0.5))):
        assert not space.solves(MEAN, frozen)
        values = space.make_search(MEAN, frozen, n_seeds=1).candidates[0]
        assert values.learning_rate is not None
    for name in ("random", "finetuned", "zeros"):
        assert not SearchSpace().solves(MEAN, STRATEGIES[name])


def test_a_scale_that_is_given_is_not_tuned_and_is_one_of_pretrained_rows():
    for option, scale in (("x0.3", 0.3), ("norm:0.5", None), ("unit", None)):
        config = recommended("mean", scale=option)
        assert {v.scale for v in values("halving", "frozen", config)} == {scale}
        assert {v.scale for v in values("halving", "random", config)} == {1.0}
    assert {v.scale for v in values("none", "frozen")} == {1.0}
    assert {v.scale for v in values("grid", "frozen", learning_rate=0.1)} == {1.0}


def test_halving_ends_with_few_in_full():
    space = SearchSpace.from_options(TuningOptions())
    search = space.make_search(MEAN, STRATEGIES["random"], n_seeds=3)
    assert search.rungs[-1].share == 1.0
    assert search.rungs[-2].keep == N_FINALISTS
    assert [rung.n_seeds for rung in search.rungs][-1] == 3
    few = SearchSpace(learning_rate=0.1, dropout=(0.0, 0.5))
    assert len(few.make_search(MEAN, STRATEGIES["random"], 3).rungs) == 1


def test_a_grid_is_every_combination():
    choices = values(tune_dropout=(0.5, 0), tune_epochs=(5, 2))
    assert len(choices) == len(set(choices)) == len(RATES) * 3 * 4
    assert {c.dropout for c in choices} == {0.0, 0.5}
    assert {c.epochs for c in choices} == {2, 5}
    assert choices[0] == TunedValues(min(RATES), 0.0, 2, scale=1.0)
    plain = values()
    assert list(dict.fromkeys(c.learning_rate for c in plain)) == list(RATES)
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
    monkeypatch.setattr(SGD, "learning_rates", (0.1, 1.0))
    study = compare(
        corpus, vectors, strategies=["random", "frozen", "zeros"], seeds=1, tune=tune,
        tune_dropout=(0, 0.4),
        tune_epochs=(1, 2), out=tmp_path / "s", progress=False,
    )  # fmt: skip
    tried = points(study, "random")
    assert len(tried) == len(points(study, "frozen")) == len(points(study, "zeros"))
    assert len(tried) == 3 * (RESERVE + (7 if tune == "random:7" else 2 * 3 * 4))
    for row in study.runs:
        trials = [t for t in study.tuning if t.strategy == row.strategy]
        mean: dict[tuple[object, ...], list[float]] = {}
        for trial in trials:
            setting = (trial.lr, trial.dropout, trial.epochs, trial.scale)
            mean.setdefault(setting, []).append(trial.dev_accuracy)
        best = max(np.mean(accuracies) for accuracies in mean.values())
        chosen = [
            key for key in mean
            if (key[0], key[1], key[3]) == (row.lr, row.dropout, row.scale)
            and np.mean(mean[key]) == pytest.approx(best, abs=1 / len(corpus.dev))
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
        searches = make_searches(config, list_cells(config, {"d": 100}), {"d": 20})
        return {
            (cell.train_size, cell.strategy): search.count_trials()
            for cell, search in searches.items()
        }

    assert count_planned(1) == count_planned(5)
    assert count_planned(1)[50, "tfidf-linear-svm"] == 3 * (4 + RESERVE)
    assert count_planned(1)[100, "tfidf-linear-svm"] == 4 + RESERVE


def test_nothing_is_tried_where_nothing_is_tuned(corpus, tmp_path):
    study = compare(corpus, strategies="random", seeds=1, tune="none", out=tmp_path / "s")
    assert study.tuning == []
    assert study.runs[0].lr == choose_usual_rate(MEAN.options)
    assert study.runs[0].dropout is None


def test_an_edge_is_said_with_its_train_sizes(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(SGD, "learning_rates", (1e-6, 1e-5, 1.0))
    monkeypatch.setattr(search_space, "RESERVE", 0)
    with pytest.warns(EmbedstudyWarning, match=r"is the highest that was tried .with 100, 320 tex"):
        compare(
            corpus, strategies="random", train_sizes=(100, "all"), seeds=1, out=tmp_path / "s",
            progress=False,
        )  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*that was tried")
def test_what_tuning_went_on_to_is_said(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr(SGD, "learning_rates", (1e-3, 1e-2, 1e-1))
    study = compare(corpus, strategies="random", seeds=1, out=tmp_path / "s", progress=False)
    rates = {row.lr for row in study.tuning}
    assert max(rates) == 1.0
    (sentence,) = study.meta["tuning_extensions"]
    expected = "random: the best values lay at an edge, so tuning went on to learning rate 1"
    assert sentence.startswith(expected)
