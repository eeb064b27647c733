"""The first step of every tokenizer that embedstudy has by name."""

import re
import unicodedata

_LINE_BREAK = re.compile(r"<[bB][rR]\s*/?>")


def clean(text: str) -> str:
    """Return a text in Unicode NFC, with a space for each HTML line break.

    A word is then one token however it was typed, and ``br`` is no word of reviews from the web.

    Examples
    --------
    >>> clean("good.<br /><br />Bad")
    'good.  Bad'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _LINE_BREAK.sub(" ", text) if "<" in text else text
