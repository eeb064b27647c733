"""Encoded corpora in the data home, opened memory-mapped."""

import errno
import hashlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np

from embedstudy.errors import InputError
from embedstudy.storage import (
    CacheFolder,
    DamagedCacheError,
    data_home,
    explain_full,
    make_npy_header,
    map_array,
    safe_name,
)
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.word_ids import Numbering

# Raise it when the written files change for the same texts and tokenizer.
FORMAT = 2
_BLOCK_BYTES = 1 << 22
_FILES = _VALUES, _OFFSETS, _WORDS = "values.npy", "offsets.npy", "vocab.txt"

# All words, sorted, and the documents by the positions of their words.
Encoded = tuple[list[str], EncodedDocuments]


def cache_folder(name: str, key: str, settings: str) -> Path:
    """Return the folder of a corpus; it depends on the texts and the tokenizer."""
    digest = hashlib.sha256(repr((FORMAT, key, settings)).encode()).hexdigest()[:16]
    return data_home() / "encoded" / f"{safe_name(name)[:60]}-{digest}"


def open_cached(folder: Path, n_documents: int) -> Encoded | None:
    """Open a cached corpus; None if it is not there, or has another number of documents.

    Raises
    ------
    DamagedCacheError
        If a file is not as it was written.
    """
    content = CacheFolder(folder, FORMAT).open()
    if content is None:
        return None
    with content:
        if content.meta["documents"] != n_documents:
            return None
        values = map_array(content.files[_VALUES]).view(np.ndarray)
        offsets = map_array(content.files[_OFFSETS]).view(np.ndarray)
        words = content.files[_WORDS].read().decode().split("\n")[:-1]
    return words, EncodedDocuments(values, offsets)


def write_cached(
    folder: Path, documents: Iterable[EncodedDocuments], n_documents: int, numbering: Numbering
) -> Encoded:
    """Write documents to the data home as they come, and open them from there.

    Parameters
    ----------
    folder : Path
    documents : iterable of EncodedDocuments
        All of them, some at a time, by the numbers of `numbering`.
    n_documents : int
    numbering : Numbering

    Raises
    ------
    InputError
        If there are more or fewer documents.
    OSError
        If the data home is full or cannot be written.
    """
    with CacheFolder(folder, FORMAT).write(_FILES) as (meta, (values, offsets, words_file)):
        # It holds the first numbers of the words. It has no name, so it vanishes after a crash too.
        with TemporaryFile(dir=folder) as rough:
            n_tokens = _write_rough(documents, n_documents, rough, offsets)
            words, places = numbering.alphabetical()
            with explain_full(folder / _VALUES, 4 * n_tokens):
                values.write(make_npy_header("<i4", (n_tokens,)))
                rough.seek(0)
                while block := rough.read(_BLOCK_BYTES):
                    numbers = places[np.frombuffer(block, np.int32)]
                    values.write(numbers.astype("<i4", copy=False).data)
        words_file.writelines(f"{word}\n".encode() for word in words)
        meta["documents"] = n_documents
    try:
        encoded = open_cached(folder, n_documents)
    except DamagedCacheError:
        encoded = None
    if encoded is None:
        raise OSError(errno.EIO, "the files just written there cannot be read", str(folder))
    return encoded


def _write_rough(
    documents: Iterable[EncodedDocuments], n_documents: int, values: BinaryIO, offsets: BinaryIO
) -> int:
    """Write values and offsets; return how many tokens there are."""
    offsets.write(make_npy_header("<i8", (n_documents + 1,)))
    offsets.write(np.zeros(1, "<i8").data)
    n_tokens = n_read = 0
    for some in documents:
        values.write(np.ascontiguousarray(some.values).data)
        offsets.write((some.offsets[1:] + n_tokens).astype("<i8", copy=False).data)
        n_tokens += len(some.values)
        n_read += len(some)
    check_count(n_read, n_documents)
    return n_tokens


def check_count(count: int, expected: int) -> None:
    """Refuse another number of texts than was announced.

    Raises
    ------
    InputError
        If there are more or fewer.
    """
    if count != expected:
        raise InputError(f"{count} texts to encode, but {expected} were announced")
