"""Encoded corpora in the data home, opened memory-mapped."""

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np

from embedstudy.errors import InputError
from embedstudy.storage import data_home, make_npy_header, publish, safe_name
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.word_ids import Numbering

# Raise it when the written files change for the same texts and tokenizer.
FORMAT = 1
_BLOCK_BYTES = 1 << 22

# All words, sorted, and the documents by the positions of their words.
Encoded = tuple[list[str], EncodedDocuments]


def cache_folder(name: str, key: str, settings: str) -> Path:
    """Return the folder of a corpus; it depends on the texts and the tokenizer."""
    digest = hashlib.sha256(repr((FORMAT, key, settings)).encode()).hexdigest()[:16]
    return data_home() / "encoded" / f"{safe_name(name)[:60]}-{digest}"


def open_cached(folder: Path, n_documents: int) -> Encoded | None:
    """Open a cached corpus; None if it is not there, not whole or of another format."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        meta = json.loads((folder / "meta.json").read_bytes())
        values = _open_array(folder / "values.npy", "<i4", meta["tokens"])
        offsets = _open_array(folder / "offsets.npy", "<i8", n_documents + 1)
        words = (folder / "vocab.txt").read_bytes().decode().split("\n")[:-1]
        if meta == _make_meta(len(words), n_documents, int(offsets[-1])):
            return words, EncodedDocuments(values, offsets)
    return None


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
    folder.mkdir(parents=True, exist_ok=True)
    # It holds the first numbers of the words. It has no name, so it vanishes after a crash too.
    with TemporaryFile(dir=folder) as rough:
        with publish(folder / "offsets.npy") as file:
            n_tokens = _write_rough(documents, n_documents, rough, file)
        words, places = numbering.alphabetical()
        with publish(folder / "values.npy", 4 * n_tokens) as file:
            file.write(make_npy_header("<i4", (n_tokens,)))
            rough.seek(0)
            while block := rough.read(_BLOCK_BYTES):
                file.write(places[np.frombuffer(block, np.int32)].astype("<i4", copy=False).data)
    with publish(folder / "vocab.txt") as file:
        file.writelines(f"{word}\n".encode() for word in words)
    with publish(folder / "meta.json") as file:
        file.write(json.dumps(_make_meta(len(words), n_documents, n_tokens)).encode())
    encoded = open_cached(folder, n_documents)
    if encoded is None:
        raise InputError(f"{folder}: the files just written there cannot be read")
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


def _make_meta(words: int, documents: int, tokens: int) -> dict[str, int]:
    return {"format": FORMAT, "words": words, "documents": documents, "tokens": tokens}


def _open_array(path: Path, dtype: str, length: int) -> np.ndarray:
    """Map an array of known type and length; ValueError if the file differs by a byte."""
    header = make_npy_header(dtype, (length,))
    with path.open("rb") as file:
        if file.read(len(header)) != header:
            raise ValueError(path)
    if path.stat().st_size != len(header) + np.dtype(dtype).itemsize * length:
        raise ValueError(path)
    return np.memmap(path, dtype, "r", len(header), (length,)).view(np.ndarray)
