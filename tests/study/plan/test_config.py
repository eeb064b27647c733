"""Options of a study are checked together."""

import json

import pytest

from embedstudy.errors import InputError
from embedstudy.options.compare import CompareOptions
from embedstudy.study.plan.config import TUNING_SEEDS, configure
from tests.studies import configured

USUAL = {"vectors": ["glove-6b-50d"], "strategies": ["finetuned", "random"], "seeds": 2}


def test_names_are_in_the_order_of_their_tables_and_sizes_ascend():
    config = configured(
        "data",
        **USUAL,
        encoders=["dan", "mean", "dan"],
        baselines=["tfidf-linear-svm", "majority"],
        train_sizes=["all", 300, 100, 300],
    )
    assert config.study.strategies == ("random", "finetuned")
    assert config.study.encoders == ("dan", "mean")
    assert [model.encoder for model in config.model_configs] == ["dan", "mean"]
    assert config.study.baselines == ("majority", "tfidf-linear-svm")
    assert config.study.train_sizes == (100, 300, "all")


def test_each_encoder_has_a_model_for_each_optimizer():
    config = configured("data", **USUAL, encoders=["dan", "mean"], optimizer=["adam", "sgd"])
    models = [(m.encoder, m.options.optimizer, m.options.batch_size) for m in config.model_configs]
    assert models == [
        ("dan", "adam", 32), ("dan", "sgd", 32), ("mean", "adam", 32), ("mean", "sgd", 1),
    ]  # fmt: skip
    assert list(config.models_by_encoder) == ["dan", "mean"]
    assert config.to_json()["optimizers"] == ["adam", "sgd"]


@pytest.mark.parametrize("optimizer", ["sgd", ["sgd"], ("sgd", "sgd")])
def test_one_optimizer_is_no_comparison(optimizer):
    config = configured("data", **USUAL, optimizer=optimizer)
    assert config == configured("data", **USUAL)
    assert "optimizers" not in config.to_json()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": []}, "name at least one optimizer"),
        ({"optimizer": ["sgd", "adm"]}, "no optimizer 'adm'; there are: adam"),
        ({"optimizer": ["sgd", 3]}, "optimizer: a name is a string, not 3"),
        ({"optimizer": 3}, "optimizer is 3; it must be a string"),
        (
            {"optimizer": ["sgd", "adam"], "tune": "none"},
            "optimizer sgd,adam: dev chooses among them, and nothing is tuned with tune none",
        ),
        (
            {"optimizer": ["sgd", "adam"], "learning_rate": 0.1},
            "optimizer sgd,adam: each needs a rate of its own, so leave out learning_rate 0.1",
        ),
        (
            {"optimizer": ["sgd", "adam"], "momentum": 0.9},
            "momentum goes with optimizer 'sgd', not with 'adam'",
        ),
    ],
)
def test_optimizers_that_cannot_be_compared(changes, message):
    with pytest.raises(InputError, match=message):
        configured("data", **USUAL, **changes)


def test_no_trial_has_the_seed_of_a_run():
    config = configured("data", **USUAL)
    assert not set(TUNING_SEEDS) & set(range(config.study.seeds))


def test_what_decides_no_run_is_no_part_of_it():
    config = configured("data", **USUAL, probes=["good"], trust_pickle=True, out="x", jobs=2)
    plain = json.loads(json.dumps(config.to_json()))
    assert plain == json.loads(json.dumps(configured("data", **USUAL).to_json()))
    assert plain["seeds"] == 2
    assert "trust_pickle" not in plain


# They let a file be read, or decide what is said of the runs.
UNDECIDING = {"trust_pickle", "max_bytes", "margin", "forecast", "snapshots", "reference"}


def test_every_option_that_decides_a_run_is_part_of_it():
    plain = configured("data", **USUAL).to_json()
    options = CompareOptions()
    for group in (options.study, options.reading, options.text, options.tuning):
        assert set(vars(group)) - UNDECIDING <= set(plain)
    for changes in ({"limit": 5}, {"max_tokens": 3}, {"tune": "none"}, {"ngrams": 2}, {"cv": 3}):
        assert configured("data", **USUAL, **changes).to_json() != plain


def test_the_length_of_vectors():
    assert configured("data", strategies=["random"]).dim == 100
    assert configured("data", strategies=["random"], dim=7).dim == 7


def test_folds():
    assert configured("data", **USUAL).folds == [None]
    assert configured("data", **USUAL, cv=3).folds == [0, 1, 2]


def test_a_tokenizer_of_python_code_has_its_name():
    config = configure(["data"], CompareOptions.from_values(USUAL), "mine.split")
    assert config.to_json()["tokenizer"] == "mine.split"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"strategies": ["randon"]}, "no strategy 'randon'; there are: random"),
        ({"vectors": []}, "'finetuned' needs vectors"),
        ({"encoders": ["lstm"]}, "no encoder 'lstm'"),
        ({"strategies": ["multichannel"]}, "'multichannel' goes with encoder 'cnn', not with"),
        ({"model": {"optimizer": "adm"}}, "no optimizer 'adm'; there are: adam"),
        ({"seeds": 0}, "seeds is 0"),
        ({"seeds": -1}, "seeds is -1"),
        ({"model": {"epochs": 0}}, "epochs is 0"),
        ({"learning_rate": -1.0}, "learning_rate is -1.0"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": "high"}, "learning_rate is 'high'"),
        ({"learning_rate": True}, "learning_rate is true"),
        ({"strategies": []}, "at least one strategy"),
        ({"encoders": []}, "at least one strategy and one encoder"),
        ({"train_sizes": []}, "name at least one train size, or all"),
        ({"baselines": ["none", "majority"]}, "baseline none goes with no other baseline"),
        ({"dim": 5}, "dim goes without vectors"),
    ],
)
def test_bad_input(changes, message):
    with pytest.raises(InputError, match=message):
        configured("data", **{**USUAL, **changes})
