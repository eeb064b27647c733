"""Whole tables as they are kept: checked once, and memory-mapped from then on.

A table that is a float32 .npy already stays where it lies; of any other a copy goes to the data
home. What was tolerated when it was read is kept beside it, so that it is said every time.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from embedstudy.errors import InputError
from embedstudy.storage import data_home, publish, safe_name
from embedstudy.vectors.formats.reading import format_of
from embedstudy.vectors.formats.table import Rows
from embedstudy.vectors.formats.word_lists import read_words, word_list_beside, write_words

# Long enough for the header of any table; the shape is filled in when all rows are written.
NPY_HEADER = 128

Sink = Callable[[np.ndarray], None]


@dataclass(frozen=True)
class Kept:
    """A table as an array that can be memory-mapped and a list of its words.

    Attributes
    ----------
    matrix, words : Path
    notes : tuple of str
        What was tolerated when the table was read.
    """

    matrix: Path
    words: Path
    notes: tuple[str, ...]

    def open(self) -> tuple[list[str], np.ndarray]:
        """Return all words, and the matrix memory-mapped."""
        words = [word.decode() for word in read_words(self.words)]
        return words, np.load(self.matrix, mmap_mode="r", allow_pickle=False)


class Cache:
    """Where a file's table is kept, if it is.

    Parameters
    ----------
    path : Path
    member : str
    words_path : Path, optional
        The words of an array file, if they are not in a list beside it.
    settings : tuple
        Whatever else decides what is read.

    Raises
    ------
    InputError
        If the file is not there, or has no word list where it needs one.
    """

    def __init__(
        self, path: Path, member: str, words_path: Path | None, settings: tuple[object, ...]
    ) -> None:
        self._path = path
        try:
            kind = format_of(path, member)
            files = [path]
            if kind in ("npy", "safetensors"):
                files.append(words_path or word_list_beside(path))
            # Another file, or one that has changed, is another key.
            stats = [(str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns) for f in files]
        except FileNotFoundError as error:
            raise InputError(f"{error.filename}: no such file") from None
        digest = hashlib.sha256(repr((stats, member, settings)).encode("utf-8", "surrogatepass"))
        name = f"{safe_name(path.name)[:60]}-{digest.hexdigest()[:16]}"
        self.folder = data_home() / "vectors" / "cache" / name
        self._in_place = Kept(path, files[-1], ()) if kind == "npy" else None

    def find(self) -> Kept | None:
        """Return the table if it is kept, and whole."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            meta = json.loads((self.folder / "meta.json").read_bytes())
            notes = tuple(meta["notes"])
            if meta["in_place"] and self._in_place:
                return Kept(self._in_place.matrix, self._in_place.words, notes)
            kept = Kept(self.folder / "vectors.npy", self.folder / "vocab.txt", notes)
            sizes = [kept.matrix.stat().st_size, kept.words.stat().st_size]
            if meta["sizes"] == sizes:
                return kept
        return None

    def fill(self, read: Callable[[Sink], Rows]) -> Kept:
        """Read a whole table, and keep it.

        Parameters
        ----------
        read : callable
            Reads the table into a sink.

        Raises
        ------
        OSError
            If the data home is full, or cannot be written.
        """
        if self._in_place and _is_float32(self._path):
            rows = read(_nothing)
            if len(rows.words) == rows.read and not rows.replaced:  # nothing to be left out
                notes = tuple(rows.warnings())
                self._write_meta(in_place=True, notes=notes)
                return Kept(self._in_place.matrix, self._in_place.words, notes)
        kept = Kept(self.folder / "vectors.npy", self.folder / "vocab.txt", ())
        with publish(kept.matrix) as target, _npy(target) as written:
            rows = read(written.add)
            written.shape = (len(rows.words), rows.dim)
        with publish(kept.words) as target:
            write_words(target, rows.words)
        notes = tuple(rows.warnings())
        sizes = [kept.matrix.stat().st_size, kept.words.stat().st_size]
        self._write_meta(in_place=False, notes=notes, sizes=sizes)  # last: with it all is there
        return Kept(kept.matrix, kept.words, notes)

    def _write_meta(self, **meta: object) -> None:
        with publish(self.folder / "meta.json") as target:
            target.write(json.dumps({"source": str(self._path), **meta}).encode())


class _Written:
    """A .npy being written whose shape is known at its end."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.shape = (0, 0)

    def add(self, block: np.ndarray) -> None:
        """Write some rows."""
        self._target.write(np.ascontiguousarray(block, "<f4").data)


@contextmanager
def _npy(target: BinaryIO) -> Iterator[_Written]:
    target.write(b"\0" * NPY_HEADER)
    written = _Written(target)
    yield written
    target.seek(0)
    header = {"descr": "<f4", "fortran_order": False, "shape": written.shape}
    npy.write_array_header_1_0(target, header)
    if target.tell() != NPY_HEADER:
        raise InputError(f"{written.shape}: too large a table")


def _nothing(block: np.ndarray) -> None:
    pass


def _is_float32(path: Path) -> bool:
    """Return whether a file is a plain .npy that can be mapped as it is."""
    try:
        matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:  # a damaged header fails in many ways; the reader will say what is wrong
        return False
    return isinstance(matrix, np.memmap) and matrix.ndim == 2 and matrix.dtype == "<f4"
