"""The arrays of a saved model: a safetensors file whose header is checked before it is read.

The library ``safetensors`` writes it. Reading through the library would take three times the
memory, and allocates whatever a header says.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

DTYPES = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U32": "<u4"}
# An entry of the header takes some hundred bytes, and a model has a dozen.
MOST_HEADER_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 24


@dataclass(frozen=True)
class TensorEntry:
    """An array as the header describes it.

    Attributes
    ----------
    dtype : numpy.dtype
    shape : tuple of int
    start, stop : int
        Its bytes, counted from the end of the header.
    """

    dtype: np.dtype
    shape: tuple[int, ...]
    start: int
    stop: int

    def __str__(self) -> str:
        return f"{self.dtype} {self.shape}"


@dataclass(frozen=True)
class TensorHeader:
    """The header of a file.

    Attributes
    ----------
    prefix : bytes
        The header itself, with its length.
    entries : mapping of str to TensorEntry
        In the order of their bytes; they fill the rest of the file, without a gap.
    """

    prefix: bytes
    entries: Mapping[str, TensorEntry]


def read_header(file: BinaryIO, n_bytes: int) -> TensorHeader:
    """Return the header of a safetensors file.

    Parameters
    ----------
    file : binary file
        At its start.
    n_bytes : int
        The length of the file.

    Raises
    ------
    ValueError
        If it is none, or its arrays do not fill the file.
    """
    length = file.read(8)
    size = int.from_bytes(length, "little")
    if len(length) < 8 or size > min(MOST_HEADER_BYTES, n_bytes - 8):
        raise ValueError("it has no header of safetensors")
    text = file.read(size)
    try:
        document = json.loads(text)
        entries = {
            str(name): _read_entry(entry)
            for name, entry in document.items()
            if name != "__metadata__"
        }
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise ValueError("its header cannot be read") from None
    ordered = dict(sorted(entries.items(), key=lambda item: (item[1].start, item[1].stop)))
    end = 0
    for name, entry in ordered.items():
        if entry.start != end or entry.stop - entry.start != _count_bytes(entry):
            raise ValueError(f"its header gives {name[:60]!r} bytes that are not its own")
        end = entry.stop
    if end != n_bytes - 8 - size:
        raise ValueError(f"its header describes {end:,} bytes, it has {n_bytes - 8 - size:,}")
    return TensorHeader(length + text, ordered)


def read_arrays(file: BinaryIO, header: TensorHeader) -> tuple[dict[str, np.ndarray], str]:
    """Return the arrays of a file, and the SHA-256 of the whole file as hex digits.

    Raises
    ------
    ValueError
        If the file ends early.
    """
    digest = hashlib.sha256(header.prefix)
    file.seek(len(header.prefix))
    arrays = {}
    for name, entry in header.entries.items():
        array = np.empty(entry.shape, entry.dtype)
        content = memoryview(array.reshape(-1).view(np.uint8).data)
        for start in range(0, len(content), _BLOCK_BYTES):
            block = content[start : start + _BLOCK_BYTES]
            if file.readinto(block) != len(block):  # type: ignore[attr-defined]
                raise ValueError("it ends early")
            digest.update(block)
        arrays[name] = array
    return arrays, digest.hexdigest()


def _read_entry(entry: Mapping[str, object]) -> TensorEntry:
    shape, offsets = entry["shape"], entry["data_offsets"]
    if not isinstance(shape, list) or not isinstance(offsets, list):
        raise TypeError
    if any(type(number) is not int or number < 0 for number in (*shape, *offsets)):
        raise ValueError
    start, stop = offsets
    return TensorEntry(np.dtype(DTYPES[str(entry["dtype"])]), tuple(shape), start, stop)


def _count_bytes(entry: TensorEntry) -> int:
    return math.prod(entry.shape) * entry.dtype.itemsize
