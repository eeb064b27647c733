"""Emoji and emoticons, which are words of their own."""

# Ranges of the blocks that hold emoji. Signs such as arrows and bullets are emoji only by their
# variation selector, and are left out.
_PICTURES = (
    (0x231A, 0x231B), (0x2328, 0x2328), (0x23CF, 0x23CF), (0x23E9, 0x23FA), (0x2600, 0x2775),
    (0x2795, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55), (0x1F000, 0x1F0FF),
    (0x1F18E, 0x1F18E), (0x1F191, 0x1F19A), (0x1F1E6, 0x1F1FF), (0x1F201, 0x1F265),
    (0x1F300, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F7E0, 0x1F7FF), (0x1F90C, 0x1F9FF),
    (0x1FA70, 0x1FAFF),
)  # fmt: skip
PICTURE_CODES = frozenset(code for first, last in _PICTURES for code in range(first, last + 1))
"""The code points that an emoji can begin with."""

_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _PICTURES)
_SKIN, _TAGS, _ZWJ = "[🏻-🏿]?", "[\U000e0020-\U000e007f]*", "\u200d"
_PICTURE = f"[{_CLASS}]{_SKIN}{_TAGS}"
_EMOJI = f"[🇦-🇿]{{2}}|(?![🇦-🇿]){_PICTURE}(?:{_ZWJ}{_PICTURE})*"

# An ASCII sign, white space or the end of the text; apostrophes and "_" may stand in a word.
_NO_WORD = r"\s!-&(-/:-@\[-^`{-~"
_RIGHT = rf"(?![^{_NO_WORD}])"
# The first character comes before the look-behind: a search rejects most places by it.
_EMOTICONS = (
    r"[:;=]'?-?[)(\]\[}{|*](?![^\W_])",  # :) ;-) :'(
    rf"[:;](?<!\w.)-?[dpo3s]{_RIGHT}",  # :d :p
    r"[:;=](?<!\w.)-?[/\\](?![\w/\\])",  # :/ but not http://
    rf"<(?<!\w.)/?3{_RIGHT}",  # <3
    r"[-^>;](?<!\S.)(?:(?<=-)_+-|(?<=\^)_+\^|(?<=>)_+<|(?<=;)_+;)(?![^\s.,!?])",  # ^_^
)
FACES = r"[otx](?=_)(?<!\S.)(?:(?<=o)_+o|(?<=t)_+t|(?<=x)_+x)(?![^\s.,!?])"
"""The pattern of the emoticons that begin with a letter, such as o_o."""

PICTURES = f"{_EMOJI}|{'|'.join(_EMOTICONS)}"
"""The pattern of an emoji, with all that is joined to it, or of another emoticon in lower case."""

SIGNS = ":;=<_"
"""Every emoticon begins with one of these, or has "_" as its second character."""

SECOND = "-')(][}{|*dpo3s/\\_^<>;tx"
"""The characters that may follow the first of these."""
