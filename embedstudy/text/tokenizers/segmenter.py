"""Tokenizers for languages without spaces: the words of `basic`, cut by a library."""

import re
from collections.abc import Callable

from embedstudy.text.tokenizers import basic
from embedstudy.text.tokenizers.tokenizer import Tokenizer

Cut = Callable[[str], list[str]]


def make_segmenter(
    name: str,
    letters: str,
    load: Callable[[], Cut],
    *,
    modules: tuple[str, ...],
    packages: tuple[str, ...],
    extra: str,
) -> Tokenizer:
    """Make a tokenizer that cuts the words of one script further, and leaves all others.

    Parameters
    ----------
    name : str
    letters : str
        The letters of the script, as a class of a regular expression.
    load : callable
        Returns the function of the library that cuts a text into words; called when it is needed.
    modules, packages : tuple of str
        The modules that `load` imports, and the packages that have them.
    extra : str
        The extra of embedstudy that installs them.
    """
    in_script, is_word = re.compile(f"[{letters}]"), re.compile(r"\w")
    loaded: list[Cut] = []

    def tokenize(text: str) -> list[str]:
        if not loaded:
            loaded.append(load())
        tokens: list[str] = []
        for token in basic.tokenize(text):
            if in_script.search(token):
                tokens += filter(is_word.search, map(str.strip, loaded[0](token)))
            else:
                tokens.append(token)
        return tokens

    return Tokenizer(name, tokenize, version=1, packages=packages, modules=modules, extra=extra)
