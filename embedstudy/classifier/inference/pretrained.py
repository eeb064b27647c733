"""The pretrained vectors of a model: kept where they are, and opened when a word is looked up."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedstudy import registry
from embedstudy.errors import EmbedstudyError, EmbedstudyWarning
from embedstudy.vectors.lookup import Lookup, open_lookup
from embedstudy.vectors.sources import is_here
from embedstudy.vectors.word_vectors import WordVectors


@dataclass
class Pretrained:
    """Vectors by name or in memory.

    They are opened for training, and again for words that training did not meet, in another
    process as in this one, if they are there and still the same. Nothing is downloaded for that.

    Attributes
    ----------
    source : str, WordVectors or None
        None if they were in memory when the model was saved.
    name : str
        For people.
    dim : int
    sha256 : str
        What the vectors must be; not looked at if empty.
    """

    source: str | WordVectors | None
    name: str
    dim: int
    sha256: str = ""
    _lookup: Lookup | None = field(default=None, repr=False)
    _gone: bool = field(default=False, repr=False)

    def find(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Look words up, as `Lookup.find` does; not one is found if the vectors are not there."""
        lookup = self._opened()
        if lookup is None:
            return np.full(len(words), -1, np.int64), np.empty((0, self.dim), np.float32)
        return lookup.find(words)

    def digest(self) -> str:
        """Return the hash of the vectors, or what it was when they were last there."""
        if not self.sha256 and (lookup := self._opened()) is not None:
            self.sha256 = lookup.sha256()
        return self.sha256

    def __getstate__(self) -> dict[str, Any]:
        named = not isinstance(self.source, WordVectors)
        return {**vars(self), "_lookup": None if named else self._lookup, "_gone": False}

    def _opened(self) -> Lookup | None:
        if self._lookup is None and not self._gone:
            lookup, why = self._look()
            if lookup is None:
                self._gone = True
                message = f"{self.name or 'vectors'}: {why}; words unseen in training are left out"
                warnings.warn(message, EmbedstudyWarning, stacklevel=2)
            self._lookup = lookup
        return self._lookup

    def _look(self) -> tuple[Lookup | None, str]:
        if self.source is None:
            return None, "were in memory when the model was saved (hand them to load again)"
        if isinstance(self.source, str) and not is_here(self.source):
            return None, "not on this machine (embedstudy vectors download)"
        try:
            lookup = open_lookup(self.source, progress=False)
        except EmbedstudyError as error:  # a prediction without them is better than none
            return None, f"cannot be read ({error})"
        if lookup.table.dim != self.dim or (self.sha256 and lookup.sha256() != self.sha256):
            return None, "not the vectors that the model was trained with"
        return lookup, ""


def open_pretrained(
    vectors: str | os.PathLike[str] | WordVectors, *, progress: bool = True
) -> Pretrained:
    """Open vectors for training, fetching them on first use.

    Raises
    ------
    InputError
        If there are none of that name, or they cannot be read.
    FetchError
        If they cannot be downloaded.
    """
    lookup = open_lookup(vectors, progress=progress)
    table = lookup.table
    source = vectors if isinstance(vectors, WordVectors) else _lasting(os.fspath(vectors))
    name = table.name or "vectors"
    return Pretrained(source, name, table.dim, table.sha256, lookup)


def _lasting(name: str) -> str:
    """Return a name that holds in another folder too."""
    if name in registry.vectors_names() or "://" in name:
        return name
    return os.path.abspath(os.path.expanduser(name))  # noqa: PTH100, PTH111 - "~" and "#" stay
