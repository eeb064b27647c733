"""Documents made of other documents; large ones are written to a file, piece by piece."""

from collections.abc import Callable, Iterator

import numpy as np

from embedstudy.storage import is_large, join_on_disk
from embedstudy.text.encoding import EncodedDocuments

# A part of a large corpus goes to a file if so many parts of its size are large.
_PARTS = 50

Change = Callable[[EncodedDocuments], EncodedDocuments]


def change_documents(documents: EncodedDocuments, change: Change) -> EncodedDocuments:
    """Return changed documents, mapped from a file if they are large or came from one.

    Parameters
    ----------
    documents : EncodedDocuments
    change : callable
        Changes some documents or all; what becomes of a document does not depend on the others.
    """
    is_in_file = not documents.values.flags.writeable
    if not is_in_file and not is_large(documents.values.nbytes):
        return change(documents)
    return store_documents(lambda: map(change, documents.pieces()))


def take_documents(
    documents: EncodedDocuments,
    rows: np.ndarray,
    max_tokens: int | None,
    change: Change = lambda piece: piece,
) -> EncodedDocuments:
    """Return some documents, changed; those of a large corpus are mapped from a file.

    A part of a large corpus that is small stays in memory.

    Parameters
    ----------
    documents : EncodedDocuments
    rows : ndarray of int64
        The documents, in any order.
    max_tokens : int, optional
        Only the first tokens of each document, so many.
    change : callable
        As of `change_documents`.
    """
    lengths = documents.offsets[rows + 1] - documents.offsets[rows]
    n_tokens = int((lengths if max_tokens is None else lengths.clip(max=max_tokens)).sum())
    is_small = not is_large(_PARTS * n_tokens * documents.values.itemsize)
    if is_small or not is_large(documents.values.nbytes):
        return change(documents.take(rows, max_tokens))
    return store_documents(lambda: map(change, documents.take_pieces(rows, max_tokens)))


def store_documents(read: Callable[[], Iterator[EncodedDocuments]]) -> EncodedDocuments:
    """Return documents that come some at a time, mapped from a file.

    Parameters
    ----------
    read : callable
        Yields documents; from the start at each call.
    """

    def read_arrays() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        n_tokens = 0
        yield np.empty(0, np.int32), np.zeros(1, np.int64)
        for some in read():
            yield some.values, some.offsets[1:] + n_tokens
            n_tokens += len(some.values)

    values, offsets = join_on_disk(read_arrays)
    return EncodedDocuments(values, offsets)
