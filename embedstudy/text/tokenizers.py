"""Tokenizers: each from a text to its tokens, looked up by name; or any Python callable."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from embedstudy.errors import InputError
from embedstudy.text.basic_tokenizer import basic, basic_batch
from embedstudy.text.cleaning import cleaned
from embedstudy.text.treebank_tokenizer import treebank
from embedstudy.validation import unknown_name


@dataclass(frozen=True)
class Tokenizer:
    """Makes tokens of texts; none of them is empty or has a line feed.

    Attributes
    ----------
    name : str
        As it is recorded.
    tokenize : callable
        From a text to its tokens.
    settings : str
        Changes whenever the tokens of some text do. Empty if that cannot be known, as of a Python
        callable: what is made with it is never kept for later.
    tokenize_batch : callable, optional
        Does the same for many texts at once, faster, and on several threads if asked.
    """

    name: str
    tokenize: Callable[[str], list[str]]
    settings: str = ""
    tokenize_batch: Callable[[Sequence[str]], pa.LargeListArray] | None = None

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        return self.tokenize(text)

    def batch(self, texts: Sequence[str]) -> pa.LargeListArray:
        """Return a list of tokens for each text.

        Raises
        ------
        InputError
            If a token is not Unicode text.
        """
        if self.tokenize_batch is not None:
            return self.tokenize_batch(texts)
        tokens: list[str] = []
        offsets = [0]
        for text in texts:
            tokens += self.tokenize(text)
            offsets.append(len(tokens))
        try:
            return pa.LargeListArray.from_arrays(offsets, pa.array(tokens, pa.large_string()))
        except UnicodeEncodeError as error:
            raise InputError(
                f"tokenizer {self.name}: half a surrogate pair in the token {error.object!r}"
            ) from None


def whitespace(text: str) -> list[str]:
    """Split on white space, nothing else.

    Examples
    --------
    >>> whitespace("It isn't BAD -- 10/10!<br />")
    ['It', "isn't", 'BAD', '--', '10/10!']
    """
    return cleaned(text).split()


def _named(
    name: str,
    version: int,
    tokenize: Callable[[str], list[str]],
    batch: Callable[[Sequence[str]], pa.LargeListArray] | None = None,
) -> Tokenizer:
    # What is a letter or white space, and what composes, is Python's table of Unicode to say.
    settings = f"{name} {version}, Unicode {unicodedata.unidata_version}"
    return Tokenizer(name, tokenize, settings, batch)


# The version of one changes when its tokens do.
TOKENIZERS: dict[str, Tokenizer] = {
    tokenizer.name: tokenizer
    for tokenizer in (
        _named("basic", 1, basic, basic_batch),
        _named("treebank", 1, treebank),
        _named("whitespace", 1, whitespace),
    )
}


def tokenizer_named(tokenizer: str | Callable[[str], Iterable[str]]) -> Tokenizer:
    """Return the tokenizer of a name, or make one of a callable.

    Parameters
    ----------
    tokenizer : {"basic", "treebank", "whitespace"} or callable
        A callable takes a text and gives its tokens; they are checked. It is recorded by its
        module and name.

    Raises
    ------
    InputError
        If there is none of that name.

    Examples
    --------
    >>> tokenizer_named("whitespace")("A good film")
    ['A', 'good', 'film']
    >>> tokenizer_named(lambda text: text.split("|"))("a|b c")
    ['a', 'b c']
    """
    if isinstance(tokenizer, Tokenizer):
        return tokenizer
    if isinstance(tokenizer, str) and tokenizer in TOKENIZERS:
        return TOKENIZERS[tokenizer]
    if callable(tokenizer):
        name = _name_of(tokenizer)
        return Tokenizer(name, _Checked(name, tokenizer))
    raise unknown_name("tokenizer", tokenizer, TOKENIZERS, also="or a Python callable")


def _name_of(function: Callable[[str], Iterable[str]]) -> str:
    """Say where a function is from; of an object that is called, where its class is."""
    named = function if hasattr(function, "__qualname__") else type(function)
    module = getattr(named, "__module__", None) or "builtins"
    return f"{module}.{named.__qualname__}"


@dataclass(frozen=True)
class _Checked:
    """A callable whose tokens are looked at before they are used."""

    name: str
    function: Callable[[str], Iterable[str]]

    def __call__(self, text: str) -> list[str]:
        found = self.function(text)
        if isinstance(found, str | bytes) or not isinstance(found, Iterable):
            raise InputError(
                f"tokenizer {self.name}: gave {type(found).__name__}, not a list of strings"
            )
        tokens = list(found)
        for token in tokens:
            if not isinstance(token, str):
                what = f"is not a string but {type(token).__name__}"
            elif not token or "\n" in token:
                what = "has a line feed" if token else "is empty"
            else:
                continue
            raise InputError(f"tokenizer {self.name}: the token {token!r} {what}")
        return tokens
