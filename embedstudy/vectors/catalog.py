"""The pretrained vectors that are known by name."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from embedstudy.errors import InputError
from embedstudy.vectors.sources import locate
from embedstudy.vectors.word_vectors import WordVectors


def load_vectors(
    name: str, vocabulary: Iterable[str] | None = None, *, progress: bool = True
) -> WordVectors:
    """Load pretrained vectors by name, fetching them on first use.

    Parameters
    ----------
    name : str
        Such as ``glove-6b-50d``.
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
    located = locate(name, progress=progress)
    if located.words_path is None:
        raise InputError(f"{name}: is at {located.path}, but only .npy tables can be read yet")
    matrix = np.load(located.path, mmap_mode="r", allow_pickle=False)
    table = _read_words(located.words_path)
    if matrix.ndim != 2 or len(matrix) != len(table):
        raise InputError(f"{located.path}: shape {matrix.shape} for {len(table)} words")
    if vocabulary is None:
        return WordVectors(table.to_pylist(), matrix, name, located.sha256)
    wanted = list(dict.fromkeys(vocabulary))
    rows = pc.index_in(pa.array(wanted, pa.string()), value_set=table)
    known = rows.is_valid().to_numpy(zero_copy_only=False)
    kept = np.ascontiguousarray(matrix[rows.drop_null().to_numpy()], dtype=np.float32)
    words = [word for word, has in zip(wanted, known, strict=True) if has]
    return WordVectors(words, kept, name, located.sha256)


def _read_words(path: Path) -> pa.Array:
    if path.suffix == ".parquet":
        return pq.read_table(path).column(0).combine_chunks()
    return pa.array(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"))
