"""What is tuned on dev."""

import pytest

from embedstudy.errors import InputError
from embedstudy.options.tuning import TuningOptions


@pytest.mark.parametrize("tune", ["grid", "random:1", "random:20", "none"])
def test_methods(tune):
    assert TuningOptions(tune=tune).tune == tune


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tune": "gird"}, "no tuning 'gird'; there are: grid"),
        ({"tune": "grid:5"}, "no tuning 'grid:5'"),
        ({"tune": "random"}, "say how many trials, as in random:20"),
        ({"tune": "random:"}, "say how many trials"),
        ({"tune": "random:0"}, "say how many trials"),
        ({"tune": "random:-3"}, "say how many trials"),
        ({"tune": "random:N"}, "say how many trials"),
        ({"tune": "random:\uff12"}, "say how many trials"),
        ({"tune": f"random:{'9' * 5000}"}, "say how many trials"),
        ({"tune": "none", "tune_dropout": (0.1,)}, "nothing is tuned with tune none"),
        ({"tune_dropout": (1.0,)}, "tune_dropout holds 1.0; each value must be a number, at least"),
        ({"tune_dropout": ("0.1",)}, "tune_dropout holds '0.1'; each value must be a number"),
        ({"tune_epochs": (0,)}, "tune_epochs holds 0; each value must be a whole number, at least"),
        ({"tune_epochs": (2.5,)}, "tune_epochs holds 2.5; each value must be a whole number"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(InputError, match=message):
        TuningOptions(**options)
