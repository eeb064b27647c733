"""A table in a folder: an array that can be memory-mapped, its words and its metadata."""

import json
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.storage import make_npy_header, publish_all
from embedstudy.vectors.formats.table_rows import TableRows
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.vectors.formats.word_lists import read_words, write_words

META, MATRIX, WORDS = "meta.json", "vectors.npy", "vocab.txt"
# Long enough for the header of any table; the shape is filled in when all rows are written.
NPY_HEADER = 128


@dataclass(frozen=True)
class CachedTable:
    """A table as an array that can be memory-mapped and a list of its words.

    Attributes
    ----------
    matrix, words : Path
    notes : tuple of str
        Faults that were tolerated when the table was read.
    choices : tuple of str
        As in `TableRows`.
    exact : bool
        Whether embedstudy wrote the list; see `read_words`.
    """

    matrix: Path
    words: Path
    notes: tuple[str, ...]
    choices: tuple[str, ...] = ()
    exact: bool = True

    def open(self) -> tuple[list[str], np.ndarray]:
        """Return all words, and the matrix memory-mapped."""
        if self.exact:  # faster than word by word
            with self.words.open(encoding="utf-8", newline="\n") as file:
                words = [line[:-1] for line in file]
        else:
            words = [word.decode() for word in read_words(self.words)]
        return words, np.load(self.matrix, mmap_mode="r", allow_pickle=False)


def write_cached_table(
    folder: Path, read: Callable[[Sink], TableRows], meta: Mapping[str, object]
) -> CachedTable:
    """Read a whole table into a folder.

    No file appears before all are written, and the metadata come last.

    Parameters
    ----------
    folder : Path
    read : callable
        Reads the table into a sink.
    meta : mapping
        Further metadata.
    """
    matrix, words = folder / MATRIX, folder / WORDS
    with publish_all([folder / META, words, matrix]) as (known, words_file, target):
        target.write(b"\0" * NPY_HEADER)
        rows = read(lambda block: target.write(np.ascontiguousarray(block, "<f4").data))
        header = _make_header((len(rows.words), rows.dim))
        target.seek(0)
        target.write(header)
        write_words(words_file, rows.words, exact=True)
        words_file.flush()
        notes = tuple(rows.warnings())
        known_of_table = {
            "notes": notes,
            "choices": rows.choices,
            "in_place": False,
            "sizes": [target.seek(0, os.SEEK_END), words_file.tell()],
            "header": zlib.crc32(header),
            "words": _compute_checksum(Path(words_file.name)),
        }
        known.write(json.dumps({**meta, **known_of_table}).encode())
    return CachedTable(matrix, words, notes, tuple(rows.choices))


def read_cached_table(folder: Path, meta: Mapping[str, Any]) -> CachedTable:
    """Return the table in a folder.

    Raises
    ------
    OSError, ValueError, LookupError, TypeError
        If it differs from `meta`. The numbers themselves are not checked.
    """
    notes, choices = tuple(meta["notes"]), tuple(meta["choices"])
    table = CachedTable(folder / MATRIX, folder / WORDS, notes, choices)
    sizes = [table.matrix.stat().st_size, table.words.stat().st_size]
    with table.matrix.open("rb") as file:
        header = zlib.crc32(file.read(NPY_HEADER))
    if (sizes, header) != (meta["sizes"], meta["header"]):
        raise ValueError(table.matrix)
    if _compute_checksum(table.words) != meta["words"]:
        raise ValueError(table.words)
    return table


def _compute_checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            checksum = zlib.crc32(block, checksum)
    return checksum


def _make_header(shape: tuple[int, int]) -> bytes:
    header = make_npy_header("<f4", shape)
    if len(header) != NPY_HEADER:
        raise InputError(f"{shape}: too large a table")
    return header
