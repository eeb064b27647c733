"""Numbers as the page writes them."""

import pytest

from embedstudy.report.formatting import (
    clip,
    clip_middle,
    format_decimal,
    format_p_value,
    format_percent,
    format_range,
    format_span,
    format_time,
)


def test_numbers_that_are_not_there_are_empty():
    assert format_percent(None) == format_decimal(None) == format_p_value(None) == ""
    assert format_range([]) == ""


@pytest.mark.parametrize(
    ("share", "text"), [(0.05, "+5.0"), (-0.05, "−5.0"), (0.0004, "0.0"), (-0.0004, "0.0")]
)
def test_a_sign_stands_before_what_is_not_zero(share, text):
    assert format_percent(share, signed=True) == text


def test_a_range_that_looks_like_one_number_is_one():
    assert format_range([0.501, 0.502]) == "0.50"
    assert format_range([0.5, 0.7], 1) == "0.6 (0.5 to 0.7)"
    assert format_span([0.123, 0.124]) == "0.12"
    assert format_span([3, 1], 0) == "1 to 3"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.001, "< 0.01 s"), (9.99, "10 s"), (10.4, "10 s"), (3600.0, "3,600 s")]
)
def test_times(seconds, text):
    assert format_time(seconds) == text


def test_small_p_values_have_a_bound():
    assert [format_p_value(p) for p in (0.00099, 0.001, 1.0)] == ["< 0.001", "0.001", "1.000"]


def test_long_names_are_clipped():
    assert clip("x" * 60) == "x" * 60
    assert len(clip("x" * 61)) == 60


def test_the_middle_of_a_long_name_is_left_out():
    assert clip_middle("x" * 32) == "x" * 32
    name = f"{'x' * 40} part 17"
    assert len(clip_middle(name)) == 32
    assert clip_middle(name).endswith("part 17")
