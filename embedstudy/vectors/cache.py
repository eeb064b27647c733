"""The cache of whole tables: each is checked once, and memory-mapped from then on.

A float32 .npy stays in its place. Any other table is copied to the data home. The faults that were
tolerated in reading are stored with the copy, so that each later load reports them too.
"""

import hashlib
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import data_home, publish, safe_name, sweep
from embedstudy.vectors.cached_table import (
    MATRIX,
    META,
    WORDS,
    CachedTable,
    read_cached_table,
    write_cached_table,
)
from embedstudy.vectors.formats.read_table import detect_format
from embedstudy.vectors.formats.table_rows import TableRows
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.vectors.formats.word_lists import find_word_list
from embedstudy.vectors.vector_file import VectorFile

# Raise it when the layout of the cache changes.
_LAYOUT = 3


class Cache:
    """The cached copy of a file's table, if there is one.

    Parameters
    ----------
    file : VectorFile
    settings : tuple
        All other settings that decide which rows are read.

    Attributes
    ----------
    folder : Path
        The place of the copy.
    has_ngrams : bool
        Whether the file may make vectors for words that it lacks, which the copy cannot.

    Raises
    ------
    InputError
        If the file is not there, or has no word list where it needs one.
    """

    def __init__(self, file: VectorFile, settings: tuple[object, ...]) -> None:
        self._path = path = file.path
        try:
            vector_format = detect_format(path, file.member)
            files = [path]
            if vector_format and vector_format.word_list:
                files.append(file.words_path or find_word_list(path))
            # A file that has changed gets another key.
            read = [*files, *(vector_format.companions(path) if vector_format else ())]
            stats = [(str(f.resolve()), f.stat().st_size, f.stat().st_mtime_ns) for f in read]
        except FileNotFoundError as error:
            raise InputError(f"{error.filename}: no such file") from None
        # It stays the same when the file changes.
        table = repr(([str(f.resolve()) for f in files], file.member, settings))
        self._about = {"source": str(path), "table": table}
        key = repr((_LAYOUT, stats, file.member, settings))
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        self.folder = (
            data_home() / "vectors" / "cache" / f"{safe_name(path.name)[:60]}-{digest[:16]}"
        )
        self.has_ngrams = vector_format is not None and vector_format.open_ngrams is not None
        is_mappable = vector_format is not None and vector_format.is_mappable
        self._words = files[-1] if is_mappable else None

    def find(self) -> CachedTable | None:
        """Return the cached table if it is there and whole; remove a damaged one."""
        try:
            content = (self.folder / META).read_bytes()
        except OSError:
            return None
        try:
            meta = json.loads(content)
            if meta["in_place"] and self._words:
                notes, choices = tuple(meta["notes"]), tuple(meta["choices"])
                return CachedTable(self._path, self._words, notes, choices, exact=False)
            return read_cached_table(self.folder, meta)
        except PermissionError:
            return None
        except (OSError, ValueError, LookupError, TypeError):
            self.discard()
            return None

    def discard(self) -> None:
        """Remove a damaged copy, and warn."""
        _remove(self.folder)
        message = f"{self.folder}: the copy of {self._path} is damaged; reading that file again"
        warnings.warn(message, EmbedstudyWarning, stacklevel=2)

    def fill(self, read: Callable[[Sink], TableRows]) -> CachedTable:
        """Read a whole table, and cache it.

        Older versions of the same table are removed, and so are the leftovers of killed processes.

        Parameters
        ----------
        read : callable
            Reads the table into a sink.

        Raises
        ------
        OSError
            If the data home is full, or cannot be written.
        """
        for folder in self._list_folders():
            with suppress(OSError):  # gone, or it holds a table
                if sweep(folder):
                    folder.rmdir()
        table = self._leave(read) or self._copy(read)
        for folder in self._list_folders():
            if folder != self.folder and self._is_older(folder):
                _remove(folder)
        return table

    def _leave(self, read: Callable[[Sink], TableRows]) -> CachedTable | None:
        """Leave a table in its place, if it can be mapped as it is."""
        if not (self._words and _is_float32(self._path)):
            return None
        rows = read(lambda _: None)
        if len(rows.words) != rows.read or rows.replaced:  # something is to be left out
            return None
        notes = tuple(rows.warnings())
        with publish(self.folder / META) as target:
            about = {"in_place": True, "notes": notes, "choices": rows.choices}
            target.write(json.dumps({**self._about, **about}).encode())
        return CachedTable(self._path, self._words, notes, tuple(rows.choices), exact=False)

    def _copy(self, read: Callable[[Sink], TableRows]) -> CachedTable:
        try:
            return write_cached_table(self.folder, read, self._about)
        except BaseException:
            with suppress(OSError):  # there is none, or it holds what was there before
                self.folder.rmdir()
            raise

    def _list_folders(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from [path for path in self.folder.parent.iterdir() if path.is_dir()]

    def _is_older(self, folder: Path) -> bool:
        try:
            meta = json.loads((folder / META).read_bytes())
            key = "table" if "table" in meta else "source"  # of an older layout
            return bool(meta[key] == self._about[key])
        except (OSError, ValueError, LookupError, TypeError):
            return False


def _remove(folder: Path) -> None:
    """Remove a cached table; processes that have mapped it keep it."""
    with suppress(OSError):
        for name in (META, WORDS, MATRIX):  # without the first, the others count for nothing
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()


def _is_float32(path: Path) -> bool:
    try:
        with np.errstate(over="ignore"):  # a shape that lies
            matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:  # a damaged header fails in many ways; the reader will say what is wrong
        return False
    return isinstance(matrix, np.memmap) and matrix.ndim == 2 and matrix.dtype == "<f4"
