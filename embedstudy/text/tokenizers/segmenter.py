"""Tokenizers for languages without spaces: the words of `basic`, cut by a library."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from embedstudy.text.tokenizers import basic
from embedstudy.text.tokenizers.tokenizer import Tokenizer

_WORD = re.compile(r"\w")

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
        Returns the function of the library that cuts a text into words; called for each word, so it
        caches it.
    modules, packages : tuple of str
        The modules that `load` imports, and the packages that have them.
    extra : str
        The extra of embedstudy that installs them.
    """
    cutter = _WordCutter(re.compile(f"[{letters}]"), load)
    return Tokenizer(name, cutter, version=1, modules=modules, packages=packages, extra=extra)


@dataclass(frozen=True)
class _WordCutter:
    """The words of `basic`, those of one script cut by a library; it can be pickled."""

    letters: re.Pattern[str]
    load: Callable[[], Cut]

    def __call__(self, text: str) -> list[str]:
        tokens: list[str] = []
        for token in basic.tokenize(text):
            if self.letters.search(token):
                tokens += filter(_WORD.search, map(str.strip, self.load()(token)))
            else:
                tokens.append(token)
        return tokens
