"""A cached table: an array that can be memory-mapped, and the list of its words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.storage import CacheContent, CacheFolder, make_npy_header, map_array
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.npy import read_array
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.vectors.formats.word_lists import parse_words, write_words

MATRIX, WORDS = "vectors.npy", "vocab.txt"
# Long enough for the header of any table; the shape is filled in when all rows are written.
NPY_HEADER = 128


@dataclass(frozen=True, eq=False)
class CachedTable:
    """A table as an open array file and the content of its word list.

    Attributes
    ----------
    matrix : binary file
        A .npy file, closed after a block.
    words : bytes
        The content of the word list.
    words_path : Path
        Its place, for messages.
    notes : tuple of str
        Faults that were tolerated when the table was read.
    choices : tuple of str
        As in `TableRows`.
    exact : bool
        Whether embedstudy wrote the list; see `parse_words`.
    """

    matrix: BufferedStream
    words: bytes
    words_path: Path
    notes: tuple[str, ...]
    choices: tuple[str, ...] = ()
    exact: bool = True

    def __enter__(self) -> "CachedTable":
        return self

    def __exit__(self, *_: object) -> None:
        self.matrix.close()

    def read_whole(self) -> tuple[list[str], np.ndarray]:
        """Return all words, and the matrix memory-mapped."""
        if self.exact:  # faster than word by word
            words = self.words.decode().split("\n")[:-1]
        else:
            words = [word.decode() for word in self._iterate_words()]
        return words, map_array(self.matrix)

    def read_rows(self, wanted: Wanted, sink: Sink) -> TableRows:
        """Read the rows of some words."""
        self.matrix.seek(0)
        source = str(self.matrix.name)
        return read_array(self.matrix, source, self._iterate_words(), wanted, sink)

    def _iterate_words(self) -> Iterator[bytes]:
        file = BufferedReader(BytesIO(self.words))
        return parse_words(file, self.words_path, exact=self.exact)


def write_cached_table(
    folder: CacheFolder, read: Callable[[Sink], TableRows], about: Mapping[str, object]
) -> None:
    """Read a whole table into a cache folder.

    Parameters
    ----------
    folder : CacheFolder
    read : callable
        Reads the table into a sink.
    about : mapping
        Further metadata.
    """
    with folder.write([MATRIX, WORDS]) as (meta, (matrix, words)):
        matrix.write(b"\0" * NPY_HEADER)
        rows = read(lambda block: matrix.write(np.ascontiguousarray(block, "<f4").data))
        header = _make_header((len(rows.words), rows.dim))
        matrix.seek(0)
        matrix.write(header)
        write_words(words, rows.words, exact=True)
        meta.update(about, notes=list(rows.warnings()), choices=rows.choices)


def take_cached_table(content: CacheContent, folder: Path) -> CachedTable:
    """Return the table of an open cache folder; whoever gets it closes it."""
    with content.files[WORDS] as file:
        words = file.read()
    notes, choices = tuple(content.meta["notes"]), tuple(content.meta["choices"])
    return CachedTable(content.files[MATRIX], words, folder / WORDS, notes, choices)


def _make_header(shape: tuple[int, int]) -> bytes:
    header = make_npy_header("<f4", shape)
    if len(header) != NPY_HEADER:
        raise InputError(f"{shape}: too large a table")
    return header
