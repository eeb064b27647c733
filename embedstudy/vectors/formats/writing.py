"""Writing vectors: one writer a format."""

import json
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import publish
from embedstudy.validation import known_name
from embedstudy.vectors.formats.word_lists import own_word_list, write_words
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.wording import counted

BLOCK = 4096


@dataclass(frozen=True)
class Writer:
    """How a format is written.

    Attributes
    ----------
    ending : str
        Of the files that are in it unless told otherwise.
    write : callable
        Writes a table to a binary file.
    word_list : bool
        Whether its words go to a text file beside it.
    refused : str
        The characters that no word may have, or a reader would cut it in two.
    bom : bool
        Whether the first word may begin with a byte order mark, or a reader would drop it.
    compact : bool
        Whether a number takes its four bytes.
    """

    ending: str
    write: Callable[[BinaryIO, WordVectors], None]
    word_list: bool = False
    refused: str = " \t\r\n"
    bom: bool = True
    compact: bool = True


def _blocks(vectors: WordVectors) -> Iterator[tuple[list[bytes], np.ndarray]]:
    for start in range(0, len(vectors), BLOCK):
        words = [word.encode() for word in vectors.words[start : start + BLOCK]]
        yield words, np.asarray(vectors.matrix[start : start + BLOCK], np.float32)


def _write_rows(file: BinaryIO, vectors: WordVectors) -> None:
    for words, block in _blocks(vectors):
        # NumPy's string of a float32 is the shortest that reads back as the same number.
        for word, row in zip(words, block.astype(np.str_).tolist(), strict=True):
            file.write(word + b" " + " ".join(row).encode() + b"\n")


def _write_word2vec_text(file: BinaryIO, vectors: WordVectors) -> None:
    file.write(f"{len(vectors)} {vectors.dim}\n".encode())
    _write_rows(file, vectors)


def _write_word2vec_binary(file: BinaryIO, vectors: WordVectors) -> None:
    file.write(f"{len(vectors)} {vectors.dim}\n".encode())
    for words, block in _blocks(vectors):
        for word, row in zip(words, block.astype("<f4"), strict=True):
            file.write(word + b" " + row.tobytes() + b"\n")


def _write_npy(file: BinaryIO, vectors: WordVectors) -> None:
    header = {"descr": "<f4", "fortran_order": False, "shape": vectors.matrix.shape}
    npy.write_array_header_1_0(file, header)
    for _, block in _blocks(vectors):
        file.write(block.astype("<f4").tobytes())


def _write_safetensors(file: BinaryIO, vectors: WordVectors) -> None:
    count, dim = vectors.matrix.shape
    entry = {"dtype": "F32", "shape": [count, dim], "data_offsets": [0, 4 * count * dim]}
    header = json.dumps({"vectors": entry}).encode()
    header += b" " * (-len(header) % 8)  # the numbers start at a multiple of eight
    file.write(len(header).to_bytes(8, "little") + header)
    for _, block in _blocks(vectors):
        file.write(block.astype("<f4").tobytes())


WRITERS = {
    "glove": Writer(".txt", _write_rows, bom=False, compact=False),
    "word2vec": Writer(".vec", _write_word2vec_text, compact=False),
    "word2vec-binary": Writer(".bin", _write_word2vec_binary, refused=" \n"),
    "npy": Writer(".npy", _write_npy, word_list=True, refused="\r\n"),
    "safetensors": Writer(".safetensors", _write_safetensors, word_list=True, refused="\r\n"),
}


def write_vectors(
    vectors: WordVectors, path: Path, kind: str | None = None, *, skip_bad_words: bool = False
) -> list[Path]:
    """Write a table of vectors to a file, whole or not at all.

    Parameters
    ----------
    vectors : WordVectors
    path : Path
    kind : {"glove", "word2vec", "word2vec-binary", "npy", "safetensors"}, optional
        By the ending of `path` by default.
    skip_bad_words : bool
        Leave out words that the format cannot hold, and count them.

    Returns
    -------
    list of Path
        The files: one, or the array and its word list ``<stem>.vocab.txt``.

    Raises
    ------
    InputError
        If the format is unknown, or cannot hold one of the words.
    """
    writer = _writer(path, kind)
    files = files_written(path, kind)
    for file in files:
        if file.exists() and not file.is_file():
            raise InputError(f"{file}: is there, and is no file that could be replaced")
    vectors = holdable(vectors, kind or _kind_of(path), skip_bad_words=skip_bad_words)
    # As much in arrays and binary; text takes about twice that.
    needs = 4 * vectors.matrix.size * (1 if writer.compact else 2)
    if not writer.word_list:
        with publish(path, needs) as target:
            writer.write(target, vectors)
        return files
    # One in the other: neither is there before both are written.
    with publish(files[1], needs) as words, publish(path, needs) as target:
        write_words(words, vectors.words)
        words.flush()
        os.fsync(words.fileno())
        writer.write(target, vectors)
    return files


def files_written(path: Path, kind: str | None = None) -> list[Path]:
    """Return the files that `write_vectors` makes: one, or an array and its word list.

    Raises
    ------
    InputError
        If the format is unknown.
    """
    return [path, own_word_list(path)] if _writer(path, kind).word_list else [path]


def holdable(vectors: WordVectors, kind: str, *, skip_bad_words: bool = False) -> WordVectors:
    """Return a table without the words that a format cannot hold.

    Raises
    ------
    InputError
        If the format is unknown; or if there are such words, and they are not to be skipped.
    """
    writer = WRITERS[known_name("format", kind, WRITERS)]
    bad = [row for row, word in enumerate(vectors.words) if any(c in word for c in writer.refused)]
    if not writer.bom:
        bad = sorted({*bad, *_marked(vectors.words, set(bad))})
    if not bad:
        return vectors
    first = vectors.words[bad[0]]
    if not skip_bad_words:
        able = [
            n for n, w in WRITERS.items() if n != kind and not any(c in first for c in w.refused)
        ]
        listed = ", ".join(able[:-1]) + (" or " if able[1:] else "") + (able[-1] if able else "")
        instead = f"{listed or 'no format'} can hold"
        raise InputError(
            f"{counted(len(bad), 'word')} such as {first!r} cannot be written in this format "
            f"({instead} it; --skip-bad-lines leaves them out)"
        )
    warnings.warn(
        f"{counted(len(bad), 'word')} such as {first!r} cannot be written in this format and "
        f"{'was' if len(bad) == 1 else 'were'} left out",
        EmbedstudyWarning,
        stacklevel=3,
    )
    kept = np.setdiff1d(np.arange(len(vectors)), bad)
    return replace(vectors, words=[vectors.words[row] for row in kept], matrix=vectors.matrix[kept])


def _marked(words: Sequence[str], bad: set[int]) -> list[int]:
    """Return the rows with a byte order mark that the first row, or what is left of it, has."""
    kept = (row for row in range(len(words)) if row not in bad)
    return list(takewhile(lambda row: words[row].startswith("\ufeff"), kept))


def _writer(path: Path, kind: str | None) -> Writer:
    return WRITERS[known_name("format", kind or _kind_of(path), WRITERS)]


def _kind_of(path: Path) -> str:
    for name, writer in WRITERS.items():
        if path.name.endswith(writer.ending):
            return name
    endings = ", ".join(f"{writer.ending} ({name})" for name, writer in WRITERS.items())
    raise InputError(f"{path}: no format has this ending; there are: {endings}")
