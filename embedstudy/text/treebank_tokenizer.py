"""The tokenizer `treebank`: punctuation and the parts of contractions are words of their own.

Sentences of the data sets of Kim (2014) are tokenized in this way, after the Penn Treebank. It
differs from NLTK's TreebankWordTokenizer, which takes one sentence of English at a time, where that
would harm: a full stop is split off in mid-text too, ``"`` stays as it is, a quote that opens with
``'`` is split off, ``&``, ``#`` and ``@`` stay in their words, and so do ``cannot`` and ``gonna``.
"""

import re

from embedstudy.text.cleaning import cleaned

# Always words of their own; the stop, comma and colon not within numbers.
_POINTS = r"!?,.;:()\[\]{}<>\"`$%" + "…—–“”„«»‹›‘‚¡¿،؛؟۔।॥、。！？，．；：（）「」『』【】《》〈〉"
_APOSTROPHE = "['’]"
_PLAIN = rf"[^\s{_POINTS}'’-]"
_ENDS = rf"(?!-?{_PLAIN})"

_CLITIC = rf"(?:n{_APOSTROPHE}t|{_APOSTROPHE}(?:s|re|ve|d|ll|m)){_ENDS}"
_PIECES = (
    rf"{_PLAIN}++(?!\S)",  # most words; what follows would find the same, later
    r"\.{2,}",
    r"-{2,}",
    "''",
    "``",
    _CLITIC,
    rf"{_APOSTROPHE}(?:\d+s?|em|til|tis|twas|cause|n{_APOSTROPHE}?){_ENDS}",  # 'em, the '70s
    r"(?:mr|mrs|ms|dr|prof|st|jr|sr|vs)\.",
    rf"(?:[^\W\d_]\.)+[^\W\d_]\.?(?!{_PLAIN})",  # u.s., e.g.
    # A word: with hyphens anywhere, apostrophes before more of it, and points within numbers.
    rf"-?{_PLAIN}+(?:(?:-(?!-)|{_APOSTROPHE}(?={_PLAIN})|(?<=\d)[.,:](?=\d)){_PLAIN}*)*",
    r"\S",
)
_CONTRACTED = re.compile(_CLITIC)
_TOKEN = re.compile("|".join(_PIECES))


def treebank(text: str) -> list[str]:
    """Lower-case words, punctuation and the parts of contractions; all but white space is kept.

    Text that is tokenized already comes out as it stands.

    Examples
    --------
    >>> treebank("It doesn't work (at 3.5%), they'll see...")
    ['it', 'does', "n't", 'work', '(', 'at', '3.5', '%', ')', ',', 'they', "'ll", 'see', '...']
    """
    return _TOKEN.findall(_CONTRACTED.sub(r" \g<0>", cleaned(text.lower())))
