"""The format ``npy``: a NumPy array, with its words in a text file next to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from embedstudy.errors import InputError
from embedstudy.storage import make_npy_header
from embedstudy.unpack import BufferedStream
from embedstudy.vectors.formats.row_blocks import row_blocks
from embedstudy.vectors.formats.stored_array import StoredColumns, StoredRows, keep_rows
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat
from embedstudy.vectors.word_vectors import WordVectors


@dataclass(frozen=True)
class ArrayHeader:
    """What the header of an array holds.

    Attributes
    ----------
    shape : tuple of int
    is_fortran : bool
        Whether it is stored column by column.
    dtype : dtype
    """

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read a .npy of numbers; never one of objects, which would run what it holds.

    Raises
    ------
    InputError
        If the array is not a table of floating-point numbers, or does not match its words.
    """
    rows = read_array(file.stream, file.source, file.words(), wanted, sink)
    rows.choices += file.describe_words()
    return rows


def read_array(
    stream: BufferedStream, source: str, words: Iterator[bytes], wanted: Wanted, sink: Sink
) -> TableRows:
    """Read an array of numbers whose words are known.

    Raises
    ------
    InputError
        If the array is not a table of floating-point numbers, or does not match its words.
    """
    return keep_rows(_open_rows(stream, source), wanted, sink, words)


def _open_rows(stream: BufferedStream, source: str) -> StoredRows:
    header = read_header(stream, source)
    stored_array = StoredColumns if header.is_fortran else StoredRows
    return stored_array(stream, source, header.shape, header.dtype)


def read_header(stream: BufferedStream, source: str) -> ArrayHeader:
    """Read the header of an array.

    Raises
    ------
    InputError
        If it is damaged.
    """
    try:
        version = npy.read_magic(stream)
        read_version = {
            (1, 0): npy.read_array_header_1_0,
            (2, 0): npy.read_array_header_2_0,
        }[version]
        return ArrayHeader(*read_version(stream, max_header_size=10_000))
    except MemoryError:
        raise
    except Exception as error:  # a damaged header fails in many ways, in NumPy's parser and beyond
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{source}: is not a .npy file that can be read ({cause})") from None


def write(file: BinaryIO, vectors: WordVectors) -> None:
    """Write a table as float32."""
    file.write(make_npy_header("<f4", vectors.matrix.shape))
    for _, block in row_blocks(vectors):
        file.write(block.astype("<f4").tobytes())


NPY = VectorFormat(
    "npy",
    title=".npy",
    matches=lambda head, _: head.startswith(b"\x93NUMPY"),
    read=read,
    write=write,
    endings=(".npy",),
    word_list=True,
    is_mappable=True,
    check=lambda file: _open_rows(file.stream, file.source),
    refused_characters="\r\n",
)
