"""Things by name: one table a kind, whose entries are imported when they are first used."""

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar

from embedstudy.validation import known_name

T = TypeVar("T")


class Entries(UserDict[str, Any], Generic[T]):
    """A table from names to entries.

    An entry is the thing itself, or ``"package.module:NAME"``, which is imported when it is first
    looked up. So the names cost nothing, and ``--help`` can list them.

    Parameters
    ----------
    kind : str
        The kind of thing, for messages: ``encoder``.
    entries : mapping of str to T or str

    Examples
    --------
    >>> strategies = Entries("join", {"path": "os.path:join"})
    >>> list(strategies), strategies["path"]("a", "b")
    (['path'], 'a/b')
    """

    def __init__(self, kind: str, entries: Mapping[str, T | str]) -> None:
        self.kind = kind
        super().__init__(entries)

    def __getitem__(self, name: str) -> T:
        """Return an entry, imported if need be."""
        entry = super().__getitem__(name)
        if isinstance(entry, str):
            module, _, attribute = entry.partition(":")
            entry = self.data[name] = getattr(import_module(module), attribute)
        loaded: T = entry
        return loaded

    def find(self, name: object) -> T:
        """Return an entry by a name that a person gave.

        Raises
        ------
        InputError
            If there is none of that name; the error offers the nearest names.
        """
        return self[known_name(self.kind, name, self)]
