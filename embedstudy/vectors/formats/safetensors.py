"""The format ``safetensors``: one array, with its words in a text file next to it."""

import json
from operator import index
from typing import BinaryIO

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats.row_blocks import row_blocks
from embedstudy.vectors.formats.stored_array import BLOCK_BYTES, StoredRows, keep_rows
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat
from embedstudy.vectors.word_vectors import WordVectors

# As the safetensors library itself limits it.
MAX_JSON = 100_000_000
# Tables that an error names.
_SHOWN = 8
NUMBER_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the one table of a safetensors file.

    Raises
    ------
    InputError
        If it holds no table or several, or does not match its words.
    """
    words = file.words()
    rows = keep_rows(open_rows(file), wanted, sink, words)
    rows.choices += file.describe_words()
    return rows


def open_rows(file: TableFile) -> StoredRows:
    """Return the one table of a safetensors file, at its first row.

    Raises
    ------
    InputError
        If it holds no table or several, or ends early.
    """
    size = int.from_bytes(file.stream.read(8), "little")
    if size > MAX_JSON:
        raise InputError(f"{file.source}: its header is {size} bytes long: refused")
    try:
        header = json.loads(file.stream.read(size))
        tables = {
            name: (
                _read_whole_numbers(entry["shape"]),
                _read_whole_numbers(entry["data_offsets"]),
                entry["dtype"],
            )
            for name, entry in header.items()
            if name != "__metadata__" and len(entry["shape"]) == 2
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise InputError(f"{file.source}: is not a safetensors file that can be read") from None
    if len(tables) != 1:
        some = ", ".join([*tables][:_SHOWN]) + ", ..." * (len(tables) > _SHOWN)
        raise InputError(f"{file.source}: holds {len(tables):,} tables, not one: {some}")
    ((shape, offsets, kind),) = tables.values()
    if not isinstance(kind, str) or kind not in NUMBER_TYPES:
        known = ", ".join(NUMBER_TYPES)
        raise InputError(
            f"{file.source}: its numbers are {kind}, a type that is not read ({known} are)"
        )
    dtype = np.dtype(NUMBER_TYPES[kind])
    size = dtype.itemsize * shape[0] * shape[1]
    if len(offsets) != 2 or offsets[0] < 0 or offsets[1] - offsets[0] != size:
        raise InputError(
            f"{file.source}: its header puts the table at bytes {list(offsets)}; "
            f"shape {shape} of {kind} needs {size}"
        )
    start = offsets[0]
    while start > 0 and (skipped := file.stream.read(min(start, BLOCK_BYTES))):
        start -= len(skipped)
    return StoredRows(file.stream, file.source, shape, dtype)


def write(file: BinaryIO, vectors: WordVectors) -> None:
    """Write a table as float32, under the name ``vectors``."""
    count, dim = vectors.matrix.shape
    entry = {"dtype": "F32", "shape": [count, dim], "data_offsets": [0, 4 * count * dim]}
    header = json.dumps({"vectors": entry}).encode()
    header += b" " * (-len(header) % 8)  # the numbers start at a multiple of eight
    file.write(len(header).to_bytes(8, "little") + header)
    for _, block in row_blocks(vectors):
        file.write(block.astype("<f4").tobytes())


def _read_whole_numbers(numbers: list[object]) -> tuple[int, ...]:
    return tuple(index(number) for number in numbers)  # type: ignore[arg-type]


SAFETENSORS = VectorFormat(
    "safetensors",
    title="safetensors",
    # A file begins with the length of its JSON header.
    matches=lambda head, _: head[8:9] == b"{" and int.from_bytes(head[:8], "little") <= MAX_JSON,
    read=read,
    write=write,
    endings=(".safetensors",),
    word_list=True,
    check=open_rows,
    refused_characters="\r\n",
)
