"""The tokenizer ``whitespace``: words are apart by white space, and stay as they are."""

from embedstudy.text.tokenizers.cleaning import clean
from embedstudy.text.tokenizers.tokenizer import Tokenizer


def tokenize(text: str) -> list[str]:
    """Split a text at white space.

    Examples
    --------
    >>> tokenize("It isn't BAD -- 10/10!<br />")
    ['It', "isn't", 'BAD', '--', '10/10!']
    """
    return clean(text).split()


WHITESPACE = Tokenizer("whitespace", tokenize, version=2)
