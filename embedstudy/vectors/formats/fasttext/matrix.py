"""The input matrix of a fastText model: rows of words, then rows of n-grams."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats.fasttext.layout import FastTextHeader, FastTextReader
from embedstudy.vectors.ngram_vectors import RowTable, add_rows, split_keys

# One read takes at most so many bytes, or one row.
BLOCK_BYTES = 1 << 18
# Reading so many bytes takes as long as another read: rows nearer to each other are read at once.
BYTES_A_READ = 1 << 15
# Rows are added up that many at a time; the memory for them is small against that of a table.
KEYS_AT_ONCE = 512
_CENTROIDS = 256


class InputMatrix(Protocol):
    """An input matrix from which rows of many words can be added up."""

    def add_up(self, keys: np.ndarray, sums: np.ndarray) -> None:
        """Add rows to the sums of their words, in place.

        Parameters
        ----------
        keys : ndarray of int64, shape (n_keys,)
            A row and, in the low 32 bits, its word; sorted, and after those of the last call.
        sums : ndarray of float32, shape (n_words, dim)
        """

    def open_rows(self) -> RowTable | None:
        """Return a table that gives rows in any order; None if the stream cannot go back."""


def read_matrix(reader: FastTextReader, header: FastTextHeader) -> InputMatrix:
    """Read what stands before the numbers of a dense matrix, or a whole quantized one.

    Raises
    ------
    InputError
        If it is damaged, or smaller than its header says.
    """
    (is_quantized,) = reader.read_numbers("b")
    if is_quantized not in {0, 1}:
        reader.refuse("its matrix has no known type")
    if is_quantized:
        return _read_quantized(reader, header)
    if header.n_remaining >= 0:
        # fastText's own message, of its issue 332.
        raise InputError(f"{reader.source}: is an invalid fastText model; get its newer version")
    n_rows = _read_shape(reader, header)
    reader.require(4 * n_rows * header.dim, f"its matrix of {n_rows} x {header.dim} numbers")
    _check_end(reader, 4 * n_rows * header.dim)
    return DenseMatrix(reader, n_rows, header.dim)


def _check_end(reader: FastTextReader, width: int) -> None:
    """Make sure that a plain file has its second matrix, which is not read."""
    if reader.size is None:
        return
    start = reader.stream.tell()
    reader.stream.seek(start + width)
    (is_quantized,) = reader.read_numbers("b")
    n_rows, dim = reader.read_numbers("qq")
    if not is_quantized:
        reader.require(4 * n_rows * dim, f"its output matrix of {n_rows} x {dim} numbers")
    reader.stream.seek(start)


def _read_shape(reader: FastTextReader, header: FastTextHeader) -> int:
    n_rows, dim = reader.read_numbers("qq")
    if dim != header.dim or n_rows < header.n_rows:
        reader.refuse(
            f"its matrix is {n_rows} x {dim}, its dictionary needs {header.n_rows} x {header.dim}"
        )
    return n_rows


class DenseMatrix:
    """Rows of float32 that are read from a file when they are needed."""

    def __init__(self, reader: FastTextReader, n_rows: int, dim: int) -> None:
        self._reader, self._shape = reader, (n_rows, dim)
        self._is_packed = reader.size is None
        self._start = 0 if self._is_packed else reader.stream.tell()
        self._done = 0  # bytes of the matrix that a packed stream is past

    def add_up(self, keys: np.ndarray, sums: np.ndarray) -> None:
        """Add rows to the sums of their words, reading from the first row to the last."""
        end = 0
        while end < len(keys):
            start, last = end, min(end + KEYS_AT_ONCE, len(keys)) - 1
            # All keys of a row together: a packed stream does not go back to it.
            end = int(np.searchsorted(keys, ((keys[last] >> 32) + 1) << 32))
            rows, words = split_keys(keys[start:end])
            is_new = np.diff(rows, prepend=-1) > 0
            add_rows(sums, words, self._read_rows(rows[is_new]), np.cumsum(is_new) - 1)

    def open_rows(self) -> RowTable | None:
        """Map the numbers of a plain file."""
        if self._is_packed:
            return None
        path = self._reader.stream.name
        return np.memmap(path, "<f4", "r", offset=self._start, shape=self._shape)

    def _read_rows(self, rows: np.ndarray) -> np.ndarray:
        """Return rows, which ascend; those that are near each other are read at once."""
        width = 4 * self._shape[1]
        block = np.empty((len(rows), self._shape[1]), np.float32)
        is_far = (np.diff(rows) * width > BYTES_A_READ) | (np.diff(rows * width // BLOCK_BYTES) > 0)
        starts = [0, *(np.flatnonzero(is_far) + 1).tolist(), len(rows)]
        for start, end in pairwise(starts):
            first, last = int(rows[start]), int(rows[end - 1])
            content = self._read(first * width, (last + 1 - first) * width)
            span = np.frombuffer(content, "<f4").reshape(-1, self._shape[1])
            block[start:end] = span[rows[start:end] - first]
        return block

    def _read(self, place: int, count: int) -> bytes | bytearray:
        """Read bytes of the matrix; a packed stream goes forward only."""
        stream = self._reader.stream
        if self._is_packed:
            while self._done < place:
                skipped = len(stream.read(min(BLOCK_BYTES, place - self._done)))
                if not skipped:
                    self._reader.refuse_early_end("its matrix")
                self._done += skipped
            self._done += count
        else:
            stream.raw.seek(self._start + place)
            content: bytes = stream.raw.read(count)
            if len(content) == count:
                return content
            stream.seek(self._start + place)
        return self._reader.read_bytes(count, "its matrix")


@dataclass(frozen=True, eq=False)
class ProductQuantizer:
    """Codes of parts of rows, as fastText quantizes them.

    Attributes
    ----------
    part, last_part : int
        Numbers of a part, and of the last.
    centroids : ndarray of float32, shape (dim * 256,)
    """

    part: int
    last_part: int
    centroids: np.ndarray

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Return rows of their codes; float32, shape (n_rows, dim)."""
        n_parts = codes.shape[1]
        blocks = []
        for number in range(n_parts):
            width = self.last_part if number == n_parts - 1 else self.part
            start = number * _CENTROIDS * self.part
            table = self.centroids[start : start + _CENTROIDS * width].reshape(_CENTROIDS, width)
            blocks.append(table[codes[:, number]])
        return np.concatenate(blocks, axis=1)


@dataclass(frozen=True, eq=False)
class QuantizedMatrix:
    """A quantized matrix, which is small: it is held in memory.

    Attributes
    ----------
    codes : ndarray of uint8, shape (n_rows, n_parts)
    quantizer : ProductQuantizer
    norms : ndarray of float32, shape (n_rows, 1), optional
        The length of each row, where lengths are quantized alone.
    """

    codes: np.ndarray
    quantizer: ProductQuantizer
    norms: np.ndarray | None

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""
        n_parts = self.codes.shape[1]
        return len(self.codes), (n_parts - 1) * self.quantizer.part + self.quantizer.last_part

    def __getitem__(self, rows: np.ndarray) -> np.ndarray:
        """Return rows; float32, shape (n_rows, dim)."""
        block = self.quantizer.decode(self.codes[rows])
        return block if self.norms is None else block * self.norms[rows]

    def add_up(self, keys: np.ndarray, sums: np.ndarray) -> None:
        """Add rows to the sums of their words."""
        rows, words = split_keys(keys)
        add_rows(sums, words, self, rows)

    def open_rows(self) -> RowTable:
        """Return the matrix itself."""
        return self


def _read_quantized(reader: FastTextReader, header: FastTextHeader) -> QuantizedMatrix:
    (has_norms,) = reader.read_numbers("b")
    n_rows = _read_shape(reader, header)
    (n_codes,) = reader.read_numbers("i")
    content = reader.read_bytes(n_codes, "the codes of its matrix")
    quantizer, n_parts = _read_quantizer(reader, header.dim)
    if n_codes != n_rows * n_parts:
        reader.refuse(f"its matrix has {n_codes} codes for {n_rows} x {n_parts}")
    norms = None
    if has_norms:
        norm_codes = np.frombuffer(reader.read_bytes(n_rows, "the lengths of its rows"), np.uint8)
        norm_quantizer, _ = _read_quantizer(reader, 1)
        norms = norm_quantizer.decode(norm_codes[:, None])
    codes = np.frombuffer(content, np.uint8).reshape(n_rows, n_parts)
    return QuantizedMatrix(codes, quantizer, norms)


def _read_quantizer(reader: FastTextReader, dim: int) -> tuple[ProductQuantizer, int]:
    """Read a quantizer, and return it and the number of its parts."""
    header_dim, n_parts, part, last_part = reader.read_numbers("4i")
    is_sound = (
        header_dim == dim
        and min(n_parts, part, last_part) >= 1
        and (n_parts - 1) * part + last_part == dim
    )
    if not is_sound:
        reader.refuse("its quantizer does not fit its matrix")
    content = reader.read_bytes(4 * _CENTROIDS * dim, "its centroids")
    return ProductQuantizer(part, last_part, np.frombuffer(content, "<f4")), n_parts
