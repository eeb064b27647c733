"""One spelling of a word, however it was typed, in texts and in tables of vectors."""

import re
import unicodedata
from functools import cache

FORMS = ("nfc", "nfkc")
"""Unicode's normal forms that a text can take."""

# Variation selectors say how an emoji looks. Python's `lower` leaves a dot behind the i of "İ".
_REPLACEMENTS = (("’", "'"), ("ʼ", "'"), ("\ufe0e", ""), ("\ufe0f", ""), ("i\u0307", "i"))
_REPLACED = re.compile("[’ʼ\ufe0e\ufe0fİ]|i\u0307")
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
    if is_folded(word):
        return word
    return spell(unicodedata.normalize("NFKC", spell(word)).replace("İ", "I"))


def is_folded(word: str) -> bool:
    """Tell quickly whether `fold` leaves a word as it is."""
    if word.isascii():
        return True
    return unicodedata.is_normalized("NFKC", word) and not _REPLACED.search(word)


def list_unfolded() -> list[int]:
    """Return the code points up to U+FFFF that can stand in a word that `fold` changes.

    They are those that it changes, and those that it may join with the character before.
    """
    alone = [code for code in range(0x80, 0x10000) if not is_folded(chr(code))]
    parts = (unicodedata.decomposition(chr(code)).split() for code in range(0x80, 0x10000))
    joined = {int(pair[1], 16) for pair in parts if len(pair) == 2 and pair[0][0] != "<"}
    return sorted({*alone, *joined, *range(0x1160, 0x1200)})  # the last are parts of Hangul


@cache
def _list_compatible() -> dict[int, str]:
    """Return what each ligature and each full-width or half-width form stands for."""
    codes = [code for block in _COMPATIBLE for code in block]
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    return {code: form for code, form in forms.items() if form != chr(code)}
