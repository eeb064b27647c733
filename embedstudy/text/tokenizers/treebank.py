"""The tokenizer ``treebank``: punctuation marks and the parts of contractions are tokens.

The sentences of the data sets of Kim (2014) are tokenized in this way, after the Penn Treebank.
NLTK's TreebankWordTokenizer takes one sentence of English at a time. This tokenizer takes whole
texts, and so differs from it. It splits off a full stop in mid-text and a quote that opens with
``'``. It keeps ``"`` as it is, and ``&``, ``#``, ``@``, ``cannot`` and ``gonna`` whole.
"""

import re

from embedstudy.text.tokenizers.cleaning import clean
from embedstudy.text.tokenizers.tokenizer import Tokenizer

# Tokens wherever they stand; the stop, comma and colon not within numbers.
_POINTS = r"!?,.;:()\[\]{}<>\"`$%" + "…—–“”„«»‹›‘‚¡¿،؛؟۔।॥、。！？，．；：（）「」『』【】《》〈〉"
_APOSTROPHE = "['’]"
_PLAIN = rf"[^\s{_POINTS}'’-]"
_ENDS = rf"(?!-?{_PLAIN})"

_CLITIC = rf"(?:n{_APOSTROPHE}t|{_APOSTROPHE}(?:s|re|ve|d|ll|m)){_ENDS}"
_PIECES = (
    rf"{_PLAIN}++(?!\S)",  # most words; the patterns below would match them too, later
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


def tokenize(text: str) -> list[str]:
    """Return lower-case words, punctuation marks and the parts of contractions.

    Only white space is dropped. Text that is tokenized already stays as it is.

    Examples
    --------
    >>> tokenize("It doesn't work (at 3.5%), they'll see...")
    ['it', 'does', "n't", 'work', '(', 'at', '3.5', '%', ')', ',', 'they', "'ll", 'see', '...']
    """
    return _TOKEN.findall(_CONTRACTED.sub(r" \g<0>", clean(text, lower=True)))


TREEBANK = Tokenizer("treebank", tokenize, version=2, needs_spaces=True)
