"""The value of `if_exists`."""

import pytest

from embedstudy.errors import InputError
from embedstudy.options.running import choose_if_exists


def test_a_shorthand_or_the_value_itself():
    assert choose_if_exists({"--resume": None, "--if-exists": "replace"}) == "replace"
    assert choose_if_exists({"--resume": "resume", "--if-exists": None}) == "resume"
    assert choose_if_exists({"--resume": None}) is None


def test_two_of_them():
    with pytest.raises(InputError, match=r"^--resume and --force exclude each other: give one of"):
        choose_if_exists({"--resume": "resume", "--add": None, "--force": "replace"})
