"""Tokenizers: each a function from a text to its tokens, looked up by name."""

import re
import unicodedata
from collections.abc import Callable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def basic(text: str) -> list[str]:
    """Lower-case words and numbers with inner apostrophes; punctuation is dropped.

    Text is brought to Unicode NFC first, so that one word is one token however it was typed.

    Examples
    --------
    >>> basic("It isn't BAD -- 10/10!")
    ['it', "isn't", 'bad', '10', '10']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


TOKENIZERS: dict[str, Callable[[str], list[str]]] = {"basic": basic}
