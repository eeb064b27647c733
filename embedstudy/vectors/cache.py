"""The cache of whole tables: each is checked once, and memory-mapped from then on.

A float32 .npy stays in its place. Any other table is copied to the data home. The faults that were
tolerated in reading are stored with the copy, so that each later load reports them too.
"""

import hashlib
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from embedstudy.errors import EmbedstudyWarning
from embedstudy.storage import CacheFolder, DamagedCacheError, data_home, safe_name
from embedstudy.vectors.cached_table import CachedTable, take_cached_table, write_cached_table
from embedstudy.vectors.formats.table_rows import TableRows
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.vectors.source_files import SourceFiles
from embedstudy.vectors.vector_file import VectorFile

# Raise it when the layout of the cache changes.
_LAYOUT = 4


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
    sources : SourceFiles
        The files that the table is read from.

    Raises
    ------
    InputError
        If the file is not there, or has no word list where it needs one.
    """

    def __init__(self, file: VectorFile, settings: tuple[object, ...]) -> None:
        self._path = path = file.path
        self.sources = SourceFiles(file)
        # A file that has changed gets another key.
        key = repr((_LAYOUT, self.sources.identify(), file.member, settings))
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        self.folder = (
            data_home() / "vectors" / "cache" / f"{safe_name(path.name)[:60]}-{digest[:16]}"
        )
        # This stays the same when the file changes.
        table = repr(([str(f.resolve()) for f in self.sources.paths], file.member, settings))
        self._origin = {"source": str(path), "table": table}

    def find(self) -> CachedTable | None:
        """Return the cached table if it is there and whole; remove a damaged one."""
        try:
            content = CacheFolder(self.folder, _LAYOUT).open()
        except DamagedCacheError as damage:
            CacheFolder(self.folder, _LAYOUT).remove()
            message = f"{damage.path}: damaged; reading {self._path} again"
            warnings.warn(message, EmbedstudyWarning, stacklevel=2)
            return None
        if content is None:
            return None
        if not content.meta["in_place"]:
            return take_cached_table(content, self.folder)
        return self._open_in_place(content.meta["notes"], content.meta["choices"])

    def fill(self, read: Callable[[Sink], TableRows]) -> CachedTable | None:
        """Read a whole table, and cache it; None if others removed it at once.

        Older versions of the same table are removed, and so are the leftovers of killed processes.

        Parameters
        ----------
        read : callable
            Reads the table into a sink.

        Raises
        ------
        InputError
            If the file was written to while it was read.
        OSError
            If the data home is full, or cannot be written.
        """

        def read_unchanged(sink: Sink) -> TableRows:
            rows = read(sink)
            self.sources.check_unchanged()
            return rows

        if not self._leave(read_unchanged):
            about = {"in_place": False, "origin": self._origin}
            write_cached_table(CacheFolder(self.folder, _LAYOUT), read_unchanged, about)
        self._remove_older()
        return self.find()

    def _leave(self, read: Callable[[Sink], TableRows]) -> bool:
        """Leave a table in its place, if it can be mapped as it is; else return False."""
        if not (self.sources.is_mappable and _is_float32(self._path)):
            return False
        rows = read(lambda _: None)
        if len(rows.words) != rows.read or rows.replaced:  # something is to be left out
            return False
        with CacheFolder(self.folder, _LAYOUT).write([]) as (meta, _):
            meta.update(in_place=True, origin=self._origin)
            meta.update(notes=list(rows.warnings()), choices=rows.choices)
        return True

    def _open_in_place(self, notes: list[str], choices: list[str]) -> CachedTable:
        matrix_path, words_path = self.sources.paths
        with self.sources.open_unchanged(words_path) as file:
            words = file.read()
        matrix = self.sources.open_unchanged(matrix_path)
        return CachedTable(matrix, words, words_path, tuple(notes), tuple(choices), exact=False)

    def _remove_older(self) -> None:
        with suppress(OSError):
            for path in self.folder.parent.iterdir():
                folder = CacheFolder(path, _LAYOUT)
                if path != self.folder and self._is_older(folder):
                    folder.remove()

    def _is_older(self, folder: CacheFolder) -> bool:
        try:
            meta = folder.read_meta()
        except DamagedCacheError:  # whoever asks for it will say so
            return False
        return meta is not None and bool(meta["origin"]["table"] == self._origin["table"])


def _is_float32(path: Path) -> bool:
    try:
        with np.errstate(over="ignore"):  # a shape that lies
            matrix = np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception:  # a damaged header fails in many ways; the reader will say what is wrong
        return False
    return isinstance(matrix, np.memmap) and matrix.ndim == 2 and matrix.dtype == "<f4"
