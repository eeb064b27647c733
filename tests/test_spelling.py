import unicodedata

import pytest

from embedstudy.spelling import fold, is_folded, list_unfolded, spell


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("plain ASCII 'text'", "plain ASCII 'text'"),
        ("don’t donʼt don＇t", "don't don't don't"),
        ("ﬁne oﬀer ﬆyle", "fine offer style"),
        ("ｇｏｏｄ １２！ ﾊﾞｽ", "good 12! バス"),
        ("e\u0301 \u1100\u1161", "é 가"),
        ("i\u0307yi i\u0307\u0301", "iyi í"),
        ("İstanbul x² ½ ❤\ufe0f ☺\ufe0e", "İstanbul x² ½ ❤ ☺"),
        ("\ud800x", "\ud800x"),
    ],
)
def test_one_spelling(text, spelled):
    assert spell(text) == spelled
    assert spell(spelled) == spelled


def test_words_are_compared_in_a_wider_spelling():
    assert fold("x²") == "x2"
    assert fold("İstanbul") == fold("I\u0307stanbul") == "Istanbul"
    assert fold("ﬁlm’s") == fold("film's") == "film's"
    assert fold("…") == "..."
    for word in ("кино", "映画", "हिन्दी", "❤\ufe0f", "ｇｏｏｄ", "①"):
        assert fold(fold(word)) == fold(word) == fold(unicodedata.normalize("NFD", word))


def test_characters_that_may_be_folded():
    unfolded = set(map(chr, list_unfolded()))
    assert set("’ʼİﬁｇ²\u0301\u0307\ufe0f\u3099\u0958") <= unfolded
    assert not unfolded & set("éñкино映画ะ가")
    for word in ("don’t", "i\u0307", "e\u0301", "か\u3099", "\u1100\u1161", "x²"):
        assert not is_folded(word)
        assert unfolded & set(word)
