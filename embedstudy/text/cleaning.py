"""What every named tokenizer does to a text first."""

import re
import unicodedata

_BREAK = re.compile(r"<[bB][rR]\s*/?>")


def cleaned(text: str) -> str:
    """Bring a text to Unicode NFC, and its HTML line breaks to spaces.

    One word is one token however it was typed, and ``br`` is no word of reviews from the web.

    Examples
    --------
    >>> cleaned("good.<br /><br />Bad")
    'good.  Bad'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _BREAK.sub(" ", text) if "<" in text else text
