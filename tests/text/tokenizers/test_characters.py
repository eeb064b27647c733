import pytest

from embedstudy.text.tokenizers.characters import (
    CHARACTER_BIGRAMS,
    CHARACTERS,
    split_bigrams,
    split_characters,
)
from tests.text.tokenizers.nasty import nasty_texts


@pytest.mark.parametrize(
    ("text", "characters", "bigrams"),
    [
        ("", "", ""),
        ("很好吃！吃", "很 好 吃 吃", "很好 好吃 吃"),
        ("It's :) 👍🏽", "i t ' s :) 👍🏽", "it t' 's :) 👍🏽"),
        ("ครั้งที่", "ค รั้ ง ที่", "ครั้ รั้ง งที่"),
        ("e\u0301te\u0301 q\u0301", "é t é q\u0301", "ét té q\u0301"),
    ],
)
def test_characters(text, characters, bigrams):
    assert split_characters(text) == characters.split()
    assert split_bigrams(text) == bigrams.split()
    assert CHARACTERS.batch([text]).to_pylist() == [characters.split()]
    assert CHARACTER_BIGRAMS.batch([text]).to_pylist() == [bigrams.split()]


def test_no_token_is_empty():
    for text in nasty_texts(500, 7):
        assert all(split_characters(text))
        assert all(split_bigrams(text))
