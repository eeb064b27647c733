"""The pretrained vectors of a model: they stay where they are, and open when a word needs them."""

import os
import threading
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy import registry
from embedstudy.errors import EmbedstudyError, EmbedstudyWarning
from embedstudy.nn.initial_embedding import UNSCALED, RowScaling
from embedstudy.vectors.affixes import Affix
from embedstudy.vectors.coverage import find_table_affix
from embedstudy.vectors.hub_files import HUB
from embedstudy.vectors.lookup import Lookup, open_lookup
from embedstudy.vectors.sources import is_here
from embedstudy.vectors.word_vectors import WordVectors

# Texts are read on several threads; one of them opens the vectors.
_opening = threading.RLock()


@dataclass
class PretrainedVectors:
    """Vectors by name or in memory.

    Training opens them. A prediction opens them for words that the training texts lack, if they are
    on this machine and still the same. A prediction downloads nothing.

    Attributes
    ----------
    source : str, WordVectors or None
        None if they were in memory when the model was saved.
    name : str
        For messages.
    dim : int
    sha256 : str
        Hash that the vectors must have; empty if any will do.
    scaling : RowScaling
        What the training did to the vectors that it started from; `find` does the same.
    """

    source: str | WordVectors | None
    name: str
    dim: int
    sha256: str = ""
    scaling: RowScaling = UNSCALED
    _lookup: Lookup | None = field(default=None, repr=False)
    _is_missing: bool = field(default=False, repr=False)

    def find(self, words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Look words up and scale their vectors; find none if the vectors are not there.

        Returns
        -------
        rows : ndarray of int64, shape (n_words,)
            The row of each word, -1 where it has none.
        matrix : ndarray of float32, shape (n_rows, dim)
        """
        lookup = self._open()
        if lookup is None:
            return np.full(len(words), -1, np.int64), np.empty((0, self.dim), np.float32)
        rows, matrix = lookup.find(words)
        return rows, self.scaling.apply(matrix)

    def is_in_table(self, words: Sequence[str]) -> np.ndarray:
        """Return which words the table itself has, without those that n-grams give a vector."""
        lookup = self._open()
        return np.zeros(len(words), bool) if lookup is None else lookup.is_in_table(words)

    def find_affix(self, words: Sequence[str], known: np.ndarray) -> Affix | None:
        """Find an affix of the table's words; see `find_table_affix`."""
        lookup = self._open()
        if lookup is None or lookup.word_prefix:
            return None
        affix = find_table_affix(lookup.table, words, known)
        # A model looks words up as they are.
        return affix and replace(affix, command="embedstudy vectors convert")

    def digest(self) -> str:
        """Return the SHA-256 of the vectors; the last known one if they are not there."""
        if not self.sha256 and (lookup := self._open()) is not None:
            self.sha256 = lookup.sha256()
        return self.sha256

    def __getstate__(self) -> dict[str, Any]:
        in_memory = isinstance(self.source, WordVectors)
        return {**vars(self), "_lookup": self._lookup if in_memory else None, "_is_missing": False}

    def _open(self) -> Lookup | None:
        with _opening:
            return self._open_once()

    def _open_once(self) -> Lookup | None:
        if self._lookup is None and not self._is_missing:
            lookup, reason = self._try_to_open()
            if lookup is None:
                self._is_missing = True
                name = self.name or "vectors"
                message = f"{name}: {reason}; words unseen in training are left out"
                warnings.warn(message, EmbedstudyWarning, stacklevel=3)
            self._lookup = lookup
        return self._lookup

    def _try_to_open(self) -> tuple[Lookup | None, str]:
        """Return the vectors, or None and the reason."""
        if self.source is None:
            return None, "were in memory when the model was saved (hand them to load again)"
        if isinstance(self.source, str):
            if not _is_confined(self.source):
                return None, f"{self.source} is no place that a model may name"
            if not is_here(self.source):
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
) -> PretrainedVectors:
    """Open vectors for training; fetch them on first use.

    Raises
    ------
    InputError
        If there are none of that name, or they cannot be read.
    FetchError
        If they cannot be downloaded.
    """
    lookup = open_lookup(vectors, progress=progress)
    table = lookup.table
    source = vectors if isinstance(vectors, WordVectors) else _make_absolute(os.fspath(vectors))
    name = table.name or "vectors"
    return PretrainedVectors(source, name, table.dim, table.sha256, _lookup=lookup)


def _is_confined(source: str) -> bool:
    """Tell whether a model, which may come from a stranger, may name vectors so.

    A path is absolute, since another would mean a file in the folder of whoever predicts. A pipe
    would wait for a writer, and a file of the system may have no end.
    """
    if not _is_path(source):
        return True
    # Functions of os.path, for they never raise, whatever the name.
    path = source if os.path.exists(source) else source.partition("#")[0]  # noqa: PTH110
    is_special = os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path))  # noqa: PTH110, PTH112, PTH113
    of_system = Path(os.path.realpath(path)).parts[1:2] in [("proc",), ("sys",), ("dev",)]
    return os.path.isabs(path) and not (is_special or of_system)  # noqa: PTH117


def _is_path(name: str) -> bool:
    return not (name in registry.vectors_names() or "://" in name or name.startswith(HUB))


def _make_absolute(name: str) -> str:
    """Return a name that holds in another folder too."""
    if not _is_path(name):
        return name
    return os.path.abspath(os.path.expanduser(name))  # noqa: PTH100, PTH111 - "~" and "#" stay
