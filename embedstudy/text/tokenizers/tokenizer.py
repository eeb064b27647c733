"""The definition of a tokenizer: a name, a function and a version."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
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
    unicode_form : {"nfc", "nfkc"}
        Unicode's normal form that texts take first; every tokenizer by name takes NFC itself.
    needs_spaces : bool
        Whether it makes one token of a sentence in a script without spaces, and nobody wants that.
    modules, packages : tuple of str
        The modules that it imports, and the packages that have them, whose versions decide the
        tokens too.
    extra : str
        The extra of embedstudy that installs them; empty if they are always there.
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
    unicode_form: str = "nfc"
    needs_spaces: bool = False
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    extra: str = ""
    learner: "Learner | None" = None
    state: str = ""

    @property
    def edition(self) -> str:
        """The version, with those of `packages`, as text; empty if `version` is 0."""
        if not self.version:
            return ""
        installed = [f"{name} {_find_version(name)}" for name in self.packages]
        return " + ".join([f"{self.name} {self.version}", *installed])

    @property
    def settings(self) -> str:
        """All that decides the tokens, as text; empty if `version` is 0: then nothing is cached.

        Python's table of Unicode decides what a letter is, what white space is, and what composes.
        """
        if not self.version:
            return ""
        form = "" if self.unicode_form == "nfc" else f", {self.unicode_form}"
        learned = f", {self.state_sha256}" if self.state else ""
        return f"{self.edition}, Unicode {unicodedata.unidata_version}{form}{learned}"

    @property
    def install_line(self) -> str:
        """The command that installs `packages`; empty if there are none."""
        return f"pip install 'embedstudy[{self.extra}]'" if self.extra else ""

    def check_installed(self) -> None:
        """Refuse a tokenizer whose modules are not installed.

        Raises
        ------
        InputError
            The message says how to install them.
        """
        missing = [module for module in self.modules if find_spec(module) is None]
        if missing:
            raise InputError(
                f"tokenizer {self.name} needs {' and '.join(missing)}: {self.install_line}"
            )

    @property
    def state_sha256(self) -> str:
        """The hash of what was learned; empty if there is nothing to learn."""
        return sha256(self.state.encode()).hexdigest() if self.state else ""

    def fitted(self, texts: Iterable[str]) -> "Tokenizer":
        """Return the tokenizer, learned from texts if there is something to learn."""
        if self.learner is None:
            return self
        learned = self.learner.learn(map(self.normalize, texts))
        return replace(learned, unicode_form=self.unicode_form)

    def restored(self, state: str) -> "Tokenizer":
        """Return the tokenizer with what it learned before, if there is something to learn."""
        if self.learner is None:
            return self
        return replace(self.learner.restore(state), unicode_form=self.unicode_form)

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        return self.tokenize(self.normalize(text))

    def normalize(self, text: str) -> str:
        """Return a text in the Unicode form that it is cut in."""
        if self.unicode_form == "nfc" or text.isascii():
            return text
        return unicodedata.normalize("NFKC", text)

    def batch(self, texts: Sequence[str]) -> "pa.LargeListArray":
        """Return a list of tokens for each text.

        Raises
        ------
        InputError
            If a token is not Unicode text.
        """
        if self.unicode_form != "nfc":
            texts = [self.normalize(text) for text in texts]
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


def _find_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


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
