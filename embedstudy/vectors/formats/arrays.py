"""Vectors as an array file (.npy, safetensors) with their words in a text file beside it."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from pyarrow import parquet

from embedstudy.errors import InputError
from embedstudy.vectors.formats.streams import BufferedStream
from embedstudy.vectors.formats.table import Rows, Wanted, checked_dim

BLOCK_BYTES = 1 << 24
# As the safetensors library itself limits it.
MAX_JSON = 100_000_000
SAFETENSORS_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}


def word_list_beside(path: Path) -> Path:
    """Find the word list of an array file.

    Raises
    ------
    InputError
        If there is none under any of the usual names.
    """
    stem = path.name.split(".")[0]
    names = (f"{stem}.vocab.txt", f"{stem}.words.txt", f"{stem}.txt", "vocab.txt", "words.txt")
    for name in names:
        if (path.parent / name).is_file():
            return path.parent / name
    raise InputError(f"{path}: no word list beside it ({' or '.join(names)}, a word a line)")


def read_words(path: Path) -> list[bytes]:
    """Read a word list: a word a line, split on the line feed alone, or a Parquet file's column."""
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            (column,) = parquet.read_table(path).columns
            return [word.encode() for word in column.to_pylist()]
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def read_npy(
    stream: BufferedStream,
    source: str,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: list[bytes],
) -> Rows:
    """Read a .npy of numbers; never one of objects, which would run what it holds.

    Raises
    ------
    InputError
        If the array is not a table of floating-point numbers, or does not match its words.
    """
    try:
        version = npy.read_magic(stream)
        read_header = {
            (1, 0): npy.read_array_header_1_0,
            (2, 0): npy.read_array_header_2_0,
        }[version]
        shape, fortran, dtype = read_header(stream, max_header_size=10_000)
    except Exception as error:  # a damaged header fails in many ways, in NumPy's parser and beyond
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{source}: is not a .npy file that can be read ({cause})") from None
    if fortran and len(shape) == 2:
        columns = _read_rows(stream, source, shape[::-1], dtype)
        matrix = np.concatenate(list(columns)).T
        return _keep(source, wanted, sink, words, shape, iter([matrix]))
    return _keep(source, wanted, sink, words, shape, _read_rows(stream, source, shape, dtype))


def read_safetensors(
    stream: BufferedStream,
    source: str,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: list[bytes],
) -> Rows:
    """Read the one table of a safetensors file.

    Raises
    ------
    InputError
        If it holds no table or several, or does not match its words.
    """
    size = int.from_bytes(stream.read(8), "little")
    if size > MAX_JSON:
        raise InputError(f"{source}: its header is {size} bytes long: refused")
    try:
        header = json.loads(stream.read(size))
        tables = {
            name: (tuple(each["shape"]), each["dtype"], int(each["data_offsets"][0]))
            for name, each in header.items()
            if name != "__metadata__" and len(each["shape"]) == 2
        }
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise InputError(f"{source}: is not a safetensors file that can be read") from None
    if len(tables) != 1:
        raise InputError(f"{source}: holds {len(tables)} tables, not one: {', '.join(tables)}")
    ((shape, kind, start),) = tables.values()
    if kind not in SAFETENSORS_TYPES:
        raise InputError(f"{source}: its numbers are {kind}, not floating-point")
    while start > 0 and (skipped := stream.read(min(start, BLOCK_BYTES))):
        start -= len(skipped)
    blocks = _read_rows(stream, source, shape, np.dtype(SAFETENSORS_TYPES[kind]))
    return _keep(source, wanted, sink, words, shape, blocks)


def _read_rows(
    stream: BufferedStream, source: str, shape: tuple[int, ...], dtype: np.dtype
) -> Iterator[np.ndarray]:
    """Read a table a block at a time; its shape is not believed before its bytes are there."""
    if dtype.kind != "f" or len(shape) != 2:
        raise InputError(
            f"{source}: holds an array of {dtype} and shape {shape}, not a table of numbers"
        )
    count, dim = shape
    width = dtype.itemsize * dim
    try:
        left = os.fstat(stream.fileno()).st_size - stream.tell()
        if count * width > left:
            raise InputError(
                f"{source}: shape {shape} needs {count * width} bytes; {left} are there"
            )
    except OSError:  # packed: its size unpacked is not known
        pass
    return _blocks(stream, source, shape, dtype)


def _blocks(
    stream: BufferedStream, source: str, shape: tuple[int, ...], dtype: np.dtype
) -> Iterator[np.ndarray]:
    (count, dim), done, width = shape, 0, dtype.itemsize * max(shape[1], 1)
    while done < count:
        ask = min(count - done, max(1, BLOCK_BYTES // width)) * width
        content = stream.read(ask)
        if len(content) < ask:
            raise InputError(f"{source}: ends {ask - len(content)} bytes early (not whole?)")
        block = np.frombuffer(content, dtype).reshape(-1, dim)
        done += len(block)
        yield block


def _keep(
    source: str,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: list[bytes],
    shape: tuple[int, ...],
    blocks: Iterator[np.ndarray],
) -> Rows:
    if len(shape) == 2 and shape[0] != len(words):
        raise InputError(f"{source}: {shape[0]} rows, but the word list has {len(words)} words")
    rows = Rows(source, wanted, sink, dim=checked_dim(source, shape[-1] if shape else 0))
    encoded = wanted.encoded
    if not words:
        raise InputError(f"{source}: no rows")
    for raw in blocks:
        with np.errstate(over="ignore"):
            block = raw.astype(np.float32)
        finite = np.asarray(np.isfinite(block).all(axis=1))
        places = []
        for place in range(len(block)):
            if rows.full:
                break
            word = words[rows.read]
            rows.read += 1
            if (encoded is None or word in encoded) and rows.is_new(word):
                if finite[place]:
                    rows.words.append(rows.decode(word, f"{source}: row {rows.read}"))
                    places.append(place)
                else:
                    rows.bad(f"{source}: row {rows.read}", f"a value of {word!r} is not finite")
        sink(block[places])
        if rows.full:
            break
    return rows
