import pytest

from embedstudy.text.tokenizers.cleaning import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("", ""),
        ("a < b", "a < b"),
        ("one<BR>two<br\n/>three<br/ >", "one two three<br/ >"),
        ("cafe\u0301", "café"),
        ("q\u0301", "q\u0301"),
    ],
)
def test_clean(text, cleaned):
    assert clean(text) == cleaned
