"""The format ``npz``: NumPy arrays in one file, the vectors and mostly their words."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.unpack import open_unpacked, read_to_end
from embedstudy.vectors.formats.npy import ArrayHeader, read_array, read_header
from embedstudy.vectors.formats.packages.contents import (
    choose_array,
    describe_array,
    encode_words,
    list_members,
)
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFile, VectorFormat

_END = ".npy"
# NumPy types of text.
_TEXT = "US"
# The words of any table take less, even if a long one widens the array.
_MOST_TEXT = 1 << 33
_SPARSE = {"indices", "indptr", "data", "shape"}


def is_npz(path: Path) -> bool:
    """Return whether a file is a .zip of NumPy arrays alone."""
    members = list_members(path)
    return bool(members) and all(name.endswith(_END) for name in members)


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the table of a .npz, with the words in it or next to it; never objects (pickles).

    Raises
    ------
    InputError
        If it holds no table or several, or its words are objects or do not match it.
    """
    path, source = file.file.path, str(file.file.path)
    headers = {}
    for member in list_members(path):
        with open_unpacked(path, member) as stream:
            headers[member.removesuffix(_END)] = read_header(stream, f"{source}#{member}")
    if set(headers) >= _SPARSE:
        raise InputError(
            f"{source}: is a sparse matrix of SciPy, which is not read "
            "(reduce it to a dense one, such as by an SVD)"
        )
    shapes = {
        name: header.shape
        for name, header in headers.items()
        if len(header.shape) == 2 and header.dtype.kind == "f"
    }
    others = [f"{name} {header.dtype} {header.shape}" for name, header in headers.items()]
    matrix = choose_array(source, shapes, file.file.member, others)
    texts = [
        name
        for name, header in headers.items()
        if len(header.shape) == 1 and header.dtype.kind in _TEXT + "O"
    ]
    fitting = [name for name in texts if headers[name].shape[0] == shapes[matrix][0]]
    if len(fitting) > 1:
        raise InputError(
            f"{source}: holds {len(fitting)} lists of words ({', '.join(fitting)}); "
            "save one of them with the vectors"
        )
    chosen = (fitting or texts)[:1]
    if chosen and file.file.words_path is None:
        words = _read_words(path, chosen[0], headers[chosen[0]])
        word_choices = [f"words from array {chosen[0]}"]
    else:
        words, word_choices = file.words(), file.describe_words()
    with open_unpacked(path, f"{matrix}{_END}") as stream:
        rows = read_array(stream, f"{source}#{matrix}", words, wanted, sink)
        if wanted.limit is None:
            read_to_end(stream)
    rows.choices += [describe_array(matrix, shapes), *word_choices]
    return rows


def _read_words(path: Path, name: str, header: ArrayHeader) -> Iterator[bytes]:
    source = f"{path}#{name}"
    size = header.dtype.itemsize * header.shape[0]
    if size > _MOST_TEXT:
        raise InputError(f"{source}: its words take {size:,} bytes unpacked: refused")
    if header.dtype.kind == "O":
        raise InputError(
            f"{source}: holds Python objects (a pickle), which are not read "
            "(save the words as numpy.array(words, dtype=str))"
        )
    with np.load(path, allow_pickle=False) as archive:
        words = archive[name].tolist()
    texts = (word.decode("utf-8", "replace") if isinstance(word, bytes) else word for word in words)
    return encode_words(texts, source)


NPZ = VectorFormat(
    "npz",
    title=".npz",
    matches=lambda *_: False,
    read=read,
    endings=(".npz",),
    is_package=is_npz,
)
