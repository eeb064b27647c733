import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.nn.encoders import encoder_named
from embedstudy.nn.hyperparameters import Hyperparameters
from embedstudy.nn.model_config import LEARNING_RATES, RECOMMENDED, ModelConfig, recommended
from embedstudy.nn.schedules import SCHEDULES, factor


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"optimizer": "adm"}, "no optimizer 'adm'; there are: adam"),
        ({"schedule": "cos"}, "no schedule 'cos'; there are: cosine"),
        ({"epochs": 0}, "epochs is 0"),
        ({"batch_size": 1.5}, "batch_size is 1.5; it must be a whole number"),
        ({"dropout": 1.0}, "dropout is 1.0; it must be at least 0 and below 1"),
        ({"word_dropout": -0.1}, "word_dropout is -0.1"),
        ({"warmup": True}, "warmup is True"),
        ({"weight_decay": float("nan")}, "weight_decay is nan"),
        ({"max_norm": 0}, "max_norm is 0; it must be above 0"),
        ({"patience": 0}, "patience is 0"),
        ({"momentum": 0.9, "optimizer": "adam"}, "momentum goes with optimizer 'sgd'"),
        ({"nesterov": True}, "nesterov needs a momentum"),
    ],
)
def test_bad_values_are_named(change, message):
    with pytest.raises(InputError, match=message) as caught:
        Hyperparameters(**change)
    assert "\n" not in str(caught.value)


def test_numbers_of_numpy_are_kept_as_those_of_python():
    given = {"epochs": np.int64(3), "dropout": np.float32(0.5), "max_norm": np.float32(3)}
    found = Hyperparameters(**given, patience=np.int32(2))
    assert found == Hyperparameters(epochs=3, dropout=0.5, max_norm=3.0, patience=2)
    assert {type(getattr(found, name)) for name in given} == {int, float}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder": "hier", "window": -1}, "encoder 'hier': window is -1"),
        ({"encoder": "dan", "hidden_size": 0}, "encoder 'dan': hidden_size is 0"),
        ({"encoder": "lstm"}, "no encoder 'lstm'; there are: "),
        ({"ngrams": 0}, "ngrams is 0"),
        ({"initializer": "Xavier"}, "no initializer 'Xavier'"),
        ({"embedding_initializer": "Constant(value=x)"}, "Constant"),
    ],
)
def test_bad_models_are_named(change, message):
    with pytest.raises(InputError, match=message):
        ModelConfig(**change)


def test_what_is_recommended_can_be_chosen_otherwise():
    assert recommended("dan").hyperparameters == RECOMMENDED["dan"]
    recipe = recommended("dan", hidden_size=7, dropout=0.2, batch_size=None)
    assert recipe.new_encoder() == encoder_named("dan", hidden_size=7)
    assert recipe.hyperparameters.dropout == 0.2
    assert recipe.hyperparameters.batch_size == RECOMMENDED["dan"].batch_size
    with pytest.raises(TypeError, match="droput"):
        recommended("dan", droput=0.2)
    assert all(LEARNING_RATES[chosen.optimizer] for chosen in RECOMMENDED.values())


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_start_at_one_after_the_warm_up(schedule):
    assert factor(schedule, 0.0) == 1
    assert factor(schedule, 0.2, warmup=0.2) == 1
    assert factor(schedule, 0.1, warmup=0.2) == pytest.approx(0.5)
    end = factor(schedule, 1.0, warmup=0.2)
    assert end == (1 if schedule == "constant" else pytest.approx(0, abs=1e-12))
    course = [factor(schedule, p) for p in np.linspace(0, 1, 50)]
    assert course == sorted(course, reverse=True)
