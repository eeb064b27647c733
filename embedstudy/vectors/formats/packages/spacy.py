"""The format ``spacy``: the vectors of a spaCy pipeline, in its folder or its wheel.

A pipeline holds an array (``vocab/vectors``), the row of each word's hash (``vocab/key2row``, in
msgpack) and the words (``vocab/strings.json``). Many words may share one row.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream, open_unpacked
from embedstudy.vectors.formats.npy import read_header
from embedstudy.vectors.formats.packages.contents import list_members
from embedstudy.vectors.formats.stored_array import StoredRows
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFacts, TableFile, VectorFormat
from embedstudy.wording import counted, is_unicode, join_names

_KEYS, _ARRAY, _STRINGS, _MODE = "key2row", "vectors", "strings.json", "vectors.cfg"
_PARTS = (_KEYS, _ARRAY, _STRINGS)
# Words whose rows are copied at once.
_WORDS_AT_ONCE = 4096
# The constants of MurmurHash64A, whose seed is spaCy's.
_SEED, _FACTOR, _SHIFT = 1, np.uint64(0xC6A4A7935BD1E995), np.uint64(47)
# Sizes in bytes of msgpack's whole numbers, by their first byte.
_UNSIGNED = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_SIGNED = {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8}


@dataclass(frozen=True)
class Pipeline:
    """The place of a pipeline's vectors.

    Attributes
    ----------
    path : Path
        Its folder or its wheel.
    prefix : str
        What stands before the names of the parts, up to ``vocab/``.
    """

    path: Path
    prefix: str

    def list_files(self) -> list[Path]:
        """Return the files that are read."""
        if self.path.is_file():
            return [self.path]
        return [self.path / f"{self.prefix}{part}" for part in _PARTS]

    @contextmanager
    def open(self, part: str) -> Iterator[BufferedStream]:
        """Open a part."""
        if self.path.is_file():
            opened = open_unpacked(self.path, f"{self.prefix}{part}")
        else:
            opened = open_unpacked(self.path / f"{self.prefix}{part}", packings=())
        with opened as stream:
            yield stream

    def has(self, part: str) -> bool:
        """Whether a part is there."""
        if self.path.is_file():
            return f"{self.prefix}{part}" in list_members(self.path)
        return (self.path / f"{self.prefix}{part}").is_file()


def find_pipeline(path: Path) -> Pipeline | None:
    """Find the vectors of a spaCy pipeline in a folder, an installed package or a wheel."""
    return next(iter(_list_pipelines(path)), None)


def _list_pipelines(path: Path) -> list[Pipeline]:
    if path.is_dir():
        prefixes = ["", "vocab/"]
        for pattern in ("*/vocab/key2row", "*/*/vocab/key2row"):
            folders = sorted(keys.parent for keys in path.glob(pattern))
            prefixes += [f"{folder.relative_to(path).as_posix()}/" for folder in folders]
    else:
        members = list_members(path)
        prefixes = [name.removesuffix(_KEYS) for name in members if name.endswith(f"vocab/{_KEYS}")]
    pipelines = (Pipeline(path, prefix) for prefix in prefixes)
    return [place for place in pipelines if all(map(place.has, _PARTS))]


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the words that are wanted of a pipeline.

    Raises
    ------
    InputError
        If a part of it is damaged, or it has vectors of n-grams (floret).
    """
    path = file.file.path
    pipeline = _open_pipeline(path)
    words, word_rows = _find_rows(pipeline, wanted)
    with pipeline.open(_ARRAY) as stream:
        header = read_header(stream, f"{path}#{_ARRAY}")
        table = StoredRows(stream, str(path), header.shape, header.dtype)
        if header.is_fortran or (len(word_rows) and word_rows.max() >= header.shape[0]):
            raise InputError(f"{path}: its {_KEYS} does not fit its vectors")
        rows = TableRows(str(path), wanted, sink, dim=header.shape[1], numbered=": word ")
        _keep_words(rows, table, words, word_rows)
    rows.read = len(words)
    # Where some words are wanted, distinct vectors are counted whatever the format: see coverage.
    if wanted.words is None and (note := _describe_sharing(words, word_rows)):
        rows.notes.append(note)
    return rows


def describe(file: TableFile) -> TableFacts:
    """Describe a pipeline's vectors without reading them: they take longer than their words."""
    path = file.file.path
    pipeline = _open_pipeline(path)
    words, word_rows = _find_rows(pipeline, Wanted())
    with pipeline.open(_ARRAY) as stream:
        shape = read_header(stream, f"{path}#{_ARRAY}").shape
    note = _describe_sharing(words, word_rows)
    return TableFacts(len(words), shape[-1], "spaCy vectors", (note,) if note else ())


def _open_pipeline(path: Path) -> Pipeline:
    pipelines = _list_pipelines(path)
    if len(pipelines) > 1:
        places = ", ".join(str(path / place.prefix) for place in pipelines)
        raise InputError(
            f"{path}: holds the vectors of {len(pipelines)} pipelines; name one: {places}"
        )
    (pipeline,) = pipelines  # see is_package
    if pipeline.has(_MODE):
        with pipeline.open(_MODE) as stream:
            if b"floret" in stream.read(1 << 16):
                raise InputError(
                    f"{pipeline.path}: has floret's vectors of n-grams, which are not read "
                    "(a pipeline with vectors of words is)"
                )
    return pipeline


def _find_rows(pipeline: Pipeline, wanted: Wanted) -> tuple[list[str], np.ndarray]:
    """Return the words that are wanted and have a row, by row; int64, shape (n_words,)."""
    try:
        with pipeline.open(_KEYS) as stream:
            row_of_key = _read_map(stream.read())
        with pipeline.open(_STRINGS) as stream:
            strings = json.load(stream)
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise InputError(f"{pipeline.path}: its vocabulary cannot be read ({error})") from None
    words = [
        word
        for word in strings
        if isinstance(word, str) and "\n" not in word and is_unicode(word)
        if wanted.words is None or word in wanted.words
    ]
    hashes = hash_strings([word.encode() for word in words]).tolist()
    rows = np.fromiter((row_of_key.get(key, -1) for key in hashes), np.int64, len(words))
    order = np.argsort(rows, kind="stable")
    order = order[np.searchsorted(rows[order], 0) :][: wanted.limit]
    return [words[place] for place in order], rows[order]


def _keep_words(
    rows: TableRows, table: StoredRows, words: Sequence[str], word_rows: np.ndarray
) -> None:
    """Give the rows of words, which are in the order of the table, to the sink."""
    first = 0
    for count in table.blocks():
        start, end = np.searchsorted(word_rows, [first, first + count])
        places, inverse = np.unique(word_rows[start:end] - first, return_inverse=True)
        with np.errstate(over="ignore"):
            block = table.read_block(count, places.tolist()).astype(np.float32, copy=False)
        for some in range(int(start), int(end), _WORDS_AT_ONCE):
            last = min(some + _WORDS_AT_ONCE, int(end))
            encoded = [word.encode() for word in words[some:last]]
            numbers = range(some + 1, last + 1)
            rows.keep(encoded, numbers, block[inverse[some - start : last - start]])
        first += count


def _describe_sharing(words: Sequence[str], word_rows: np.ndarray) -> str:
    """Return a note if words that differ by more than case share rows, with those of one row."""
    words_of_row: dict[int, dict[str, None]] = defaultdict(dict)
    for word, row in zip(words, word_rows.tolist(), strict=True):
        words_of_row[row][word.lower()] = None
    n_words = sum(map(len, words_of_row.values()))
    if n_words == len(words_of_row):
        return ""
    some = max(words_of_row.values(), key=len)
    return (
        f"{counted(n_words, 'word')} share {counted(len(words_of_row), 'row')}; "
        f"one vector is that of {join_names([*map(repr, some)][:3], 'and')}"
    )


def hash_strings(strings: Sequence[bytes]) -> np.ndarray:
    """Return the hash of each string as spaCy computes it (MurmurHash64A).

    Parameters
    ----------
    strings : sequence of bytes

    Returns
    -------
    ndarray of uint64, shape (n_strings,)
    """
    hashes = np.empty(len(strings), np.uint64)
    lengths = np.fromiter(map(len, strings), np.int64, len(strings))
    for length in np.unique(lengths).tolist():
        places = np.flatnonzero(lengths == length)
        joined = b"".join(strings[place] for place in places.tolist())
        content = np.frombuffer(joined, np.uint8).reshape(len(places), length)
        hashes[places] = _hash_rows(content)
    return hashes


def _hash_rows(content: np.ndarray) -> np.ndarray:
    """Hash byte strings of one length; uint8, shape (n_strings, length)."""
    count, length = content.shape
    whole = length // 8 * 8
    with np.errstate(over="ignore"):
        hashes = np.full(count, np.uint64(_SEED) ^ (np.uint64(length) * _FACTOR), np.uint64)
        for block in np.ascontiguousarray(content[:, :whole]).view("<u8").T:
            mixed = block * _FACTOR
            mixed = (mixed ^ (mixed >> _SHIFT)) * _FACTOR
            hashes = (hashes ^ mixed) * _FACTOR
        if length > whole:
            for place, column in enumerate(content[:, whole:].T):
                hashes ^= column.astype(np.uint64) << np.uint64(8 * place)
            hashes *= _FACTOR
        hashes = (hashes ^ (hashes >> _SHIFT)) * _FACTOR
        return np.asarray(hashes ^ (hashes >> _SHIFT))


def _read_map(content: bytes) -> dict[int, int]:
    """Read a msgpack map from whole numbers to whole numbers."""
    first = content[0]
    if first & 0xF0 == 0x80:
        count, place = first & 0x0F, 1
    else:
        size = {0xDE: 2, 0xDF: 4}[first]
        count, place = int.from_bytes(content[1 : 1 + size]), 1 + size
    numbers = []
    for _ in range(2 * count):
        kind = content[place]
        size = _UNSIGNED.get(kind) or _SIGNED.get(kind) or 0
        if not size and 0x80 <= kind < 0xE0:
            raise ValueError(f"{_KEYS} is no map of numbers")
        signed = kind in _SIGNED or not size
        start = place + 1 if size else place
        place = start + (size or 1)
        numbers.append(int.from_bytes(content[start:place], signed=signed))
    if place > len(content):
        raise ValueError(f"{_KEYS} ends early")
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def _list_files(path: Path) -> list[Path]:
    pipeline = find_pipeline(path)
    return [] if pipeline is None else pipeline.list_files()


SPACY = VectorFormat(
    "spacy",
    title="spaCy",
    matches=lambda *_: False,
    read=read,
    describe=describe,
    companions=_list_files,
    is_package=lambda path: find_pipeline(path) is not None,
)
