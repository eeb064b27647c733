"""The format ``gensim-kv``: a pickle, which can run code, and so is read only on request."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from embedstudy.errors import InputError
from embedstudy.vectors.formats.table_rows import TableRows, Wanted
from embedstudy.vectors.formats.unread import find_unread
from embedstudy.vectors.formats.vector_format import (
    Sink,
    TableFile,
    UntrustedError,
    VectorFormat,
)
from embedstudy.wording import is_unicode

BLOCK_BYTES = 1 << 22


def read(file: TableFile, wanted: Wanted, sink: Sink) -> TableRows:
    """Read gensim KeyedVectors, as gensim does.

    Raises
    ------
    InputError
        If the file is not trusted, or holds something else.
    """
    path = file.file.path
    if not file.trust_pickle:
        raise UntrustedError(
            f"{path}: is a pickle, which can run any code when it is read "
            "(--trust-pickle if you know who made it)"
        )
    from gensim.models import KeyedVectors
    from gensim.utils import SaveLoad

    try:
        model = SaveLoad.load(str(path), mmap="r")
    except Exception as error:  # a pickle can fail in any way
        raise InputError(f"{path}: gensim cannot read it ({error})") from None
    vectors = getattr(model, "wv", model)  # a whole Word2Vec or FastText model
    if not isinstance(vectors, KeyedVectors):
        raise InputError(f"{path}: holds a {type(vectors).__name__}, not KeyedVectors")
    rows = TableRows(str(path), wanted, sink, dim=int(vectors.vector_size))
    places: list[int] = []
    words: list[bytes] = []
    for place, word in enumerate(vectors.index_to_key):
        if rows.full:
            break
        rows.read += 1
        if "\n" in word or not is_unicode(word):
            rows.bad(rows.where(rows.read), f"a line feed or no UTF-8 in word {word!r}")
        elif wanted.words is None or word in wanted.words or wanted.has_variant(word.encode()):
            words.append(word.encode())
            places.append(place)
    most = max(1, BLOCK_BYTES // (4 * rows.dim))
    for start in range(0, len(places), most):
        block_places = places[start : start + most]
        with np.errstate(over="ignore"):
            block = np.asarray(vectors.vectors[block_places], np.float32)
        rows.keep(words[start : start + most], [place + 1 for place in block_places], block)
    return rows


def find_companions(path: Path) -> list[Path]:
    """Find the arrays that gensim writes next to a large .kv."""
    with suppress(OSError):
        return sorted(f for f in path.parent.iterdir() if f.name.startswith(f"{path.name}."))
    return []


KEYED_VECTORS = VectorFormat(
    "gensim-kv",
    title="gensim .kv",
    # A pickle begins with its protocol.
    matches=lambda head, _: (
        head[:1] == b"\x80" and b"\x02" <= head[1:2] <= b"\x05" and find_unread(head) is None
    ),
    read=read,
    endings=(".kv",),
    companions=find_companions,
    reads_path=True,
)
