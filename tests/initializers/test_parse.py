import json

import numpy as np
import pytest

from embedstudy import initializers
from embedstudy.errors import InputError
from embedstudy.initializers import (
    INITIALIZERS,
    Constant,
    GlorotUniform,
    HeNormal,
    Identity,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
)
from embedstudy.initializers.parse import get_initializer, list_aliases, parse_initializer


def test_every_name_of_keras_is_there():
    names = """
        RandomNormal RandomUniform TruncatedNormal Zeros Ones Constant Identity Orthogonal
        GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform VarianceScaling
    """
    assert list(INITIALIZERS) == names.split()
    assert all(name == kind.__name__ for name, kind in INITIALIZERS.items())


@pytest.mark.parametrize("name", INITIALIZERS)
def test_a_name_gives_the_initializer_with_its_defaults(name):
    assert get_initializer(name) == get_initializer(f"{name}()") == INITIALIZERS[name]()


def test_the_package_has_every_initializer():
    assert initializers.GlorotUniform is INITIALIZERS["GlorotUniform"]
    with pytest.raises(AttributeError, match="has no attribute 'GlorotUnifrom'"):
        initializers.GlorotUnifrom  # noqa: B018 - it fails


def test_other_names_are_those_of_keras():
    aliases = list_aliases()
    assert set(aliases.values()) == set(INITIALIZERS)
    assert (aliases["he_normal"], aliases["uniform"]) == ("HeNormal", "RandomUniform")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glorot_uniform", GlorotUniform()),
        ("he_normal", HeNormal()),
        ("truncated_normal(stddev=1)", TruncatedNormal(0.0, 1.0)),
        ("uniform", RandomUniform()),
        ("zero", Zeros()),
        ("one", Ones()),
        ("OrthogonalInitializer", Orthogonal()),
        ("RandomUniform(minval=-0.1,maxval=1e-3)", RandomUniform(-0.1, 0.001)),
        (" Constant ( value = 2 ) ", Constant(2.0)),
        ("VarianceScaling(mode='fan_out', scale=2.0)", VarianceScaling(2.0, "fan_out")),
        ('VarianceScaling(mode="fan_out")', VarianceScaling(mode="fan_out")),
        ("VarianceScaling(mode=fan_out)", VarianceScaling(mode="fan_out")),
    ],
)
def test_text_is_read(text, expected):
    assert get_initializer(text) == parse_initializer(text) == expected


@pytest.mark.parametrize(
    "initializer",
    [
        *(kind() for kind in INITIALIZERS.values()),
        RandomUniform(-1 / 3, 2e-17),
        RandomNormal(mean=-0.0, stddev=np.float32(0.1)),
        Constant(np.int64(3)),
        Identity(gain=1e30),
        VarianceScaling(0.1, "fan_avg", "untruncated_normal"),
    ],
    ids=str,
)
def test_what_is_written_is_read_back(initializer):
    text = json.loads(json.dumps(str(initializer)))
    read = get_initializer(text)
    assert read == initializer
    assert str(read) == text
    shape, rngs = (6, 6), (np.random.default_rng(0), np.random.default_rng(0))
    assert read(shape, rngs[0]).tobytes() == initializer(shape, rngs[1]).tobytes()


def test_the_text_names_each_parameter():
    assert str(RandomUniform()) == "RandomUniform(minval=-0.05, maxval=0.05)"
    assert str(Constant(value=np.float64(0.1))) == "Constant(value=0.1)"


def test_an_initializer_stands_for_itself():
    initializer = RandomUniform(-1.0, 1.0)
    assert get_initializer(initializer) is initializer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("GlorotUnifrom", "no initializer 'GlorotUnifrom'; there are: GlorotUniform, "),
        ("lecun", "no initializer 'lecun'; there are: LecunNormal, LecunUniform, "),
        ("", "no initializer ''; there are: "),
        ("Normal(mean=0)", "no initializer 'Normal'; there are: "),
        (None, "initializer: a name is a string, not None"),
        (0.1, "initializer: a name is a string, not 0.1"),
        ("RandomUniform(low=0)", "no parameter of RandomUniform 'low'; there are: minval, maxval"),
        ("Zeros(value=0)", "Zeros has no parameters, such as 'value'"),
        ("RandomNormal(stddev=-1)", "RandomNormal: stddev is -1; it must be at least 0"),
        ("RandomUniform(minval=1)", "RandomUniform: minval is 1 and maxval 0.05; "),
        ("Constant(value=nan)", "Constant: value is 'nan'; it must be a number"),
        ("Constant(value=1e999)", "Constant: value is inf; it must be finite"),
        ("Constant(value=None)", "Constant: value is None; it must be a number"),
        ("Constant(value=[1])", "Constant: value is [1]; it must be a number"),
        ("VarianceScaling(mode=fan)", "no mode of VarianceScaling 'fan'; there are: fan_"),
    ],
)
def test_what_is_wrong_is_named(text, message):
    with pytest.raises(InputError) as error:
        get_initializer(text)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "RandomUniform(-0.1, 0.1)",
        "RandomUniform(minval=-0.1",
        "RandomUniform(minval=-0.1, minval=-0.2)",
        "RandomUniform(minval:-0.1)",
        "Constant(value=__import__('os').getpid())",
        "Constant(value=1+1)",
        "Constant(value=1_0)",
        "Constant(value=0x10)",
        "Constant(value=\uff11)",
        "Constant(value=2**2)",
        "Constant(value=1or2)",
        "Constant(value='\\d'.x)",
        "Constant(value=" + "-" * 5000 + "1)",
        "Constant(value=" + "9" * 5000 + ")",
        "Zeros()()",
        "Zeros().x",
        "a.Zeros()",
        "[Zeros()]",
        "Zeros(); Ones()",
        "Zeros\n()\nx",
        "Zeros\0()",
        "(" * 5000,
    ],
)
def test_what_cannot_be_read_is_said_so_on_one_line(text):
    with pytest.raises(InputError) as error:
        get_initializer(text)
    message = str(error.value)
    assert message.startswith("initializer ")
    assert "cannot be read (write NAME or NAME(PARAMETER=VALUE, ...)" in message
    assert "\n" not in message
    assert len(message) < 300
