"""Arrays of numbers in a stream, whose words come from a list of their own."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Protocol

import numpy as np

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.table_rows import TableRows, Wanted, check_dim
from embedstudy.vectors.formats.vector_format import Sink
from embedstudy.wording import counted

BLOCK_BYTES = 1 << 22


class RowReader(Protocol):
    """A table that is read block by block.

    Attributes
    ----------
    source : str
        Name of the file, for messages.
    shape : tuple of int
    """

    source: str

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of rows, and of numbers in each."""
        ...

    def blocks(self) -> Iterator[int]:
        """Yield the number of rows of each block that is read at once."""
        ...

    def read_block(self, count: int, places: list[int]) -> np.ndarray:
        """Read the next block, and return the rows at some places of it."""
        ...


class StoredRows:
    """A table in a stream, row by row.

    Its shape is checked against the bytes that are there before anything is allocated.
    """

    def __init__(
        self, stream: BufferedStream, source: str, shape: tuple[int, ...], dtype: np.dtype
    ) -> None:
        if dtype.kind != "f" or len(shape) != 2:
            raise InputError(
                f"{source}: holds an array of {dtype} and shape {shape}, not a table of numbers "
                "(two dimensions of float16, float32 or float64 are needed)"
            )
        if shape[0] < 1:
            raise InputError(f"{source}: no rows")
        check_dim(source, shape[1])
        self._stream, self.source, self.shape, self._dtype = stream, source, shape, dtype
        try:
            bytes_left = os.fstat(stream.fileno()).st_size - stream.tell()
        except OSError:  # packed: the unpacked size is unknown, and all of it is read
            self._seeks = False
        else:
            self._seeks = True
            needed = dtype.itemsize * shape[0] * shape[1]
            if needed > bytes_left:
                raise InputError(
                    f"{source}: shape {shape} needs {needed} bytes; {bytes_left} are there"
                )

    def blocks(self) -> Iterator[int]:
        """Yield the number of rows of each block that is read at once."""
        most = max(1, BLOCK_BYTES // (self._dtype.itemsize * self.shape[1]))
        for done in range(0, self.shape[0], most):
            yield min(most, self.shape[0] - done)

    def read_block(self, count: int, places: list[int]) -> np.ndarray:
        """Read the next block, and return the rows at some places of it."""
        if places or not self._seeks:
            return self._read_numbers(count * self.shape[1]).reshape(count, -1)[places]
        self._stream.seek(count * self.shape[1] * self._dtype.itemsize, os.SEEK_CUR)
        return np.empty((0, self.shape[1]), self._dtype)

    def _read_numbers(self, count: int) -> np.ndarray:
        ask = count * self._dtype.itemsize
        content = self._stream.read(ask)
        if len(content) < ask:
            raise InputError(f"{self.source}: ends {ask - len(content)} bytes early (not whole?)")
        return np.frombuffer(content, self._dtype)


class StoredColumns(StoredRows):
    """A table in a stream, column by column (Fortran's order): one block of all rows."""

    def blocks(self) -> Iterator[int]:
        """Yield the number of rows of the one block."""
        yield self.shape[0]

    def read_block(self, count: int, places: list[int]) -> np.ndarray:
        """Read all columns, and return the rows at some places."""
        chosen = np.empty((len(places), self.shape[1]), self._dtype)
        rows = np.array(places, np.int64)
        for column in range(self.shape[1]):
            chosen[:, column] = self._read_numbers(count)[rows]
        return chosen


def keep_rows(table: RowReader, wanted: Wanted, sink: Sink, words: Iterator[bytes]) -> TableRows:
    """Read a table with its words, and keep the rows that are wanted.

    Raises
    ------
    InputError
        If the stream ends early, or there are more or fewer words than rows.
    """
    rows = TableRows(table.source, wanted, sink, dim=table.shape[1])
    encoded, n_words = wanted.encoded, 0
    for count in table.blocks():
        if rows.full:
            break
        most = count if wanted.limit is None else min(count, wanted.limit - rows.read)
        seen, places, chosen = 0, [], []
        # The words are not listed first: a block may be the whole table.
        for place, word in enumerate(islice(words, most)):
            seen = place + 1
            # Most words of a table are not wanted, and ASCII: no call is spent on them.
            if (
                encoded is None
                or word in encoded
                or (not word.isascii() and wanted.has_variant(word))
            ):
                places.append(place)
                chosen.append(word)
        n_words += seen
        if seen < most:
            break
        with np.errstate(over="ignore"):
            block = table.read_block(count, places).astype(np.float32, copy=False)
        rows.keep(chosen, [rows.read + place + 1 for place in places], block)
        rows.read += seen
    n_words += sum(1 for _ in words)
    if n_words != table.shape[0]:
        raise InputError(
            f"{table.source}: {counted(table.shape[0], 'row')}, but the word list has "
            f"{counted(n_words, 'word')}"
        )
    return rows
