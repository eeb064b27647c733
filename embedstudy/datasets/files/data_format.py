"""The definition of a format of data files: how it is recognized and read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedstudy.datasets.bad_rows import BadRows, Columns
    from embedstudy.options.data import DataOptions

PACKED = ".gz"


@dataclass(frozen=True)
class TextHead:
    """How a text file begins.

    Attributes
    ----------
    path : Path
    text : str
        The first 64 KiB, unpacked and decoded, without blank lines before them.
    """

    path: Path
    text: str

    @property
    def ending(self) -> str:
        """The ending of its name, in lower case, without ``.gz``."""
        return Path(self.path.name.lower().removesuffix(PACKED)).suffix

    @cached_property
    def first_line(self) -> str:
        """The first line that is not blank."""
        return self.text.split("\n", 1)[0]


@dataclass(frozen=True)
class DataFormat:
    """A format of data files.

    Attributes
    ----------
    name : str
        It is part of the key of cached data sets.
    read : callable
        From a path, the `DataOptions` and the `BadRows` to batches of rows, as `Columns`.
    endings : tuple of str
        A name that ends so means a file.
    magic : bytes
        The first bytes of every such file, if it is binary.
    matches : callable
        From the `TextHead` of a file to whether it is in this format, if it is text.
    matches_bytes : callable
        From a path and its first bytes, unpacked, to whether a binary file is in this format.
    is_fallback : bool
        Whether it is asked after all others, as formats are whose `matches` excludes little.
    read_cells : callable, optional
        From a path, the name of an encoding and the `BadRows` to all rows of a table, the header
        first: the place of each, and its cells. None where there are no columns.
    class_names : callable, optional
        From a path and the `DataOptions` to the names of the classes, where a file holds them.
    """

    name: str
    read: "Callable[[Path, DataOptions, BadRows], Iterator[Columns]]"
    endings: tuple[str, ...] = ()
    magic: bytes = b""
    matches: Callable[[TextHead], bool] = lambda _: False
    matches_bytes: Callable[[Path, bytes], bool] = lambda _path, _start: False
    is_fallback: bool = False
    read_cells: "Callable[[Path, str, BadRows], Iterator[tuple[str, list[str]]]] | None" = None
    class_names: "Callable[[Path, DataOptions], tuple[str, ...]] | None" = None
