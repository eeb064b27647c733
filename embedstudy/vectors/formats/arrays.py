"""Vectors as an array file (.npy, safetensors) with their words in a text file beside it."""

import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from operator import index

import numpy as np
from numpy.lib import format as npy

from embedstudy.errors import InputError
from embedstudy.vectors.formats.streams import BufferedStream
from embedstudy.vectors.formats.table import TableRows, Wanted, checked_dim
from embedstudy.wording import counted

BLOCK_BYTES = 1 << 22
# As the safetensors library itself limits it.
MAX_JSON = 100_000_000
SAFETENSORS_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}


def read_npy(
    stream: BufferedStream,
    source: str,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: Iterator[bytes],
) -> TableRows:
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
    stored = _Columns if fortran else _Stored
    return _keep(stored(stream, source, shape, dtype), wanted, sink, words)


def read_safetensors(
    stream: BufferedStream,
    source: str,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: Iterator[bytes],
) -> TableRows:
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
            name: (_whole(each["shape"]), _whole(each["data_offsets"]), each["dtype"])
            for name, each in header.items()
            if name != "__metadata__" and len(each["shape"]) == 2
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise InputError(f"{source}: is not a safetensors file that can be read") from None
    if len(tables) != 1:
        raise InputError(f"{source}: holds {len(tables)} tables, not one: {', '.join(tables)}")
    ((shape, offsets, kind),) = tables.values()
    if not isinstance(kind, str) or kind not in SAFETENSORS_TYPES:
        known = ", ".join(SAFETENSORS_TYPES)
        raise InputError(f"{source}: its numbers are {kind}, a type that is not read ({known} are)")
    dtype = np.dtype(SAFETENSORS_TYPES[kind])
    size = dtype.itemsize * shape[0] * shape[1]
    if len(offsets) != 2 or offsets[0] < 0 or offsets[1] - offsets[0] != size:
        raise InputError(
            f"{source}: its table is said to lie at bytes {list(offsets)}; "
            f"shape {shape} of {kind} needs {size}"
        )
    start = offsets[0]
    while start > 0 and (skipped := stream.read(min(start, BLOCK_BYTES))):
        start -= len(skipped)
    table = _Stored(stream, source, shape, dtype)
    return _keep(table, wanted, sink, words)


def _whole(numbers: list[object]) -> tuple[int, ...]:
    return tuple(index(number) for number in numbers)  # type: ignore[arg-type]


class _Stored:
    """A table in a stream, row by row; its shape is not believed before its bytes are there."""

    def __init__(
        self, stream: BufferedStream, source: str, shape: tuple[int, ...], dtype: np.dtype
    ) -> None:
        if dtype.kind != "f" or len(shape) != 2:
            raise InputError(
                f"{source}: holds an array of {dtype} and shape {shape}, not a table of numbers"
            )
        if shape[0] < 1:
            raise InputError(f"{source}: no rows")
        checked_dim(source, shape[1])
        self._stream, self.source, self.shape, self._dtype = stream, source, shape, dtype
        try:
            left = os.fstat(stream.fileno()).st_size - stream.tell()
        except OSError:  # packed: its size unpacked is not known, and it is read to its end
            self._seeks = False
        else:
            self._seeks = True
            needed = dtype.itemsize * shape[0] * shape[1]
            if needed > left:
                raise InputError(f"{source}: shape {shape} needs {needed} bytes; {left} are there")

    def blocks(self) -> Iterator[int]:
        """Give the number of rows of each block that is little enough to be read at once."""
        most = max(1, BLOCK_BYTES // (self._dtype.itemsize * self.shape[1]))
        for done in range(0, self.shape[0], most):
            yield min(most, self.shape[0] - done)

    def take(self, count: int, places: list[int]) -> np.ndarray:
        """Read the next block, and return the rows at some places of it."""
        if places or not self._seeks:
            return self._numbers(count * self.shape[1]).reshape(count, -1)[places]
        self._stream.seek(count * self.shape[1] * self._dtype.itemsize, os.SEEK_CUR)
        return np.empty((0, self.shape[1]), self._dtype)

    def _numbers(self, count: int) -> np.ndarray:
        ask = count * self._dtype.itemsize
        content = self._stream.read(ask)
        if len(content) < ask:
            raise InputError(f"{self.source}: ends {ask - len(content)} bytes early (not whole?)")
        return np.frombuffer(content, self._dtype)


class _Columns(_Stored):
    """A table in a stream, column by column (Fortran's order): one block of all rows."""

    def blocks(self) -> Iterator[int]:
        """Give the number of rows of the one block."""
        yield self.shape[0]

    def take(self, count: int, places: list[int]) -> np.ndarray:
        """Read all columns, and return the rows at some places."""
        chosen = np.empty((len(places), self.shape[1]), self._dtype)
        rows = np.array(places, np.int64)
        for column in range(self.shape[1]):
            chosen[:, column] = self._numbers(count)[rows]
        return chosen


def _keep(
    table: _Stored,
    wanted: Wanted,
    sink: Callable[[np.ndarray], None],
    words: Iterator[bytes],
) -> TableRows:
    rows = TableRows(table.source, wanted, sink, dim=table.shape[1])
    encoded, listed = wanted.encoded, 0
    for count in table.blocks():
        if rows.full:
            break
        most = count if wanted.limit is None else min(count, wanted.limit - rows.read)
        seen, places, chosen = 0, [], []
        # No list of a block's words: where a block is the whole table, that would be all of them.
        for place, word in enumerate(islice(words, most)):
            seen = place + 1
            if encoded is None or word in encoded:
                places.append(place)
                chosen.append(word)
        listed += seen
        if seen < most:
            break
        with np.errstate(over="ignore"):
            block = table.take(count, places).astype(np.float32, copy=False)
        rows.keep(chosen, [rows.read + place + 1 for place in places], block)
        rows.read += seen
    listed += sum(1 for _ in words)
    if listed != table.shape[0]:
        raise InputError(
            f"{table.source}: {counted(table.shape[0], 'row')}, but the word list has "
            f"{counted(listed, 'word')}"
        )
    return rows
