"""gensim's own .kv files: pickles, which run code when read, and so only on request."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats.table import TableRows, Wanted

BLOCK_BYTES = 1 << 22


def read_keyed_vectors(
    path: Path, wanted: Wanted, sink: Callable[[np.ndarray], None], *, trust_pickle: bool
) -> TableRows:
    """Read gensim KeyedVectors, as gensim does.

    Raises
    ------
    InputError
        If the file is not trusted, or holds something else.
    """
    if not trust_pickle:
        raise InputError(
            f"{path}: is a pickle, which can run any code when it is read "
            "(--trust-pickle if you know who made it)"
        )
    from gensim.models import KeyedVectors
    from gensim.utils import SaveLoad

    try:
        found = SaveLoad.load(str(path), mmap="r")
    except Exception as error:  # a pickle can fail in any way
        raise InputError(f"{path}: gensim cannot read it ({error})") from None
    found = getattr(found, "wv", found)  # a whole Word2Vec or FastText model
    if not isinstance(found, KeyedVectors):
        raise InputError(f"{path}: holds a {type(found).__name__}, not KeyedVectors")
    rows = TableRows(str(path), wanted, sink, dim=int(found.vector_size))
    places: list[int] = []
    words: list[bytes] = []
    for place, word in enumerate(found.index_to_key):
        if rows.full:
            break
        rows.read += 1
        if "\n" in word or not _is_utf8(word):
            rows.bad(rows.where(rows.read), f"a line feed or no UTF-8 in word {word!r}")
        elif wanted.words is None or word in wanted.words:
            words.append(word.encode())
            places.append(place)
    most = max(1, BLOCK_BYTES // (4 * rows.dim))
    for start in range(0, len(places), most):
        some = places[start : start + most]
        with np.errstate(over="ignore"):
            block = np.asarray(found.vectors[some], np.float32)
        rows.keep(words[start : start + most], [place + 1 for place in some], block)
    return rows


def _is_utf8(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
