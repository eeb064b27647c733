"""Vectors by name, path or address, read as far as they are needed."""

import os
from collections.abc import Iterable
from typing import Any

from embedstudy.errors import InputError
from embedstudy.limits import allow_unpacked
from embedstudy.options.python_names import speak_python
from embedstudy.options.signature import takes_options
from embedstudy.options.vectors import VectorOptions
from embedstudy.progress import write_line
from embedstudy.vectors.loading import load_file
from embedstudy.vectors.sources import locate
from embedstudy.vectors.word_vectors import WordVectors


@takes_options(VectorOptions)
def load_vectors(
    name: str | os.PathLike[str],
    vocabulary: Iterable[str] | None = None,
    *,
    progress: bool = True,
    **options: Any,
) -> WordVectors:
    """Load vectors, fetching them on first use.

    Parameters
    ----------
    name : str or path
        A name that ``embedstudy vectors list`` shows, ``hf:owner/name``, an https address, or a
        file in any known format. These are GloVe or word2vec text, word2vec binary, .npy or
        safetensors with a word list next to it, fastText's .bin and .ftz, .npz, torch's .pt, a
        spaCy pipeline, a model2vec folder, and gensim's .kv. A file is plain, .gz, .bz2, .xz, .zip
        or .tar (``file.zip#member``).
    vocabulary : iterable of str, optional
        The words to keep. Rows of other words are never held in memory, and words that the table
        lacks are left out, but for those of a fastText model, which have the mean of their
        n-grams' vectors (see ``.from_ngrams``). Without a vocabulary the whole table is
        memory-mapped, from the data home if the file itself cannot be.
    progress : bool
        Whether a download shows its progress on stderr.
    **options
        The fields of `VectorOptions`.

    Returns
    -------
    WordVectors
        ``.words``, ``.matrix`` (float32, words x dims), ``vectors["good"]``,
        ``.neighbors(word, topn)``. With a vocabulary, in the order of the vocabulary. ``.reading``
        tells which word list and which array a rule chose; `progress` shows it on stderr.

    Raises
    ------
    InputError
        If there are no vectors of that name, or they cannot be read: with file and line.
    FetchError
        If they are not in the data home and cannot be downloaded.
    """
    if isinstance(vocabulary, str):
        raise InputError("a vocabulary is a list of words, not one string")
    with speak_python():
        vectors = read_vectors(name, vocabulary, VectorOptions(**options), progress=progress)
    if progress:
        write_reading(vectors)
    return vectors


def read_vectors(
    name: str | os.PathLike[str],
    vocabulary: Iterable[str] | None,
    options: VectorOptions,
    *,
    progress: bool = True,
) -> WordVectors:
    """Load vectors as `load_vectors` does, with its options in one object."""
    with allow_unpacked(options.max_bytes):
        return load_file(locate(name, progress=progress), vocabulary, options)


def write_reading(vectors: WordVectors) -> None:
    """Write to stderr how a table was read, if there is anything to tell."""
    if vectors.reading:
        write_line(vectors.reading)
