"""What embedstudy knows by name: data sets, vectors, and the wheels that carry them."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from embedstudy.errors import unknown_name


@dataclass(frozen=True)
class Wheel:
    """A wheel of the package index, pinned by hash."""

    project: str
    version: str
    filename: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Member:
    """One file inside a wheel, with the hash of its own bytes."""

    member: str
    sha256: str
    size: int
    column: str = ""


@dataclass(frozen=True)
class DatasetEntry:
    """A data set: where it is, and how its table is to be read."""

    name: str
    title: str
    citation: str
    licence: str
    examples: int
    wheel: Wheel
    member: str
    text_column: str
    label_column: str
    classes: dict[str, str]
    where: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class VectorsEntry:
    """A table of pretrained vectors: a matrix and the words of its rows."""

    name: str
    title: str
    kind: str
    citation: str
    licence: str
    words_count: int
    dim: int
    wheel: Wheel
    matrix: Member
    words: Member


@cache
def _table(filename: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__name__).joinpath(filename).read_text(encoding="utf-8"))


def _entry(filename: str, kind: str, name: str) -> dict[str, Any]:
    table = _table(filename)
    if not isinstance(name, str) or name not in table:
        raise unknown_name(kind, name, table)
    return dict(table[name])


def wheel(project: str) -> Wheel:
    """Look up the wheel of a project."""
    return Wheel(project=project, **_entry("wheels.toml", "wheel", project))


def dataset(name: str) -> DatasetEntry:
    """Look up a data set.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are, nearest first.
    """
    entry = _entry("datasets.toml", "data set", name)
    return DatasetEntry(name=name, wheel=wheel(entry.pop("source")), **entry)


def vectors(name: str) -> VectorsEntry:
    """Look up a table of vectors.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are, nearest first.
    """
    entry = _entry("vectors.toml", "vectors", name)
    matrix, words = Member(**entry.pop("matrix")), Member(**entry.pop("words"))
    return VectorsEntry(
        name=name, wheel=wheel(entry.pop("source")), matrix=matrix, words=words, **entry
    )
