"""One spelling of a word, however it was typed, in texts and in tables of vectors alike."""

import unicodedata
from functools import cache

FORMS = ("nfc", "nfkc")
"""Unicode's normal forms that a text can take."""

# Variation selectors say how an emoji looks. Python's `lower` leaves a dot behind the i of "İ".
_REPLACEMENTS = (("’", "'"), ("ʼ", "'"), ("\ufe0e", ""), ("\ufe0f", ""), ("i\u0307", "i"))
# Ligatures of Latin letters, full-width forms of ASCII and half-width kana.
_COMPATIBLE = (range(0xFB00, 0xFB07), range(0xFF01, 0xFFEF))
# The first byte in UTF-8 of every character from U+F000 to U+FFFF.
_LEAD = b"\xef"


def spell(text: str) -> str:
    """Return a text in one spelling: NFC, plain apostrophes, no ligatures or full-width forms.

    Examples
    --------
    >>> spell("don’t ﬁlm ｇｏｏｄ cafe\u0301 " + "İYİ".lower())
    "don't film good café iyi"
    """
    if text.isascii():
        return text
    if _LEAD in text.encode("utf-8", "surrogatepass"):
        text = text.translate(_list_compatible())
    for typed, plain in _REPLACEMENTS:
        if typed in text:
            text = text.replace(typed, plain)
    return unicodedata.normalize("NFC", text)


def fold(word: str) -> str:
    """Return the spelling under which the words of texts and tables are compared.

    It is wider than `spell`: it takes NFKC, and "İ" for "I".

    Examples
    --------
    >>> fold("x²"), fold("İstanbul"), fold("it’s")
    ('x2', 'Istanbul', "it's")
    """
    if word.isascii():
        return word
    return spell(unicodedata.normalize("NFKC", spell(word)).replace("İ", "I"))


@cache
def _list_compatible() -> dict[int, str]:
    """Return what each ligature and each full-width or half-width form stands for."""
    codes = [code for block in _COMPATIBLE for code in block]
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    return {code: form for code, form in forms.items() if form != chr(code)}
