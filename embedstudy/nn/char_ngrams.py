"""Documents followed by the character n-grams of their words and an end, a few at a time.

There are a dozen n-grams to a word. Stored for whole documents they would fill the memory; written
out right before they are read, they cost a small part of the reading.
"""

from collections.abc import Callable, Iterator

import numpy as np

from embedstudy.nn.kernels import batches
from embedstudy.text.encoding import EncodedDocuments

# Words whose n-grams are written out at once; their rows stay in the processor's cache.
BLOCK_WORDS = 1 << 13
_ALL_WORDS = np.empty(0, np.bool_)


def append_char_ngrams(
    documents: EncodedDocuments,
    batch: np.ndarray,
    draw: Callable[[EncodedDocuments, np.ndarray], np.ndarray] = lambda *_: _ALL_WORDS,
) -> EncodedDocuments:
    """Return some documents with the n-grams of their words written out.

    Parameters
    ----------
    documents : EncodedDocuments
        With `char_ngrams`.
    batch : ndarray of int64
        The documents to return, in that order.
    draw : callable, optional
        Takes documents and `batch`, and returns which of their running words are read; an empty
        array means all. It is asked for the words, then for the words that n-grams come from.
    """
    ngrams = documents.char_ngrams
    assert ngrams is not None  # noqa: S101 - no caller has other documents
    values, words = (
        batches.read(part.values, part.offsets, batch, draw(part, batch))
        for part in (documents, ngrams.words)
    )
    rows = ngrams.rows
    return EncodedDocuments(
        *batches.append_rows(*values, *words, rows.values, rows.offsets, ngrams.first, ngrams.end)
    )


def split_order(documents: EncodedDocuments, order: np.ndarray) -> Iterator[np.ndarray]:
    """Yield parts of an order of documents, of about `BLOCK_WORDS` words and at least a document.

    Parameters
    ----------
    documents : EncodedDocuments
        With `char_ngrams`.
    order : ndarray of int64
    """
    assert documents.char_ngrams is not None  # noqa: S101 - no caller has other documents
    ends = np.cumsum(documents.char_ngrams.words.lengths[order]) // BLOCK_WORDS
    yield from np.split(order, np.flatnonzero(np.diff(ends)) + 1)
