"""Lines of a width."""

import pytest
from rich.cells import cell_len
from rich.text import Text

from embedstudy.cli.output.wrapping import shorten, wrap_name, wrap_prose


def plain(lines):
    return [line.plain for line in lines]


def test_prose_is_cut_at_blanks_alone():
    lines = plain(wrap_prose(Text("tfidf-linear-svm has 78.1 % of the texts right"), 20))
    assert lines == ["tfidf-linear-svm has", "78.1 % of the texts", "right"]


def test_names_are_cut_at_hyphens_too_and_keep_their_style():
    lines = wrap_name(Text("tfidf-logistic-regression", "bold"), 16, 3)
    assert plain(lines) == ["tfidf-logistic-", "regression"]
    assert {line.style for line in lines} == {"bold"}


def test_the_middle_of_a_long_name_is_left_out():
    name = "x" * 60 + "y" * 40
    lines = plain(wrap_name(Text(name), 10, 3))
    assert len(lines) == 3
    assert "".join(lines) == "x" * 19 + "…" + "y" * 10


@pytest.mark.parametrize("width", range(1, 12))
def test_wide_characters_count_twice(width):
    lines = wrap_prose(Text("猫が好き です"), width)
    assert "".join(plain(lines)).replace(" ", "") == "猫が好きです"
    assert all(cell_len(line.plain) <= max(2, width) for line in lines)
    assert cell_len(shorten(Text("猫が好きです"), width).plain) <= max(4, width)
