"""Vectors by name, path or address, read as far as they are needed."""

import os
from collections.abc import Iterable

from embedstudy.errors import InputError
from embedstudy.vectors.loading import LoadOptions, VectorFile, load_file
from embedstudy.vectors.sources import locate
from embedstudy.vectors.word_vectors import WordVectors


def load_vectors(
    name: str | os.PathLike[str],
    vocabulary: Iterable[str] | None = None,
    *,
    case_fallback: bool = True,
    limit: int | None = None,
    normalize: bool = False,
    all_but_the_top: int = 0,
    skip_bad_lines: bool = False,
    encoding_errors: str = "strict",
    trust_pickle: bool = False,
    progress: bool = True,
) -> WordVectors:
    """Load vectors, fetching them on first use.

    Parameters
    ----------
    name : str or path
        A name that ``embedstudy vectors list`` shows, an https address, or a file in any known
        format: GloVe or word2vec text, word2vec binary, .npy or safetensors with a word list
        beside it, gensim's .kv; plain, .gz, .bz2 or .zip (``file.zip#member``).
    vocabulary : iterable of str, optional
        The words to keep. The rows of others are never kept in memory; words that the table lacks
        are left out of the result. Without it the whole table is memory-mapped, from the data
        home where the file itself cannot be.
    case_fallback : bool
        A word that is not in the table is looked up in lower-case, then with a capital first
        letter, then in upper-case. Only with a vocabulary.
    limit : int, optional
        Only that many rows from the top: the most frequent words, in most files.
    normalize : bool
        Scale every vector to unit length.
    all_but_the_top : int
        Take away the mean and that many principal components (Mu and Viswanath 2018).
    skip_bad_lines : bool
        Leave out rows that cannot be read, and count them.
    encoding_errors : {"strict", "replace"}
        What to do with words that are not UTF-8.
    trust_pickle : bool
        Read a gensim .kv file, which can run any code.
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
        If there are no vectors of that name, or they cannot be read: with file and line.
    FetchError
        If they are not in the data home and cannot be downloaded.
    """
    if isinstance(vocabulary, str):
        raise InputError("a vocabulary is a list of words, not one string")
    options = LoadOptions(
        case_fallback=case_fallback,
        limit=limit,
        normalize=normalize,
        all_but_the_top=all_but_the_top,
        skip_bad_lines=skip_bad_lines,
        encoding_errors=encoding_errors,
        trust_pickle=trust_pickle,
    )
    return load_located(name, vocabulary, options, progress=progress)


def load_located(
    name: str | os.PathLike[str],
    vocabulary: Iterable[str] | None,
    options: LoadOptions,
    *,
    progress: bool = True,
) -> WordVectors:
    """Load vectors as `load_vectors` does, with its options in one value."""
    return load_file(vector_file(name, progress=progress), vocabulary, options)


def vector_file(name: str | os.PathLike[str], *, progress: bool = True) -> VectorFile:
    """Find the file of vectors, fetching it on first use.

    Raises
    ------
    InputError
        If there are no vectors of that name.
    FetchError
        If it is not in the data home and cannot be downloaded.
    """
    found = locate(name, progress=progress)
    return VectorFile(
        path=found.path,
        name=found.name,
        member=found.member,
        words_path=found.words_path,
        sha256=found.sha256,
        word_prefix=found.word_prefix,
    )
