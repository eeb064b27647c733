import pytest

from embedstudy.text.tokenizers.whitespace import tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("It isn't BAD!\u2028\x85\xa0Cafe\u0301", ["It", "isn't", "BAD!", "Café"]),
        ("one<br />two<br>\n", ["one", "two"]),
        ("a\0b", ["a\0b"]),
    ],
)
def test_whitespace(text, tokens):
    assert tokenize(text) == tokens
