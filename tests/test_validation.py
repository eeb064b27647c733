"""Errors of names and values say what would be right."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.validation import (
    known_name,
    nearest,
    parse_number,
    unknown_name,
    unknown_word,
    whole_number,
)


@pytest.mark.parametrize("number", [5, np.int64(5), np.uint8(5)])
def test_a_count_is_an_int(number):
    count = whole_number("seeds", number)
    assert (count, type(count)) == (5, int)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (0, "seeds is 0; it must be at least 1"),
        (-2, "seeds is -2; it must be at least 1"),
        (2.0, "seeds is 2.0; it must be a whole number"),
        ("2", "seeds is '2'; it must be a whole number"),
        (None, "seeds is None; it must be a whole number"),
    ],
)
def test_what_is_no_count_is_refused(number, message):
    with pytest.raises(InputError) as caught:
        whole_number("seeds", number)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "number"), [("10", 10), (" -3 ", -3), ("1e-4", 1e-4), (".5", 0.5)]
)
def test_plain_digits_are_a_number(text, number):
    assert parse_number(text, type(number)) == number


@pytest.mark.parametrize("text", ["1_0", "\uff11\uff10", "\u0661", "\u20091", "ten", "", "1,5"])
def test_other_digits_are_none(text):
    for kind in (int, float):
        with pytest.raises(ValueError, match=r"no number|invalid|could not"):
            parse_number(text, kind)


def test_the_nearest_spelling_is_first_whatever_its_case():
    assert nearest("HENORMAL", ["Zeros", "HeUniform", "HeNormal"])[0] == "HeNormal"
    assert nearest("x", []) == []


def test_an_unknown_name_lists_the_valid_ones_nearest_first():
    error = unknown_name("strategy", "frosen", ["random", "finetuned", "frozen"])
    assert isinstance(error, InputError)
    assert isinstance(error, ValueError)
    assert str(error) == "no strategy 'frosen'; there are: frozen, finetuned, random"


def test_an_unknown_name_says_what_else_would_do():
    error = unknown_name("vectors", "x", ["glove"], also="or a file")
    assert str(error) == "no vectors 'x'; there are: glove (or a file)"


def test_a_known_name_is_itself():
    assert known_name("strategy", "frozen", ["random", "frozen"]) == "frozen"
    for name in ("frosen", None, ["frozen"]):
        with pytest.raises(InputError):
            known_name("strategy", name, ["random", "frozen"])


def test_an_unknown_word_offers_spellings():
    words = ["wonderful", "wonder", "dull"]
    assert "nearest spellings: wonderful" in str(unknown_word("wonderfull", words))
    assert "no similar spelling" in str(unknown_word("qqqq", words))
    assert "in this vocabulary of 3;" in str(unknown_word("qqqq", words))
