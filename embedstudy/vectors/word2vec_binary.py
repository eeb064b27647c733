"""Writing word2vec's binary format, which gensim's ``load_word2vec_format(binary=True)`` reads."""

import hashlib
import re
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.storage import publish
from embedstudy.vectors.word_vectors import WordVectors


def check_target(path: Path, *, force: bool) -> None:
    """Make sure, before the work is done, that a file may be written.

    Raises
    ------
    InputError
        If something is there already and may not be replaced.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    if path.exists() and not force:
        raise InputError(f"{path}: is there already; --force replaces it, or choose another --out")
    taken = next((p for p in path.parents if p.exists() and not p.is_dir()), None)
    if taken is not None:
        raise InputError(f"{taken}: is a file, so nothing can be written below it")


def write_word2vec_binary(vectors: WordVectors, path: Path) -> str:
    """Write vectors: a line with the counts, then each word, a space and its float32 numbers.

    Returns
    -------
    str
        The hex SHA-256 of the file.

    Raises
    ------
    InputError
        If a word holds a space or a line end, at which the format would break it apart.
    """
    broken = next((word for word in vectors.words if not word or re.search(r"[ \n]", word)), None)
    if broken is not None:
        raise InputError(f"word2vec's binary format cannot hold the word {broken!r}")
    digest = hashlib.sha256()
    with publish(path) as file:
        head = f"{len(vectors)} {vectors.dim}\n".encode()
        digest.update(head)
        file.write(head)
        for word, row in zip(vectors.words, vectors.matrix, strict=True):
            entry = f"{word} ".encode() + np.asarray(row, "<f4").tobytes()
            digest.update(entry)
            file.write(entry)
    return digest.hexdigest()
