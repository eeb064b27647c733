import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.nn.encoders import ENCODERS
from embedstudy.nn.encoders.dan import DAN
from embedstudy.nn.model_config import (
    ModelConfig,
    adapt_config,
    check_strategy_fits,
    choose_usual_rate,
    is_convex,
    learning_rates,
    recommended,
)
from embedstudy.options.model import ModelOptions
from embedstudy.strategies import STRATEGIES, USUAL


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"optimizer": "adm"}, "no optimizer 'adm'; there are: adam"),
        ({"schedule": "cos"}, "no schedule 'cos'; there are: cosine"),
        ({"epochs": 0}, "epochs is 0"),
        ({"batch_size": 1.5}, "batch_size is 1.5; it must be a whole number"),
        ({"dropout": 1.0}, "dropout is 1.0; it must be a number, at least 0 and below 1"),
        ({"word_dropout": -0.1}, "word_dropout is -0.1"),
        ({"warmup": True}, "warmup is true"),
        ({"weight_decay": float("nan")}, "weight_decay is nan"),
        ({"max_norm": 0}, "max_norm is 0; it must be a number, above 0"),
        ({"patience": 0}, "patience is 0"),
        ({"char_ngrams": "9" * 5000}, "char_ngrams is .*from 1 to 30 characters"),
        ({"momentum": 0.9, "optimizer": "adam"}, "momentum goes with optimizer 'sgd'"),
        ({"nesterov": True}, "nesterov needs a momentum"),
    ],
)
def test_bad_values_are_named(change, message):
    with pytest.raises(InputError, match=message) as caught:
        ModelConfig(options=ModelOptions(**change))
    assert "\n" not in str(caught.value)


def test_numbers_of_numpy_are_kept_as_those_of_python():
    given = {"epochs": np.int64(3), "dropout": np.float32(0.5), "max_norm": np.float32(3)}
    options = ModelOptions(**given, patience=np.int32(2))
    assert options == ModelOptions(epochs=3, dropout=0.5, max_norm=3.0, patience=2)
    assert {type(getattr(options, name)) for name in given} == {int, float}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder": "hier", "window": -1}, "window is -1; it must be a whole number, at least 1"),
        ({"encoder": "dan", "hidden_size": 0}, "hidden_size is 0"),
        ({"encoder": "lstm"}, "no encoder 'lstm'; there are: "),
        ({"encoder": "mean", "ngrams": 0}, "ngrams is 0"),
        ({"encoder": "mean", "initializer": "Xavier"}, "no initializer 'Xavier'"),
        ({"encoder": "mean", "embedding_initializer": "Constant(value=x)"}, "Constant"),
        (
            {"encoder": "cnn", "ngrams": 2},
            "ngrams go with the encoders that pool \\(mean, .*dan\\), not with 'cnn'",
        ),
        (
            {"encoder": "cnn", "char_ngrams": "3-6"},
            "char_ngrams go with the encoders that pool \\(mean, .*dan\\), not with 'cnn'",
        ),
    ],
)
def test_bad_models_are_named(change, message):
    with pytest.raises(InputError, match=message):
        recommended(**change)


def test_given_options_replace_the_recommended_ones():
    config = recommended("dan", hidden_size=7, dropout=0.2, batch_size=None)
    assert config.new_encoder() == DAN(hidden_size=7, hidden_layers=1)
    assert (config.options.dropout, config.options.batch_size) == (0.2, 32)
    with pytest.raises(InputError, match="no option 'droput'; nearest: dropout"):
        recommended("dan", droput=0.2)


def test_a_configuration_goes_through_json():
    config = recommended("cnn", initializer="Constant(value=0.1)", dim=7)
    assert ModelConfig.from_json(json.loads(json.dumps(asdict(config)))) == config
    assert hash(config) == hash(replace(config))


def test_the_initializer_of_a_strategy_is_that_of_every_weight():
    config = recommended("mean", initializer="HeNormal")
    assert adapt_config(STRATEGIES["random"], config) is config
    options = adapt_config(STRATEGIES["zeros"], config).options
    assert (options.initializer, options.embedding_initializer) == ("Zeros", "Zeros")


def test_several_channels_need_filters():
    check_strategy_fits("multichannel", "cnn")
    for name in USUAL:
        check_strategy_fits(name, "mean")
    with pytest.raises(InputError, match="cnn"):
        check_strategy_fits("multichannel", "mean")


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_encoder_can_be_built_as_recommended(encoder):
    config = recommended(encoder)
    assert isinstance(config.new_encoder(), ENCODERS[encoder])
    assert choose_usual_rate(config.options) in learning_rates(config.options)[1:-1]
    assert config.n_buckets == 0
    if ENCODERS[encoder].pooling:
        assert recommended(encoder, ngrams=2, buckets=7).n_buckets == 7


def test_a_fixed_scale_is_one_of_pretrained_rows():
    config = recommended("mean", scale="x0.3")
    assert adapt_config(STRATEGIES["finetuned"], config).options.scale == "x0.3"
    assert adapt_config(STRATEGIES["random"], config).options.scale == "x1"
    assert adapt_config(STRATEGIES["random"], recommended("mean")).options.scale == "auto"


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_model_is_convex_if_its_output_layer_alone_learns(strategy, encoder):
    expected = strategy in ("frozen", "random-frozen") and encoder in {
        "mean",
        "max",
        "concat",
        "hier",
    }
    assert is_convex(STRATEGIES[strategy], recommended(encoder)) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"dropout": 0.1}, {"word_dropout": 0.1}, {"weight_decay": 1e-3}, {"max_norm": 3.0},
        {"unfreeze_after": 5},
    ],
)  # fmt: skip
def test_what_changes_the_loss_needs_training(change):
    assert not is_convex(STRATEGIES["frozen"], recommended("mean", **change))


@pytest.mark.parametrize("change", [{"ngrams": 2}, {"char_ngrams": "3-4"}])
def test_ngrams_learn_unless_all_is_random(change):
    assert not is_convex(STRATEGIES["frozen"], recommended("mean", **change))
    assert is_convex(STRATEGIES["random-frozen"], recommended("mean", **change))
