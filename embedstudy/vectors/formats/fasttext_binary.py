"""The format ``fasttext-binary``: fastText's own models (.bin, .ftz), with their n-grams.

A word of the dictionary has the mean of its row and the rows of its n-grams, another word the mean
of its n-grams: fastText's ``get_word_vector``. Only the rows that are needed are read.
"""

from collections.abc import Iterable
from functools import partial
from itertools import islice

import numpy as np

from embedstudy.vectors.char_ngrams import encode_word
from embedstudy.vectors.formats.fasttext_layout import MAGIC, FastTextHeader, FastTextReader
from embedstudy.vectors.formats.fasttext_matrix import InputMatrix, read_matrix
from embedstudy.vectors.formats.streams import open_vectors
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.vector_format import Sink, TableFacts, TableFile, VectorFormat
from embedstudy.vectors.ngram_buckets import NgramBuckets
from embedstudy.vectors.ngram_vectors import (
    WORDS_AT_ONCE,
    NgramVectors,
    RowTable,
    find_ngram_keys,
    scale_to_means,
    sum_rows,
)
from embedstudy.vectors.vector_file import VectorFile


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read the words that are wanted, or all of the dictionary.

    Raises
    ------
    InputError
        If the file ends early or is damaged.
    """
    reader = FastTextReader(file.stream, file.source)
    header = reader.read_header()
    rows = TableRows(file.source, wanted, sink, dim=header.dim, numbered=": word ")
    rows.read = header.n_words if wanted.limit is None else min(header.n_words, wanted.limit)
    words, places = _find_words(reader, header, wanted, rows.read)
    buckets = reader.read_buckets(header)
    matrix = read_matrix(reader, header)
    if wanted.words is None and (table := matrix.open_rows()) is not None:
        _read_whole(rows, header, buckets, table, words)
        return rows
    _read_some(rows, header, buckets, matrix, (words, places))
    return rows


def open_ngrams(file: VectorFile) -> NgramVectors | None:
    """Return the vectors of a model's n-grams; None if it has none, or the file is packed."""
    with open_vectors(file.path, file.member) as stream:
        reader = FastTextReader(stream, str(file.path))
        header = reader.read_header()
    has_ngrams = header.longest > 0 and header.n_buckets > 0 and header.n_remaining != 0
    return NgramVectors(partial(_open_table, file)) if has_ngrams and reader.size else None


def describe(file: TableFile) -> TableFacts:
    """Describe a model by its header; the rest is there, or an error says what is not."""
    reader = FastTextReader(file.stream, file.source)
    header = reader.read_header()
    _read_to_matrix(reader, header)
    kind = f"fastText model, {header.architecture}"
    if header.longest:
        kind += f", n-grams of {header.shortest} to {header.longest} characters"
    else:
        kind += ", without n-grams of characters"
    if header.n_labels:
        kind += f", {header.n_labels:,} labels (not read)"
    return TableFacts(header.n_words, header.dim, kind)


def _open_table(file: VectorFile) -> tuple[NgramBuckets, RowTable, int]:
    with open_vectors(file.path, file.member) as stream:
        reader = FastTextReader(stream, str(file.path))
        header = reader.read_header()
        buckets, matrix = _read_to_matrix(reader, header)
        table = matrix.open_rows()
        if table is None:
            reader.refuse("it was packed since it was opened")
    return buckets, table, header.n_words


def _read_to_matrix(
    reader: FastTextReader, header: FastTextHeader
) -> tuple[NgramBuckets, InputMatrix]:
    for _ in reader.read_words(header):
        pass
    return reader.read_buckets(header), read_matrix(reader, header)


def _find_words(
    reader: FastTextReader, header: FastTextHeader, wanted: Wanted, n_read: int
) -> tuple[list[bytes], np.ndarray]:
    """Read the dictionary, and return the words that are wanted.

    Returns
    -------
    words : list of bytes
        In the order of the spellings, where there are any.
    places : ndarray of int64, shape (n_words,)
        The row of each word, -1 where the dictionary has it in no spelling.
    """
    numbered = enumerate(reader.read_words(header))
    words: Iterable[tuple[int, bytes]] = islice(numbered, n_read)
    encoded = wanted.encoded
    if encoded is not None:
        words = ((row, word) for row, word in words if word in encoded)
    elif wanted.words is not None:
        texts = wanted.words
        words = ((row, word) for row, word in words if word.decode("utf-8", "replace") in texts)
    row_of_word: dict[bytes, int] = {}
    for row, word in words:
        if row_of_word.setdefault(word, row) != row:
            reader.refuse(f"its dictionary has {word.decode('utf-8', 'replace')!r} twice")
    for _ in numbered:  # to the end of the dictionary
        pass
    if wanted.spellings is not None:
        row_of_word = _choose_spellings(row_of_word, wanted)
    return list(row_of_word), np.fromiter(row_of_word.values(), np.int64)


def _choose_spellings(row_of_word: dict[bytes, int], wanted: Wanted) -> dict[bytes, int]:
    """Choose the spelling of each word that is asked for, in this order.

    Returns
    -------
    dict of bytes to int
        The first spelling that the dictionary has, with its row; for a word that it has in no
        spelling, the word itself and -1.
    """
    replaced: dict[bytes, bytes] = {}
    if wanted.read_with_replacements:
        replaced = {word.decode("utf-8", "replace").encode(): word for word in row_of_word}
    chosen: dict[bytes, int] = {}
    for spellings in (wanted.spellings or {}).values():
        encoded = [encode_word(spelling) for spelling in spellings]
        stored = (replaced.get(spelling, spelling) for spelling in encoded)
        word = next((word for word in stored if word in row_of_word), None)
        if word is not None:
            chosen[word] = row_of_word[word]
        elif encoded[0].decode("utf-8", "ignore") == spellings[0]:  # no half a surrogate pair
            chosen[encoded[0]] = -1
    return chosen


def _read_whole(
    rows: TableRows,
    header: FastTextHeader,
    buckets: NgramBuckets,
    table: RowTable,
    words: list[bytes],
) -> None:
    """Pass on the vectors of all words, in the order of the dictionary."""
    for start in range(0, len(words), WORDS_AT_ONCE):
        block_words = words[start : start + WORDS_AT_ONCE]
        block_places = np.arange(start, start + len(block_words))
        keys = _list_keys(buckets, header, block_words, block_places)
        block, counts = sum_rows(table, keys, len(block_words))
        scale_to_means(block, counts)
        rows.keep(block_words, block_places + 1, block)


def _read_some(
    rows: TableRows,
    header: FastTextHeader,
    buckets: NgramBuckets,
    matrix: InputMatrix,
    wanted: tuple[list[bytes], np.ndarray],
) -> None:
    """Pass on the vectors of some words in one block; words of row -1 have n-grams alone."""
    words, places = wanted
    # Room for all n-grams that there can be: memory that is not written to costs nothing.
    room = sum(len(word) + 2 for word in words) * max(1, buckets.longest) + len(words)
    keys, n_keys, counts = np.empty(room, np.int64), 0, np.zeros(len(words), np.int64)
    words_with_rows: list[bytes] = []
    for start in range(0, len(words), WORDS_AT_ONCE):
        block_words = words[start : start + WORDS_AT_ONCE]
        block_places = places[start : start + WORDS_AT_ONCE]
        block_keys = _list_keys(buckets, header, block_words, block_places)
        block_counts = np.bincount(block_keys & 0xFFFFFFFF, minlength=len(block_words))
        has_rows = block_counts > 0
        new_places = np.cumsum(has_rows) - 1 + len(words_with_rows)
        block_keys = (block_keys >> 32 << 32) | new_places[block_keys & 0xFFFFFFFF]
        keys[n_keys : n_keys + len(block_keys)] = block_keys
        n_keys += len(block_keys)
        counts[len(words_with_rows) :][: has_rows.sum()] = block_counts[has_rows]
        places[len(words_with_rows) :][: has_rows.sum()] = block_places[has_rows]
        words_with_rows += [block_words[i] for i in np.flatnonzero(has_rows).tolist()]
    if not words_with_rows:
        return
    keys[:n_keys].sort()
    block = matrix.add_up(keys[:n_keys], len(words_with_rows))
    del keys
    scale_to_means(block, counts[: len(words_with_rows)])
    places = places[: len(block)]
    rows.keep(words_with_rows, places + 1, block)
    composed = {words_with_rows[i].decode() for i in np.flatnonzero(places < 0).tolist()}
    rows.from_ngrams = composed.intersection(rows.words)


def _list_keys(
    buckets: NgramBuckets, header: FastTextHeader, words: list[bytes], places: np.ndarray
) -> np.ndarray:
    """Return sorted keys of the rows of words: their own, where they have one, and of n-grams."""
    known = np.flatnonzero(places >= 0)
    own_keys = (places[known] << 32) | known
    return np.sort(np.concatenate([own_keys, find_ngram_keys(buckets, words, header.n_words)]))


FASTTEXT_BINARY = VectorFormat(
    "fasttext-binary",
    title="fastText .bin",
    matches=lambda head, path: head.startswith(MAGIC),  # noqa: ARG005 - one signature for all
    read=read,
    endings=(".ftz",),
    describe=describe,
    open_ngrams=open_ngrams,
)
