"""The tokenizers ``characters`` and ``character-bigrams``, for any language.

They cut the words of `basic` into characters, or into pairs of neighbouring ones. So they need no
dictionary for scripts without spaces. A character comes with the marks that stand on it.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from embedstudy.text.tokenizers import basic
from embedstudy.text.tokenizers.pictures import PICTURES
from embedstudy.text.tokenizers.tokenizer import Tokenizer


def split_characters(text: str) -> list[str]:
    """Return the characters of each word; an emoji or emoticon stays whole.

    Examples
    --------
    >>> split_characters("很好吃! 😀")
    ['很', '好', '吃', '😀']
    """
    return [character for word in basic.tokenize(text) for character in _split(word)]


def split_bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring characters of each word; one character alone stays.

    Examples
    --------
    >>> split_bigrams("很好吃, 吃")
    ['很好', '好吃', '吃']
    """
    return [pair for word in basic.tokenize(text) for pair in _pair(_split(word))]


def _split(word: str) -> list[str]:
    if _compile_picture().match(word):
        return [word]
    if word.isascii():
        return list(word)
    characters: list[str] = []
    for code in word:
        if characters and code in _list_joined():
            characters[-1] += code
        else:
            characters.append(code)
    return characters


def _pair(characters: list[str]) -> Iterator[str]:
    if len(characters) == 1:
        yield characters[0]
    for first, second in pairwise(characters):
        yield first + second


@cache
def _list_joined() -> frozenset[str]:
    """Return the marks, and the joiners of Persian and of the scripts of India."""
    return frozenset(f"{basic.list_marks()}\u200c\u200d")


@cache
def _compile_picture() -> re.Pattern[str]:
    return re.compile(PICTURES)


CHARACTERS = Tokenizer("characters", split_characters, version=1)
CHARACTER_BIGRAMS = Tokenizer("character-bigrams", split_bigrams, version=1)
