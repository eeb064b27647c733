"""How options are declared and checked."""

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.options.declaration import (
    Choices,
    Count,
    Flag,
    Positive,
    describe_expected,
    list_options,
    option_group,
)


@option_group("Toys")
class ToyOptions:
    """Toys."""

    size: Count = 3
    """How large
    they are."""
    rate: Annotated[Positive | Literal["auto"], Flag(names=("--rate", "-r"))] = "auto"
    """How fast."""
    names: Annotated[tuple[str, ...], Choices("toy", ("bear", "ball"), also=("none",))] = ()
    """Which."""
    place: str | None = None
    """Where."""
    loud: bool = False
    """Whether they make noise."""


def test_a_field_is_an_option():
    size, rate, names, place, loud = list_options(ToyOptions)
    assert (size.name, size.type, size.default, size.bounds) == ("size", int, 3, "at least 1")
    assert size.help == "How large they are."
    assert (size.group, size.flags) == ("Toys", ("--size",))
    assert rate.flags == ("--rate", "-r")
    assert names.is_list
    assert names.choices.names == ("bear", "ball", "none")
    assert not place.is_list
    assert loud.default is False


def test_what_an_option_takes_in_words():
    assert [describe_expected(option) for option in list_options(ToyOptions)] == [
        "a whole number, at least 1", 'a number, above 0, or "auto"', "a string", "a string",
        "true or false",
    ]  # fmt: skip


def test_numbers_of_numpy_paths_and_single_values_are_taken():
    toys = ToyOptions(size=np.int32(4), rate=np.float64(0.5), names="bear", place=Path("a"))
    assert (toys.size, toys.rate, toys.names, toys.place) == (4, 0.5, ("bear",), "a")
    assert type(toys.size) is int
    assert ToyOptions(names=["ball", "bear"]).names == ("ball", "bear")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"sise": 3}, "no option 'sise'; there are: size,"),
        ({"size": 0}, "size is 0; it must be a whole number, at least 1"),
        ({"size": True}, "size is true; it must be a whole number"),
        ({"size": 1.5}, "size is 1.5; it must be a whole number"),
        ({"rate": "fast"}, "rate is 'fast'; it must be a number, above 0, or \"auto\""),
        ({"names": ["bear", 7]}, "names holds 7; each value must be a string"),
        ({"names": ["beer"]}, "no toy 'beer'; there are: bear,"),
        ({"loud": 1}, "loud is 1; it must be true or false"),
        ({"place": 3}, "place is 3; it must be a string"),
    ],
)
def test_a_bad_value_is_one_line(values, message):
    with pytest.raises(InputError) as raised:
        ToyOptions(**values)
    assert str(raised.value).startswith(message)
    assert "\n" not in str(raised.value)


def test_options_cannot_be_changed():
    with pytest.raises(AttributeError):
        ToyOptions().size = 5
