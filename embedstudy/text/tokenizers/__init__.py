"""The tokenizers, by name.

To add one, write a file that makes a `Tokenizer`, and name it here.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from embedstudy.entries import Entries
from embedstudy.text.tokenizers.tokenizer import Tokenizer, make_tokenizer
from embedstudy.validation import unknown_name

TOKENIZERS: Entries[Tokenizer] = Entries(
    "tokenizer",
    {
        "basic": "embedstudy.text.tokenizers.basic:BASIC",
        "treebank": "embedstudy.text.tokenizers.treebank:TREEBANK",
        "whitespace": "embedstudy.text.tokenizers.whitespace:WHITESPACE",
        "subwords": "embedstudy.text.tokenizers.subwords:SUBWORDS",
        "characters": "embedstudy.text.tokenizers.characters:CHARACTERS",
        "character-bigrams": "embedstudy.text.tokenizers.characters:CHARACTER_BIGRAMS",
        "jieba": "embedstudy.text.tokenizers.jieba:JIEBA",
        "sudachi": "embedstudy.text.tokenizers.sudachi:SUDACHI",
        "thai": "embedstudy.text.tokenizers.thai:THAI",
    },
)

__all__ = ["TOKENIZERS", "Tokenizer", "get_tokenizer", "is_named", "tokenizer_named"]


def get_tokenizer(
    tokenizer: str | Callable[[str], Iterable[str]], unicode_form: str = "nfc"
) -> Tokenizer:
    """Return the tokenizer of a name, or make one of a callable.

    Parameters
    ----------
    tokenizer : str or callable
        A name in `TOKENIZERS`, or a callable from a text to its tokens. The tokens of a callable
        are checked, and its module and name are recorded. The name of a tokenizer that learns may
        have a size, such as ``subwords:8000``; it cuts nothing before it is `fitted`.
    unicode_form : {"nfc", "nfkc"}
        Unicode's normal form that texts take first.

    Raises
    ------
    InputError
        If there is no tokenizer of that name, or its library is not installed.

    Examples
    --------
    >>> get_tokenizer("whitespace")("A good film")
    ['A', 'good', 'film']
    >>> get_tokenizer("basic", "nfkc")("5 m²")
    ['5', 'm2']
    >>> get_tokenizer(lambda text: text.split("|"))("a|b c")
    ['a', 'b c']
    """
    if not isinstance(tokenizer, Tokenizer):
        tokenizer = _find_tokenizer(tokenizer)
    tokenizer.check_installed()
    return tokenizer if unicode_form == "nfc" else replace(tokenizer, unicode_form=unicode_form)


tokenizer_named = get_tokenizer  # its earlier name, which scripts of others may use


def _find_tokenizer(tokenizer: str | Callable[[str], Iterable[str]]) -> Tokenizer:
    if isinstance(tokenizer, str) and is_named(tokenizer):
        name, colon, argument = tokenizer.partition(":")
        entry = TOKENIZERS[name]
        if entry.learner is not None:
            return entry.learner.configure(argument)
        if not colon:
            return entry
    if callable(tokenizer):
        return make_tokenizer(tokenizer)
    raise unknown_name("tokenizer", tokenizer, TOKENIZERS, also="or a Python callable")


def is_named(name: str) -> bool:
    """Tell whether a tokenizer is one of the table, whatever its size."""
    return name.partition(":")[0] in TOKENIZERS
