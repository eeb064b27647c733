"""From a file on disk to word vectors: rows that are wanted, in memory or memory-mapped."""

import contextlib
import hashlib
import json
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import data_home, publish, safe_name
from embedstudy.vectors.formats import arrays
from embedstudy.vectors.formats.reading import read_table
from embedstudy.vectors.formats.table import Rows, Wanted
from embedstudy.vectors.word_vectors import WordVectors

# Long enough for the header of any table; the shape is filled in when all rows are written.
NPY_HEADER = 128


@dataclass(frozen=True)
class LoadOptions:
    """How a table is read, beside which words are wanted of it.

    Attributes
    ----------
    case_fallback : bool
        A word that is not in the table is looked up in lower-case, then with a capital first
        letter, then in upper-case.
    limit : int, optional
        Only that many rows from the top: the most frequent words, in most files.
    normalize : bool
        Scale every vector to unit length.
    all_but_the_top : int
        Take away the mean and that many principal components of the rows that are kept (Mu and
        Viswanath 2018, *All-but-the-top*; they advise one for each 100 dimensions).
    skip_bad_lines : bool
        Leave out rows that cannot be read, and count them.
    encoding_errors : {"strict", "replace"}
        What to do with words that are not UTF-8.
    trust_pickle : bool
        Read a gensim .kv file, which can run any code.
    """

    case_fallback: bool = True
    limit: int | None = None
    normalize: bool = False
    all_but_the_top: int = 0
    skip_bad_lines: bool = False
    encoding_errors: str = "strict"
    trust_pickle: bool = False

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 1:
            raise InputError(f"limit is {self.limit}; it must be at least 1")
        if self.all_but_the_top < 0:
            raise InputError(f"all_but_the_top is {self.all_but_the_top}; it must be 0 or more")
        if self.encoding_errors not in ("strict", "replace"):
            raise InputError(f"encoding_errors is {self.encoding_errors!r}; strict or replace")


@dataclass(frozen=True)
class VectorFile:
    """A file of vectors on this machine.

    Attributes
    ----------
    path : Path
    name : str
        What people call it.
    member : str
        The file inside, if `path` is a .zip.
    words_path : Path, optional
        The words of an array file, if they are not in a list beside it.
    sha256 : str
        Of the file, where it is known.
    word_prefix : str
        What stands before every word that a vocabulary is looked up by.
    """

    path: Path
    name: str = ""
    member: str = ""
    words_path: Path | None = None
    sha256: str = ""
    word_prefix: str = ""


def load_file(
    file: VectorFile, vocabulary: Iterable[str] | None = None, options: LoadOptions | None = None
) -> WordVectors:
    """Read vectors from a file in any known format.

    Parameters
    ----------
    file : VectorFile
    vocabulary : iterable of str, optional
        The words to keep, in this order; rows of other words are never kept in memory. Without
        it the whole table is read, and left in the data home as an array that the next call
        memory-maps.
    options : LoadOptions, optional

    Raises
    ------
    InputError
        With file and line, if it cannot be read.
    """
    options = options or LoadOptions()
    cached = _mapped(file, options) or _cached(file, options)
    if vocabulary is None:
        table = cached or _read_whole(file, options)
    else:
        wanted = list(dict.fromkeys(map(str, vocabulary)))
        spellings = {
            word: tuple(file.word_prefix + s for s in _spellings(word, options.case_fallback))
            for word in wanted
        }
        keep = frozenset(s for several in spellings.values() for s in several)
        table = cached or _read_some(file, options, keep)
        table = _by_spelling(table, spellings, keep)
    for warning in table.notes:
        warnings.warn(f"{file.name or file.path}: {warning}", EmbedstudyWarning, stacklevel=2)
    return _processed(table, options)


def _spellings(word: str, case_fallback: bool) -> tuple[str, ...]:
    if not case_fallback:
        return (word,)
    return tuple(dict.fromkeys((word, word.lower(), word.title(), word.upper())))


def _by_spelling(
    table: WordVectors, spellings: dict[str, tuple[str, ...]], keep: frozenset[str]
) -> WordVectors:
    """Cut a table down to a vocabulary: of each word, the first spelling that is there."""
    rows: dict[str, int] = {}
    for row, word in enumerate(table.words):
        if word in keep:
            rows.setdefault(word, row)
    found = {word: [rows[s] for s in several if s in rows] for word, several in spellings.items()}
    kept = {word: places[0] for word, places in found.items() if places}
    matrix = np.ascontiguousarray(table.matrix[list(kept.values())], np.float32)
    return WordVectors(list(kept), matrix, table.name, table.sha256, table.notes)


def _wanted(options: LoadOptions, words: frozenset[str] | None) -> Wanted:
    return Wanted(words, options.limit, options.skip_bad_lines, options.encoding_errors)


def _read(
    file: VectorFile, options: LoadOptions, wanted: Wanted, sink: Callable[[np.ndarray], None]
) -> Rows:
    _, rows = read_table(
        file.path,
        sink,
        wanted,
        member=file.member,
        words_path=file.words_path,
        trust_pickle=options.trust_pickle,
    )
    return rows


def _read_some(file: VectorFile, options: LoadOptions, keep: frozenset[str] | None) -> WordVectors:
    blocks: list[np.ndarray] = []
    rows = _read(file, options, _wanted(options, keep), blocks.append)
    blocks = blocks or [np.empty((0, rows.dim), np.float32)]
    matrix = np.concatenate(blocks) if len(blocks) > 1 else blocks[0]
    return WordVectors(rows.words, matrix, _name(file), file.sha256, tuple(rows.warnings()))


def _read_whole(file: VectorFile, options: LoadOptions) -> WordVectors:
    """Read a whole table straight into the data home, and memory-map it from there."""
    if options.limit is not None:
        return _read_some(file, options, None)
    folder = _cache_folder(file, options)
    try:
        with publish(folder / "vectors.npy") as target:
            target.write(b"\0" * NPY_HEADER)
            rows = _read(file, options, _wanted(options, None), lambda b: _append(target, b))
            header = {"descr": "<f4", "fortran_order": False, "shape": (len(rows.words), rows.dim)}
            target.seek(0)
            npy.write_array_header_1_0(target, header)
            if target.tell() != NPY_HEADER:
                raise InputError(f"{file.path}: too large a table")
    except OSError as error:  # a home that is full, or cannot be written: do without
        message = f"{error.filename or folder}: {error.strerror}; read into memory instead"
        warnings.warn(message, EmbedstudyWarning, stacklevel=3)
        return _read_some(file, options, None)
    with publish(folder / "vocab.txt") as target:
        target.writelines(word.encode("utf-8", "surrogatepass") + b"\n" for word in rows.words)
    with publish(folder / "meta.json") as target:
        meta = {"source": str(file.path), "words": len(rows.words), "dim": rows.dim}
        target.write(json.dumps({**meta, "notes": list(rows.warnings())}).encode())
    cached = _cached(file, options)
    assert cached is not None  # noqa: S101 - just written
    return cached


def _append(target: BinaryIO, block: np.ndarray) -> None:
    target.write(np.ascontiguousarray(block, "<f4").data)


def _mapped(file: VectorFile, options: LoadOptions) -> WordVectors | None:
    """Memory-map a float32 .npy where it lies; None for any other file."""
    if not _is_npy(file.path):
        return None
    try:
        matrix = np.load(file.path, mmap_mode="r", allow_pickle=False)
    except Exception:  # a damaged header fails in many ways; the reader will say what is wrong
        return None
    if matrix.ndim != 2 or matrix.dtype != "<f4":
        return None
    words = arrays.read_words(file.words_path or arrays.word_list_beside(file.path))
    if len(words) != len(matrix) or not words or not matrix.shape[1]:
        return None
    try:
        decoded = [word.decode() for word in words[: options.limit]]
    except UnicodeDecodeError:
        return None
    if not np.isfinite(matrix).all():
        return None
    return WordVectors(decoded, matrix[: options.limit], _name(file), file.sha256)


def _is_npy(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(6) == b"\x93NUMPY"


def _cached(file: VectorFile, options: LoadOptions) -> WordVectors | None:
    if options.limit is not None:
        return None
    folder = _cache_folder(file, options)
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
        meta = json.loads((folder / "meta.json").read_bytes())
        matrix = np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False)
        words = (folder / "vocab.txt").read_bytes().decode("utf-8", "surrogatepass")
        listed = words.split("\n")[:-1]
        if matrix.shape == (meta["words"], meta["dim"]) and len(listed) == len(matrix):
            notes = tuple(meta["notes"])
            return WordVectors(listed, matrix, _name(file), file.sha256, notes)
    return None


def _cache_folder(file: VectorFile, options: LoadOptions) -> Path:
    """Name the place of a cached table: another for a file that has changed."""
    try:
        stat = file.path.stat()
    except FileNotFoundError:
        raise InputError(f"{file.path}: no such file") from None
    reading = (options.skip_bad_lines, options.encoding_errors)
    key = (str(file.path.resolve()), stat.st_size, stat.st_mtime_ns, file.member, *reading)
    digest = hashlib.sha256(repr(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return data_home() / "vectors" / "cache" / f"{safe_name(file.path.name)[:60]}-{digest}"


def _name(file: VectorFile) -> str:
    return file.name or file.path.name


def _processed(table: WordVectors, options: LoadOptions) -> WordVectors:
    matrix = table.matrix
    if options.all_but_the_top:
        matrix = all_but_the_top(matrix, options.all_but_the_top)
    if options.normalize:
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        matrix = matrix / np.where(norms > 0, norms, np.float32(1))
    if matrix is table.matrix:
        return table
    return WordVectors(table.words, matrix, table.name, table.sha256, table.notes)


def all_but_the_top(matrix: np.ndarray, components: int) -> np.ndarray:
    """Take away the mean of a table and its first principal components.

    Mu and Viswanath (2018), *All-but-the-top: simple and effective postprocessing for word
    representations*, algorithm 1.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n_words, dim)
    components : int

    Returns
    -------
    ndarray of float32, shape (n_words, dim)

    Raises
    ------
    InputError
        If there are not so many components.
    """
    if components > min(matrix.shape):
        raise InputError(f"all_but_the_top is {components}, of a table of shape {matrix.shape}")
    centered = np.asarray(matrix, np.float64) - matrix.mean(axis=0, dtype=np.float64)
    _, axes = np.linalg.eigh(centered.T @ centered)  # the largest come last
    top = axes[:, -components:]
    return np.asarray(centered - centered @ top @ top.T, dtype=np.float32)
