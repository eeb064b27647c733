"""The definition of a tokenizer: a name, a function and a version."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from embedstudy.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


class Learner(Protocol):
    """Makes a tokenizer of training texts."""

    def configure(self, argument: str) -> "Tokenizer":
        """Return the tokenizer of a name, from what follows the colon in it; it may be empty."""

    def learn(self, texts: Iterable[str]) -> "Tokenizer":
        """Learn a tokenizer from texts."""

    def restore(self, state: str) -> "Tokenizer":
        """Return the tokenizer that has this state."""


@dataclass(frozen=True)
class Tokenizer:
    r"""Cuts texts into tokens; no token is empty or has a ``\n``.

    Attributes
    ----------
    name : str
    tokenize : callable
        From a text to a list of its tokens.
    version : int
        Raised whenever the tokens of any text change. 0 if that cannot be known, as for a Python
        callable.
    tokenize_batch : callable, optional
        From many texts to an Arrow list of tokens for each: the same tokens as `tokenize` gives,
        faster. It may run in several threads.
    learner : Learner, optional
        Learns what the tokenizer cuts, where that depends on the training texts. The tokenizer cuts
        nothing before.
    state : str
        What was learned, as JSON; empty if there is nothing to learn.
    """

    name: str
    tokenize: Callable[[str], list[str]]
    version: int = 0
    tokenize_batch: "Callable[[Sequence[str]], pa.LargeListArray] | None" = None
    learner: "Learner | None" = None
    state: str = ""

    @property
    def settings(self) -> str:
        """All that decides the tokens, as text; empty if `version` is 0: then nothing is cached.

        Python's table of Unicode decides what a letter is, what white space is, and what composes.
        """
        if not self.version:
            return ""
        learned = f", {self.state_sha256}" if self.state else ""
        return f"{self.name} {self.version}, Unicode {unicodedata.unidata_version}{learned}"

    @property
    def state_sha256(self) -> str:
        """The hash of what was learned; empty if there is nothing to learn."""
        return sha256(self.state.encode()).hexdigest() if self.state else ""

    def fitted(self, texts: Iterable[str]) -> "Tokenizer":
        """Return the tokenizer, learned from texts if there is something to learn."""
        return self if self.learner is None else self.learner.learn(texts)

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        return self.tokenize(text)

    def batch(self, texts: Sequence[str]) -> "pa.LargeListArray":
        """Return a list of tokens for each text.

        Raises
        ------
        InputError
            If a token is not Unicode text.
        """
        if self.tokenize_batch is not None:
            return self.tokenize_batch(texts)
        import pyarrow as pa

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


def make_tokenizer(function: Callable[[str], Iterable[str]]) -> Tokenizer:
    """Make a tokenizer of a person's own callable; its tokens are checked as they come.

    Examples
    --------
    >>> make_tokenizer(str.split).name
    'builtins.str.split'
    """
    name = _name_callable(function)
    return Tokenizer(name, _CheckedCallable(name, function))


def _name_callable(function: Callable[[str], Iterable[str]]) -> str:
    """Return module and name of a function, or of the class of an object that is called."""
    definition = function if hasattr(function, "__qualname__") else type(function)
    module = getattr(definition, "__module__", None) or "builtins"
    return f"{module}.{definition.__qualname__}"


@dataclass(frozen=True)
class _CheckedCallable:
    name: str
    function: Callable[[str], Iterable[str]]

    def __call__(self, text: str) -> list[str]:
        result = self.function(text)
        if isinstance(result, str | bytes) or not isinstance(result, Iterable):
            raise InputError(
                f"tokenizer {self.name}: gave {type(result).__name__}, not a list of strings"
            )
        tokens = list(result)
        for token in tokens:
            if not isinstance(token, str):
                fault = f"is not a string but {type(token).__name__}"
            elif not token or "\n" in token:
                fault = "has a line feed" if token else "is empty"
            else:
                continue
            raise InputError(f"tokenizer {self.name}: the token {token!r} {fault}")
        return tokens
