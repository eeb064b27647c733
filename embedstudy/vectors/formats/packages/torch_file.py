"""The format ``torch``: a tensor, a state dict, or words and a tensor, as ``torch.save`` writes.

torch reads it with ``weights_only``, which builds tensors and plain data and runs no code.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.errors import InputError
from embedstudy.memory_errors import is_memory_error
from embedstudy.vectors.formats.packages.contents import (
    choose_array,
    describe_array,
    encode_words,
    list_members,
)
from embedstudy.vectors.formats.stored_array import BLOCK_BYTES, keep_rows
from embedstudy.vectors.formats.table_rows import TableRows, Wanted, check_dim
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat

_PICKLE = "data.pkl"
# The deepest nesting that is searched for tensors.
_MOST_DEPTH = 8
# The name of code, and the cause, in the paragraphs that torch writes when it refuses a file.
_REFUSED_NAME = re.compile(r"GLOBAL ([\w.]+)")
_CAUSE = re.compile(r"\n\n(.+)")


class TensorRows:
    """A table in a tensor, row by row; numbers that no one asks for stay on the disk."""

    def __init__(self, tensor: Any, source: str) -> None:
        self._tensor, self.source, self.shape = tensor, source, tuple(tensor.shape)
        if self.shape[0] < 1:
            raise InputError(f"{source}: no rows")
        check_dim(source, self.shape[1])

    def blocks(self) -> Iterator[int]:
        """Yield the number of rows of each block that is read at once."""
        self._first = 0
        most = max(1, BLOCK_BYTES // (self._tensor.element_size() * self.shape[1]))
        for done in range(0, self.shape[0], most):
            yield min(most, self.shape[0] - done)

    def read_block(self, count: int, places: list[int]) -> np.ndarray:
        """Return the rows at some places of the next block."""
        block = self._tensor[self._first : self._first + count]
        self._first += count
        return np.asarray(block[places].float().numpy())


def is_torch_file(path: Path) -> bool:
    """Return whether a file is a .zip as ``torch.save`` writes it."""
    return [name.rpartition("/")[2] for name in list_members(path)].count(_PICKLE) == 1


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the table of a torch file, with the words in it or next to it.

    Raises
    ------
    InputError
        If torch is missing or refuses the file, it holds no table or several, or the words do not
        match.
    """
    path, source = file.file.path, str(file.file.path)
    leaves = dict(_flatten(_load(path)))
    tensors = {name: leaf for name, leaf in leaves.items() if _is_tensor(leaf)}
    tables = {
        name: tensor
        for name, tensor in tensors.items()
        if tensor.ndim == 2 and tensor.is_floating_point() and _is_in_file(tensor)
    }
    others = [
        f"{name or 'tensor'} {str(tensor.dtype).removeprefix('torch.')} {tuple(tensor.shape)}"
        for name, tensor in tensors.items()
    ]
    shapes = {name: tuple(tensor.shape) for name, tensor in tables.items()}
    chosen = choose_array(source, shapes, file.file.member, others)
    tensor = tables[chosen]
    needed, size = tensor.numel() * tensor.element_size(), path.stat().st_size
    if needed > size:  # a row may stand for many
        raise InputError(
            f"{source}: shape {tuple(tensor.shape)} needs {needed} bytes; the file has {size}"
        )
    word_list = "" if file.file.words_path else _choose_words(leaves, len(tensor), source)
    if word_list is None or file.file.words_path:
        encoded, choices = file.words(), file.describe_words()
    else:
        encoded = encode_words(_list_words(leaves[word_list]) or [], source)
        choices = [f"words from list {word_list}"]
    rows = keep_rows(TensorRows(tensor.detach(), source), wanted, sink, encoded)
    rows.choices += [describe_array(chosen, shapes)] if chosen else []
    rows.choices += choices
    return rows


def _load(path: Path) -> Any:
    try:
        import torch
    except ImportError:
        raise InputError(
            f"{path}: is a torch file, which the extra torch reads: pip install 'embedstudy[torch]'"
        ) from None
    with zipfile.ZipFile(path) as archive:
        if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
            raise InputError(
                f"{path}: its members are compressed, which torch cannot map into memory "
                "(save it again with torch.save)"
            )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's are about itself
            return torch.load(str(path), weights_only=True, mmap=True, map_location="cpu")
    except Exception as error:  # a damaged file can fail in any way
        if is_memory_error(error):
            raise
        message = str(error).strip() or type(error).__name__
        if refused := _REFUSED_NAME.search(message):
            raise InputError(
                f"{path}: holds a {refused[1]}, which is code and not read "
                "(save its state_dict(), or a tensor)"
            ) from None
        paragraph = _CAUSE.search(message)
        cause = (paragraph[1] if paragraph else message.splitlines()[0]).partition(". ")[0]
        raise InputError(f"{path}: is not a torch file that can be read ({cause:.200})") from None


def _is_tensor(content: Any) -> bool:
    import torch

    return isinstance(content, torch.Tensor)


def _is_in_file(tensor: Any) -> bool:
    """Whether a tensor has all its numbers in the file: not sparse, not a shape alone."""
    import torch

    return bool(tensor.layout == torch.strided and tensor.device.type == "cpu")


def _flatten(content: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield tensors, and lists and dictionaries of words, with their names."""
    yield name, content
    if depth > _MOST_DEPTH or _list_words(content) is not None:
        return
    parts: Any = ()
    if isinstance(content, Mapping):
        parts = content.items()
    elif isinstance(content, list | tuple):
        parts = enumerate(content)
    for key, part in parts:
        if isinstance(part, Mapping | list | tuple) or _is_tensor(part):
            yield from _flatten(part, f"{name}.{key}" if name else str(key), depth + 1)


def _list_words(content: Any) -> list[str] | None:
    """Return words, from a list of them or from a dictionary to their rows."""
    if isinstance(content, Mapping) and all(type(row) is int for row in content.values()):
        words = sorted(content, key=content.__getitem__)
        return words if [content[word] for word in words] == list(range(len(words))) else None
    if isinstance(content, list | tuple) and content and isinstance(content[0], str):
        return list(content)
    return None


def _choose_words(leaves: Mapping[str, Any], count: int, source: str) -> str | None:
    """Return the name of the list of words, None if there is none; refuse lists that differ."""
    lists = {name: _list_words(leaf) for name, leaf in leaves.items()}
    fitting = {
        name: words for name, words in lists.items() if words is not None and len(words) == count
    }
    if len({tuple(words) for words in fitting.values()}) > 1:
        raise InputError(
            f"{source}: holds {len(fitting)} lists of words ({', '.join(fitting)}); "
            "save one of them with the vectors"
        )
    return next(iter(fitting), None)


TORCH = VectorFormat(
    "torch",
    title="torch .pt",
    matches=lambda *_: False,
    read=read,
    endings=(".pt", ".pth"),
    is_package=is_torch_file,
)
