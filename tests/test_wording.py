"""Texts for people are on one line, and counted right."""

import pytest

from embedstudy.wording import counted, escape_controls, is_unicode, join_names, printable


def test_half_a_surrogate_pair_is_no_unicode():
    assert [is_unicode(text) for text in ("über 語", "", "half \ud800")] == [True, True, False]


def test_names_are_joined_and_many_are_counted():
    assert [join_names(names, "and") for names in ([], ["a"], ["a", "b"])] == ["", "a", "a and b"]
    assert join_names(["a", "b", "c"], "and", most=2) == "a, b and c"  # one more is no shorter
    assert join_names(["a"] * 1200, "and", most=1) == "a and 1,199 more"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, über, 語", "plain, über, 語"),
        ("two\nlines\r", r"two\nlines\r"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("right\u202eleft", r"right\u202eleft"),
        ("half \ud800", r"half \ud800"),
        ("\u2028", r"\u2028"),
        ("", ""),
    ],
)
def test_control_characters_are_shown_and_not_obeyed(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 words"), (1, "1 word"), (2, "2 words"), (12_345, "12,345 words")]
)
def test_nouns_are_counted(number, text):
    assert counted(number, "word") == text


def test_data_keep_all_but_what_acts_on_a_terminal():
    exact = "caf\xe9\xa0\u3000\u0645\u06cc\u200c\u062e \U0001f469\u200d\U0001f680 C:\\temp"
    assert escape_controls(exact) == exact
    for sign in "\x00\x07\x1b\x7f\x85\x9b\u200b\u200e\u2028\u202e\u2066\ufeff\udcff\U000e0041":
        shown = escape_controls(f"a{sign}b")
        assert shown == "a" + repr(sign)[1:-1] + "b"
        assert shown.isprintable()
    assert escape_controls("a\tb\nc\rd", keep="\t\n") == "a\tb\nc\\rd"
