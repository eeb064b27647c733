"""Writing tables of vectors in any format of the table `FORMATS`."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import numpy as np

from embedstudy.errors import EmbedstudyWarning, InputError
from embedstudy.storage import publish_all
from embedstudy.validation import unknown_name
from embedstudy.vectors.formats import FORMATS
from embedstudy.vectors.formats.vector_format import VectorFormat
from embedstudy.vectors.formats.word_lists import name_word_list, write_words
from embedstudy.vectors.word_vectors import WordVectors
from embedstudy.wording import counted, join_names


def write_vectors(
    vectors: WordVectors,
    path: Path,
    format_name: str | None = None,
    *,
    skip_bad_words: bool = False,
) -> list[Path]:
    """Write a table of vectors to a file, whole or not at all.

    Parameters
    ----------
    vectors : WordVectors
    path : Path
    format_name : str, optional
        A name in `FORMATS`; by the ending of `path` by default.
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
    vector_format = format_to_write(path, format_name)
    files = list_written_files(path, format_name)
    for file in files:
        if file.exists() and not file.is_file():
            raise InputError(f"{file}: is there, and is no file that could be replaced")
    vectors = drop_refused_words(vectors, vector_format.name, skip_bad_words=skip_bad_words)
    needs = vector_format.bytes_per_number * vectors.matrix.size
    write = vector_format.write
    assert write is not None  # noqa: S101 - see format_to_write
    with publish_all(files, needs) as (target, *word_list):
        for words in word_list:
            write_words(words, vectors.words)
        write(target, vectors)
    return files


def check_target(path: Path, format_name: str | None = None, *, force: bool = False) -> None:
    """Make sure, before the work is done, that `write_vectors` may write a file.

    Raises
    ------
    InputError
        If the format is unknown; or if something is there already that may not be replaced.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file")
    for file in list_written_files(path, format_name):
        if file.exists() and not force:
            raise InputError(f"{file}: is there already (--force replaces it, or name another)")
    blocked = next((p for p in path.parents if p.exists() and not p.is_dir()), None)
    if blocked is not None:
        raise InputError(f"{blocked}: is a file, so nothing can be written below it")


def list_written_files(path: Path, format_name: str | None = None) -> list[Path]:
    """Return the files that `write_vectors` makes: one, or an array and its word list.

    Raises
    ------
    InputError
        If the format is unknown.
    """
    has_list = format_to_write(path, format_name).word_list
    return [path, name_word_list(path)] if has_list else [path]


def drop_refused_words(
    vectors: WordVectors, format_name: str, *, skip_bad_words: bool = False
) -> WordVectors:
    """Return a table without the words that a format cannot hold.

    Raises
    ------
    InputError
        If the format is unknown; or if there are such words, and they are not to be skipped.
    """
    vector_format = FORMATS.find(format_name)
    bad = [row for row, word in enumerate(vectors.words) if _refuses(vector_format, word)]
    if not vector_format.keeps_bom:
        bad = sorted({*bad, *_find_rows_with_bom(vectors.words, set(bad))})
    if not bad:
        return vectors
    first = vectors.words[bad[0]]
    if not skip_bad_words:
        able = [
            entry.name
            for entry in FORMATS.values()
            if entry.write and entry is not vector_format and not _refuses(entry, first)
        ]
        raise InputError(
            f"{counted(len(bad), 'word')} such as {first!r} cannot be written in this format "
            f"({join_names(able) or 'no format'} can hold it; --skip-bad-lines leaves them out)"
        )
    warnings.warn(
        f"{counted(len(bad), 'word')} such as {first!r} cannot be written in this format and "
        f"{'was' if len(bad) == 1 else 'were'} left out",
        EmbedstudyWarning,
        stacklevel=3,
    )
    rows = np.setdiff1d(np.arange(len(vectors)), bad)
    return replace(vectors, words=[vectors.words[row] for row in rows], matrix=vectors.matrix[rows])


def format_to_write(path: Path, format_name: str | None = None) -> VectorFormat:
    """Return the format of a name, or the one that a file's ending stands for.

    Raises
    ------
    InputError
        If there is none, or it is only read.
    """
    written = {name: entry for name, entry in FORMATS.items() if entry.write}
    if format_name is not None and format_name not in FORMATS:
        raise unknown_name("vector format", format_name, written)
    entries = FORMATS.values() if format_name is None else [FORMATS[format_name]]
    fitting = (entry for entry in entries if format_name or path.name.endswith(entry.endings))
    vector_format: VectorFormat | None = next(fitting, None)
    if vector_format is None or vector_format.write is None:
        endings = [
            f"{ending} ({name})" for name, entry in written.items() for ending in entry.endings
        ]
        fault = "no format has this ending"
        if vector_format is not None:
            fault = f"{vector_format.name} files are read, never written"
        raise InputError(f"{path}: {fault}; there are: {', '.join(endings)}")
    return vector_format


def _refuses(vector_format: VectorFormat, word: str) -> bool:
    return any(character in word for character in vector_format.refused_characters)


def _find_rows_with_bom(words: Sequence[str], bad: set[int]) -> list[int]:
    """Return the rows whose byte order mark would come first in the file."""
    rows = (row for row in range(len(words)) if row not in bad)
    return list(takewhile(lambda row: words[row].startswith("\ufeff"), rows))
