"""Words in a text, found again and marked."""

import pytest

from embedstudy.report.study.word_marks import find_mark, mark_words


def marked(text, words, marks=None):
    pieces = mark_words(text, words, marks or [1] * len(words))
    assert "".join(piece.text for piece in pieces) == text
    return [piece.text for piece in pieces if piece.mark]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Not DULL at all", ["not", "dull", "all"], ["Not", "DULL", "all"]),
        ("thin in tin", ["in"], ["in"]),  # whole words first
        ("unwatchable film", ["▁un", "watch", "able"], ["un", "watch", "able"]),
        ("我很喜欢", ["喜欢"], ["喜欢"]),
        ("İstanbul is fine", ["fine"], ["fine"]),  # its lower case has one more character
        ("a good film", ["bad", "good"], ["good"]),
        ("don't", ["do", "n't"], ["do", "n't"]),
        ("", ["a"], []),
    ],
)
def test_tokens_are_found_as_they_stand_in_the_text(text, words, expected):
    assert marked(text, words) == expected


def test_a_token_that_is_far_away_is_another_one():
    assert marked("x" + " y" * 100 + " film", ["film", "x"]) == ["x"]


def test_words_without_a_mark_join_the_text_around_them():
    pieces = mark_words("a good film", ["a", "good", "film"], [0, -2, 0])
    assert [(piece.text, piece.mark) for piece in pieces] == [
        ("a ", 0), ("good", -2), (" film", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("odds", "z", "mark"),
    [(0.3, 9, 0), (0.5, 9, 1), (-1.2, -2, -2), (2.0, 1.5, 3), (-5.0, -0.5, 0)],
)
def test_a_mark_grows_with_log_odds_that_are_no_chance(odds, z, mark):
    assert find_mark(odds, z) == mark
