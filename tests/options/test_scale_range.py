import pytest

from embedstudy.errors import InputError
from embedstudy.options.scale_range import check_scales, parse_scales


def test_a_range_has_two_values_a_decade_and_its_ends():
    assert parse_scales("1e-4:10") == (
        0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0,
    )  # fmt: skip
    assert parse_scales("0.02:5") == (0.02, 0.03, 0.1, 0.3, 1.0, 3.0, 5.0)


def test_values_with_commas_are_sorted_and_stand_once():
    assert parse_scales("1, 0.1,1") == (0.1, 1.0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("10:1", "10 is not below 1"),
        ("1:1", "1 is not below 1"),
        ("0", "a number from 1e-15 to"),
        ("-1", "a number from 1e-15 to"),
        ("-1:1", "a number from 1e-15 to"),
        ("nan", "a number from 1e-15 to"),
        ("1e400", "a number from 1e-15 to"),
        ("inf", "a number from 1e-15 to"),
        ("1e-400:1", "a number from 1e-15 to"),
        ("", "'' is no number"),
        (":", "'' is no number"),
        ("0.1,,1", "'' is no number"),
        ("small", "'small' is no number"),
        ("1_0,1", "'1_0' is no number"),
        ("0.1:1_0", "'1_0' is no number"),
        ("\uff11,2", "'\uff11' is no number"),
        ("1:2:3", "write LOW:HIGH"),
        ("0.1", "at least two to compare"),
        ("0.1,0.1", "at least two to compare"),
    ],
)
def test_what_it_may_not_be(text, problem):
    with pytest.raises(InputError, match=problem) as caught:
        parse_scales(text)
    assert "\n" not in str(caught.value)


def test_numbers_of_python_are_checked_too():
    assert check_scales([1, 0.1]) == (0.1, 1.0)
    for scales in ([], [0.0], [-1.0], [float("nan")], ["a"]):
        with pytest.raises(InputError, match="scales is"):
            check_scales(scales)
