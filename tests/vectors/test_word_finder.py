import pytest

from embedstudy.vectors.loading import list_spellings
from embedstudy.vectors.word_finder import (
    CASE,
    DIGITS,
    EXACT,
    SPELLING,
    WordFinder,
    list_fallbacks,
    mask_digits,
)

TABLE = ["don’t", "don't", "ﬁlm", "ｇｏｏｄ", "i\u0307yi", "cafe\u0301", "İzmir", "Paris", "x2"]
MASKED = ["#", "##", "####", "##th", "##TH", "a"]


def make(words, affixes=("", "")):
    ids = {word: row for row, word in enumerate(words)}
    return WordFinder(ids, list_spellings, affixes)


@pytest.mark.parametrize(
    ("word", "match"),
    [
        ("don't", (1, EXACT)),
        ("paris", (7, CASE)),
        ("film", (2, SPELLING)),
        ("good", (3, SPELLING)),
        ("iyi", (4, SPELLING)),
        ("café", (5, SPELLING)),
        ("izmir", (6, SPELLING)),
        ("x²", (8, SPELLING)),
        ("bad", None),
        ("19", None),
    ],
)
def test_the_first_way_that_finds_a_word(word, match):
    assert make(TABLE).find(word) == match


@pytest.mark.parametrize(
    ("word", "match"),
    [("7", (0, DIGITS)), ("2019", (2, DIGITS)), ("11TH", (4, DIGITS)), ("123", None), ("b7", None)],
)
def test_numbers_of_a_table_that_has_no_digits(word, match):
    assert make(MASKED).find(word) == match


def test_a_table_that_has_numbers_does_not_mask_them():
    assert make(["##", "12"]).find("19") is None
    assert make(["#"]).find("7") is None
    assert make(["/n/##"], ("/n/", "")).masks_digits
    assert mask_digits("a1b22") == "a#b##"


def test_rows_of_one_word_are_counted():
    assert make(TABLE).n_respelled == 1
    assert make(["don’t", "donʼt", "ﬁlm"]).n_respelled == 1
    assert make(["don’t", "donʼt"]).find("don't") == (0, SPELLING)


def test_what_else_a_table_is_asked_for():
    spellings = {word: (word, word.upper()) for word in ("x²", "it's")}
    assert list(list_fallbacks(spellings)) == ["x2", "X2"]
    numbers = list(list_fallbacks({"5": ("5",)}, ("/n/", "")))
    assert {"#", "/n/##", "/n/10", "/n/99"} <= set(numbers)
    assert not list(list_fallbacks({"word": ("word", "Word")}))
