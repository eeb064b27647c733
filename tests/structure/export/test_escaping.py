import pytest

from embedstudy.structure.export.escaping import escape_cell, make_visible, neutralize_formula
from tests.structure.export.made_up import HOSTILE


@pytest.mark.parametrize("word", HOSTILE)
def test_an_escaped_word_is_one_cell_of_one_line(word):
    assert escape_cell(word).splitlines() in ([escape_cell(word)], [])
    assert "\t" not in escape_cell(word)


def test_different_words_stay_different():
    assert len({make_visible(word) for word in HOSTILE}) == len(HOSTILE)
    assert all(make_visible(word).strip() for word in HOSTILE)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "＝1", "\t=1"])
def test_a_formula_begins_with_an_apostrophe(text):
    assert neutralize_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-0.5", "+1e-3", "good", "", "'s"])
def test_numbers_and_words_stay(text):
    assert neutralize_formula(text) == text
