import os

import numpy as np
import pytest

from embedstudy import EmbeddingClassifier
from embedstudy.classifier.config import (
    make_config,
    make_model_config,
    simplify_parameters,
    to_plain,
)
from embedstudy.errors import InputError
from embedstudy.initializers import Constant, HeNormal
from embedstudy.tuning.values import TunedValues


def config_of(**parameters):
    return make_config(EmbeddingClassifier(**parameters).get_params(deep=False))


def test_the_defaults():
    config = config_of()
    assert (config.model.encoder, config.options.strategy) == ("mean", "random")
    assert (config.dim, config.seeds.seed, config.learning_rate) == (100, 0, None)
    assert config.tokenizer("A good film") == ["a", "good", "film"]
    assert config.untuned in config.search.candidates
    assert len(config.search.candidates) > 3


def test_a_rate_that_is_given_is_the_only_one():
    config = config_of(learning_rate=1)
    assert config.search.candidates == (config.untuned,) == (TunedValues(1.0, scale=1.0),)
    assert type(config.learning_rate) is float


def test_numbers_of_numpy_count_as_python_has_them():
    config = config_of(
        dim=np.int64(7), learning_rate=np.float32(0.5), epochs=np.uint8(3), verbose=True,
        dropout=np.float64(0.25), nesterov=np.bool_(False), random_state=np.int32(5),
        min_count=np.int64(2),
    )  # fmt: skip
    options = config.model.options
    assert (config.dim, config.learning_rate, config.seeds.seed) == (7, 0.5, 5)
    assert (options.epochs, options.dropout, config.text.min_count) == (3, 0.25, 2)
    assert type(options.epochs) is int
    assert config.options.verbose == 1


def test_callables_and_initializers_are_taken(vectors):
    config = config_of(
        vectors=vectors, strategy="frozen", tokenizer=str.split, initializer=HeNormal()
    )
    assert config.tokenizer("A b") == ["A", "b"]
    assert config.model.options.initializer == "HeNormal()"
    assert config.strategy.pretrained
    assert config.options.vectors is None  # the estimator holds the table


def test_a_random_state_gives_a_seed():
    seeds = {config_of(random_state=np.random.RandomState(5)).seeds.seed for _ in range(2)}
    assert len(seeds) == 1
    assert seeds != {config_of(random_state=np.random.RandomState(6)).seeds.seed}
    assert config_of(random_state=None).seeds.seed != config_of(random_state=None).seeds.seed


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"strategy": "fozen"}, "no strategy 'fozen'; there are: frozen"),
        ({"strategy": "frozen"}, "needs vectors"),
        ({"strategy": None}, "strategy is None"),
        ({"encoder": "men"}, "no encoder 'men'; there are: mean"),
        ({"encoder": None}, "encoder is None"),
        ({"optimizer": "adamm"}, "no optimizer 'adamm'; there are: adam"),
        ({"schedule": "lin"}, "no schedule 'lin'; there are: linear"),
        ({"initializer": "Glorot"}, "no initializer 'Glorot'; there are: Glorot"),
        ({"embedding_initializer": "Zero(1"}, "initializer 'Zero"),
        ({"tokenizer": "tree"}, "no tokenizer 'tree'"),
        ({"tokenizer": 3}, "tokenizer: a name is a string, not 3"),
        ({"batch_size": 0}, "batch_size is 0; .* at least 1"),
        ({"epochs": 0}, "epochs is 0; .* at least 1"),
        ({"epochs": 2.5}, "epochs is 2.5; it must be a whole number"),
        ({"epochs": True}, "epochs is true; it must be a whole number"),
        ({"dim": 0}, "dim is 0; .* at least 1"),
        ({"encoder": "dan", "hidden_size": 0}, "hidden_size is 0"),
        ({"encoder": "hier", "window": -1}, "window is -1"),
        ({"dropout": 1.0}, "dropout is 1.0; .* at least 0 and below 1"),
        ({"word_dropout": -0.1}, "word_dropout is -0.1"),
        ({"momentum": 0.9, "optimizer": "adam"}, "momentum goes with optimizer 'sgd'"),
        ({"nesterov": True}, "nesterov needs a momentum"),
        ({"max_norm": 0}, "max_norm is 0"),
        ({"ngrams": 0}, "ngrams is 0"),
        ({"min_count": 0}, "min_count is 0"),
        ({"max_vocabulary": 0}, "max_vocabulary is 0"),
        ({"max_tokens": -1}, "max_tokens is -1"),
        ({"patience": 0}, "patience is 0"),
        ({"validation_fraction": 1}, "validation_fraction is 1; .* above 0 and below 1"),
        ({"learning_rate": 0}, "learning_rate is 0; .* above 0"),
        ({"learning_rate": float("nan")}, "learning_rate is nan"),
        ({"learning_rate": float("inf")}, "learning_rate is inf"),
        ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
        ({"learning_rate": True}, "learning_rate is true"),
        ({"random_state": "x"}, "random_state is 'x'"),
        ({"random_state": -1}, r"random_state is -1; a whole number from 0 to 2\*\*32 - 1"),
        ({"random_state": True}, "random_state is True"),
        ({"verbose": -1}, "verbose is -1"),
        ({"class_weight": "equal"}, r"no class_weight 'equal'; there are: balanced \(a dict"),
        ({"vectors": 5}, "vectors is int; give a name"),
        ({"vectors": "glove", "strategy": "multichannel"}, "'multichannel' goes with encoder"),
        ({"encoder": "cnn", "ngrams": 2}, "ngrams go with the encoders that"),
    ],
)
def test_bad_parameters_are_one_line(parameters, message):
    with pytest.raises(InputError, match=message) as error:
        config_of(**parameters)
    assert "\n" not in str(error.value)


def test_a_model_config_takes_defaults_for_what_is_missing():
    assert make_model_config({}).encoder == "mean"
    config = make_model_config({"encoder": "dan", "hidden_size": 7, "vectors": "x"})
    assert (config.encoder, config.options.hidden_size, config.options.epochs) == ("dan", 7, 10)


def test_plain_parameters_are_json(vectors, tmp_path):
    model = EmbeddingClassifier(
        vectors, tokenizer=os.path.split, random_state=np.random.RandomState(1),
        initializer=Constant(0.5), class_weight={np.str_("a"): np.float32(2)}, dim=np.int64(3),
    )  # fmt: skip
    parameters = simplify_parameters(model.get_params(deep=False))
    assert parameters["vectors"] is parameters["random_state"] is None
    assert parameters["tokenizer"] == "posixpath.split"
    assert parameters["initializer"] == "Constant(value=0.5)"
    assert parameters["class_weight"] == {"a": 2.0}
    assert parameters["dim"] == 3
    plain = simplify_parameters(EmbeddingClassifier(tmp_path / "table.npy").get_params(deep=False))
    assert plain["vectors"] == str(tmp_path / "table.npy")


def test_to_plain():
    values = [to_plain(value) for value in (np.int32(3), np.bool_(True), HeNormal(), "x", None)]
    assert values == [3, True, "HeNormal()", "x", None]
    assert [type(value) for value in values[:2]] == [int, bool]


@pytest.mark.parametrize(
    ("parameters", "optimizer", "batch_size"),
    [
        ({}, "adagrad", 32),
        ({"learning_rate": 0.1}, "sgd", 1),
        ({"momentum": 0.9}, "sgd", 1),
        ({"optimizer": "sgd"}, "sgd", 1),
        ({"optimizer": "adam", "learning_rate": 0.1}, "adam", 32),
        ({"batch_size": 4}, "adagrad", 4),
    ],
)
def test_the_optimizer_and_the_batch_of_a_classifier_that_names_none(
    parameters, optimizer, batch_size
):
    options = make_config(EmbeddingClassifier(**parameters).get_params(deep=False)).model.options
    assert (options.optimizer, options.batch_size) == (optimizer, batch_size)
