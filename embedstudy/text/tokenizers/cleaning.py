r"""The first step of every tokenizer that embedstudy has by name.

Texts from the web hold marks of HTML and of other formats: entities such as ``&#39;``, the line
break ``<br />``, and a backslash with an ``n`` where a line ended.
"""

import html
import re
from collections.abc import Iterable
from html.entities import html5

from embedstudy.spelling import spell

_LINE_BREAK = re.compile(r"<[bB][rR]\s*/?>")
_ENTITY = re.compile(r"&(?:#(?:\d{1,7}|[xX][\da-fA-F]{1,6})|[a-zA-Z][a-zA-Z\d]{1,31});")
# AG News, a corpus that many use, has lost the "&" of some entities.
_CUT_ENTITY = re.compile(
    r"(?: (?=#39;(?:s|t|re|ve|ll|d|m)\b))?(?<!&)#39;|(?<![\w&])(?:#(?:34|36|38)|quot);"
)
# "&amp;amp;" is "&" that was encoded twice.
_TIMES_ENCODED = 3
_ESCAPED_LINE_BREAK = re.compile(r"(?:\\+r)?\\+n")
# A path of Windows or LaTeX has backslashes before other letters too.
_OTHER_ESCAPE = re.compile(r"\\[a-mo-qsu-zA-Z]")


def clean(text: str, *, lower: bool = False) -> str:
    r"""Return a text without marks of HTML, in one spelling.

    HTML entities are decoded. A space stands for each line break of HTML and each ``\n`` that is a
    backslash and a letter. A word is then one token however it was typed, and ``br``, ``quot`` and
    ``nbad`` are no words of reviews from the web.

    Parameters
    ----------
    text : str
    lower : bool
        Whether to return it in lower case.

    Examples
    --------
    >>> clean(r"It isn&#39;t good.<br />\nBad")
    "It isn't good.  Bad"
    """
    if "&" in text or "\\" in text or "<" in text or ";" in text:
        text = _decode_marks(text)
    if lower:
        text = text.lower()
    return text if text.isascii() else spell(text)


def clean_lower(texts: Iterable[str]) -> list[str]:
    """Return what `clean` makes of each text in lower case; faster for many short ones."""
    decoded = [
        _decode_marks(text) if "&" in text or "\\" in text or "<" in text or ";" in text else text
        for text in texts
    ]
    lower = [text.lower() for text in decoded]
    return [text if text.isascii() else spell(text) for text in lower]


def _decode_marks(text: str) -> str:
    # One character is found much faster than two.
    if "&" in text:
        text = _decode_entities(text)
    if "\\" in text and not _OTHER_ESCAPE.search(text):
        text = _ESCAPED_LINE_BREAK.sub(" ", text)
    if "<" in text:
        text = _LINE_BREAK.sub(" ", text)
    if ";" in text and ("#3" in text or "quot;" in text):
        text = _CUT_ENTITY.sub(_decode_cut_entity, text)
    return text


def _decode_entities(text: str) -> str:
    for _ in range(_TIMES_ENCODED):
        decoded = _ENTITY.sub(_decode_entity, text)
        if decoded == text:
            break
        text = decoded
    return text


def _decode_entity(match: re.Match[str]) -> str:
    entity = match[0]
    is_known = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity) if is_known else entity


def _decode_cut_entity(match: re.Match[str]) -> str:
    return html.unescape(f"&{match[0].strip()}")
