"""The format ``torch``: a tensor, a state dict, or words and a tensor, as ``torch.save`` writes.

Such a file is a .zip of numbers and of a pickle that says what they are. The pickle is read with
names of tensors alone, as torch does with ``weights_only``, so that none of its code can run; torch
is not needed.
"""

import io
import pickle
import pickletools
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.unpack import BufferedStream, open_unpacked
from embedstudy.vectors.formats.packages import choose_array, encode_words, list_members
from embedstudy.vectors.formats.stored_array import BLOCK_BYTES, StoredRows, keep_rows
from embedstudy.vectors.formats.streams import MAX_RATIO
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat

_PICKLE = "data.pkl"
# Types of numbers that are read, by the name of torch's storage.
_TYPES = {"FloatStorage": "f4", "DoubleStorage": "f8", "HalfStorage": "f2"}


@dataclass(frozen=True)
class StoredTensor:
    """A tensor in a file, of which nothing is read yet.

    Attributes
    ----------
    key : str
        Name of the numbers' member.
    storage : str
        Type of the numbers.
    offset : int
        The number that it starts at.
    shape, stride : tuple of int
    """

    key: str
    storage: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class _TensorUnpickler(pickle.Unpickler):
    """Reads tensors and plain data, and refuses every other name."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a stand-in for a name of tensors; the pickle can call nothing else."""
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild_tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return _rebuild_parameter
        if module in ("torch", "torch.storage") and name.endswith("Storage"):
            return _StorageType(name)
        if (module, name) == ("torch", "Size"):
            return tuple
        raise _RefusedNameError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> Any:
        """Return the type and the key of numbers."""
        _, storage, key, *_ = pid
        return storage, str(key)


@dataclass(frozen=True)
class _StorageType:
    name: str


class _RefusedNameError(Exception):
    """Is raised for a name that stands for code."""


def _rebuild_tensor(
    storage: tuple[_StorageType, str], offset: int, shape: Any, stride: Any, *_: object
) -> StoredTensor:
    return StoredTensor(storage[1], storage[0].name, int(offset), tuple(shape), tuple(stride))


def _rebuild_parameter(tensor: StoredTensor, *_: object) -> StoredTensor:
    return tensor


def is_torch_file(path: Path) -> bool:
    """Return whether a file is a .zip as ``torch.save`` writes it."""
    return _find_pickle(path) is not None


def _find_pickle(path: Path) -> str | None:
    members = list_members(path)
    pickles = [name for name in members if name.rpartition("/")[2] == _PICKLE]
    return pickles[0] if len(pickles) == 1 else None


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the table of a torch file, with the words in it or next to it.

    Raises
    ------
    InputError
        If it holds other objects than tensors and plain data, no table or several, or the words do
        not match.
    """
    path, source = file.file.path, str(file.file.path)
    member = _find_pickle(path)
    assert member is not None  # noqa: S101 - see is_torch_file
    content = _read_pickle(path, member)
    leaves = dict(_flatten(content))
    tensors = {
        name: leaf
        for name, leaf in leaves.items()
        if isinstance(leaf, StoredTensor) and len(leaf.shape) == 2 and leaf.storage in _TYPES
    }
    others = [
        f"{name or 'tensor'} {leaf.storage.removesuffix('Storage')} {leaf.shape}"
        for name, leaf in leaves.items()
        if isinstance(leaf, StoredTensor)
    ]
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    name = choose_array(source, shapes, file.file.member, others)
    tensor = tensors[name]
    if tensor.stride != (tensor.shape[1], 1) and tensor.shape[0] > 1:
        raise InputError(f"{source}: its rows are not one after the other (save x.contiguous())")
    words = _find_words(leaves, tensor.shape[0]) if file.file.words_path is None else None
    encoded = file.words() if words is None else encode_words(words, source)
    numbers = f"{member.removesuffix(_PICKLE)}data/{tensor.key}"
    with open_unpacked(path, numbers, max_ratio=MAX_RATIO) as stream:
        dtype = np.dtype(_find_byte_order(path, member) + _TYPES[tensor.storage])
        _skip(stream, tensor.offset * dtype.itemsize)
        table = StoredRows(stream, source, tensor.shape, dtype)
        return keep_rows(table, wanted, sink, encoded)


def _read_pickle(path: Path, member: str) -> Any:
    try:
        with open_unpacked(path, member, max_ratio=MAX_RATIO) as stream:
            content = stream.read()
        # Python keeps a list as long as the highest place that a pickle names: a few bytes could
        # ask for all memory.
        for opcode, place, _ in pickletools.genops(content):
            if opcode.name.endswith("BINPUT") and int(place or 0) > len(content):
                raise ValueError(f"a place of {place:,} in {len(content):,} bytes")
        return _TensorUnpickler(io.BytesIO(content)).load()
    except InputError:
        raise
    except _RefusedNameError as error:
        raise InputError(
            f"{path}: holds a {error}, which is code and not read "
            "(save its state_dict(), or a tensor)"
        ) from None
    except Exception as error:  # a pickle can fail in any way
        raise InputError(f"{path}: is not a torch file that can be read ({error})") from None


def _flatten(content: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield tensors, and lists and dictionaries of words, with their names."""
    yield name, content
    if depth > 8 or _list_words(content) is not None:
        return
    parts: Any = ()
    if isinstance(content, Mapping):
        parts = content.items()
    elif isinstance(content, list | tuple):
        parts = enumerate(content)
    for key, part in parts:
        if isinstance(part, StoredTensor | Mapping | list | tuple):
            yield from _flatten(part, f"{name}.{key}" if name else str(key), depth + 1)


def _list_words(content: Any) -> list[str] | None:
    """Return words, from a list of them or from a dictionary to their rows."""
    if isinstance(content, Mapping) and all(type(row) is int for row in content.values()):
        words = sorted(content, key=content.__getitem__)
        return words if [content[word] for word in words] == list(range(len(words))) else None
    if isinstance(content, list | tuple) and content and isinstance(content[0], str):
        return list(content)
    return None


def _find_words(leaves: Mapping[str, Any], count: int) -> list[str] | None:
    lists = (_list_words(leaf) for leaf in leaves.values())
    return next((words for words in lists if words is not None and len(words) == count), None)


def _find_byte_order(path: Path, member: str) -> str:
    name = member.removesuffix(_PICKLE) + "byteorder"
    if name not in list_members(path):
        return "<"
    with open_unpacked(path, name) as stream:
        return ">" if stream.read(3) == b"big" else "<"


def _skip(stream: BufferedStream, count: int) -> None:
    while count > 0 and (content := stream.read(min(count, BLOCK_BYTES))):
        count -= len(content)


TORCH = VectorFormat(
    "torch",
    title="torch .pt",
    matches=lambda *_: False,
    read=read,
    endings=(".pt", ".pth"),
    is_package=is_torch_file,
)
