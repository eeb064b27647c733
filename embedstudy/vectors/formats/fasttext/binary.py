"""The format ``fasttext-binary``: fastText's own models (.bin, .ftz), with their n-grams.

A word of the dictionary has the mean of its row and the rows of its n-grams, another word the mean
of its n-grams: fastText's ``get_word_vector``. Only the rows that are needed are read.
"""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import pairwise

import numpy as np

from embedstudy.vectors.char_ngrams import encode_word
from embedstudy.vectors.formats.fasttext.layout import MAGIC, FastTextHeader, FastTextReader
from embedstudy.vectors.formats.fasttext.matrix import InputMatrix, read_matrix
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

# Keys are made again for each part of the rows, so that they take no more memory: it costs little.
_KEY_BYTES = 1 << 20


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
    encoded, row_of_word, n_seen = wanted.encoded, dict[bytes, int](), 0
    for words in reader.read_words(header):
        del words[max(0, n_read - n_seen) :]
        rows = dict(zip(words, range(n_seen, n_seen + len(words)), strict=True))
        chosen: Collection[bytes] = words
        if encoded is not None:
            chosen = sorted(encoded.intersection(words), key=rows.__getitem__)
        elif (texts := wanted.words) is not None:
            chosen = [word for word in words if word.decode("utf-8", "replace") in texts]
        if len(rows) < len(words) or not row_of_word.keys().isdisjoint(chosen):
            reader.refuse("its dictionary has a word twice")
        row_of_word.update((word, rows[word]) for word in chosen)
        n_seen += len(words)
    del encoded
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
        # A word of fastText has no null byte and no half of a surrogate pair.
        elif b"\0" not in encoded[0] and encoded[0].decode("utf-8", "ignore") == spellings[0]:
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
    places = np.arange(len(words))
    for start, keys in _list_key_blocks(buckets, header, words, places):
        block_words = words[start : start + WORDS_AT_ONCE]
        block, counts = sum_rows(table, keys, len(block_words))
        scale_to_means(block, counts)
        rows.keep(block_words, range(start + 1, start + len(block_words) + 1), block)


def _read_some(
    rows: TableRows,
    header: FastTextHeader,
    buckets: NgramBuckets,
    matrix: InputMatrix,
    wanted: tuple[list[bytes], np.ndarray],
) -> None:
    """Pass on the vectors of some words in one block; words of row -1 have n-grams alone."""
    words, places = wanted
    counts = np.zeros(len(words), np.int64)
    for start, keys in _list_key_blocks(buckets, header, words, places):
        block_counts = np.bincount(keys & 0xFFFFFFFF)
        counts[start : start + len(block_counts)] = block_counts
    has_rows = counts > 0
    words = [words[i] for i in np.flatnonzero(has_rows).tolist()]
    places, counts = places[has_rows], counts[has_rows]
    if not words:
        return
    block = np.zeros((len(words), header.dim), np.float32)
    n_passes = 1 + 8 * int(counts.sum()) // _KEY_BYTES
    edges = np.linspace(header.n_words, header.n_rows, n_passes + 1).astype(np.int64).tolist()
    for first, stop in pairwise([0, *edges[1:]]):
        parts = [
            keys[(keys >> 32 >= first) & (keys >> 32 < stop)] + start
            for start, keys in _list_key_blocks(buckets, header, words, places)
        ]
        matrix.add_up(np.sort(np.concatenate(parts)), block)
    scale_to_means(block, counts)
    rows.keep(words, places + 1, block)
    composed = {words[i].decode() for i in np.flatnonzero(places < 0).tolist()}
    rows.from_ngrams = composed.intersection(rows.words)


def _list_key_blocks(
    buckets: NgramBuckets, header: FastTextHeader, words: list[bytes], places: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the keys of the rows of some words at a time, after the place of the first word."""
    for start in range(0, len(words), WORDS_AT_ONCE):
        block = slice(start, start + WORDS_AT_ONCE)
        yield start, _list_keys(buckets, header, words[block], places[block])


def _list_keys(
    buckets: NgramBuckets, header: FastTextHeader, words: list[bytes], places: np.ndarray
) -> np.ndarray:
    """Return keys of the rows of words: their own, where they have one, and those of n-grams."""
    known = np.flatnonzero(places >= 0)
    own_keys = (places[known] << 32) | known
    return np.concatenate([own_keys, find_ngram_keys(buckets, words, header.n_words)])


FASTTEXT_BINARY = VectorFormat(
    "fasttext-binary",
    title="fastText .bin",
    matches=lambda head, path: head.startswith(MAGIC),  # noqa: ARG005 - one signature for all
    read=read,
    endings=(".ftz",),
    describe=describe,
    open_ngrams=open_ngrams,
)
