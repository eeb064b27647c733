"""Checks of ids before compiled loops index arrays with them.

The loops do not check: an id outside its array would read or write any memory. One pass over the
ids costs a hundredth of what any loop does with them.
"""

import numpy as np

from embedstudy.errors import InputError
from embedstudy.nn.examples import Examples
from embedstudy.text.encoding import EncodedDocuments


def check_documents(documents: EncodedDocuments, n_rows: int) -> None:
    """Check that documents read rows that an embedding has.

    Parameters
    ----------
    documents : EncodedDocuments
    n_rows : int
        The rows of the embedding.

    Raises
    ------
    InputError
        If an id or an offset is out of range.
    """
    _check_part("words", documents, n_rows)
    ngrams = documents.char_ngrams
    if ngrams is None:
        return
    if len(ngrams.words) != len(documents) or not 0 <= ngrams.first <= ngrams.end < n_rows:
        raise _make_error("character n-grams", ngrams.first, ngrams.end, n_rows)
    _check_part("words with n-grams", ngrams.words, len(ngrams.rows))
    _check_part("character n-grams", ngrams.rows, n_rows - ngrams.first)


def check_examples(examples: Examples, n_rows: int, n_classes: int) -> None:
    """Check that examples read rows that an embedding has, and have classes of a model.

    Raises
    ------
    InputError
        If an id, an offset or a label is out of range.
    """
    check_documents(examples.documents, n_rows)
    check_ids("labels", examples.labels, n_classes)
    n_documents = len(examples.documents)
    for array in (examples.labels, examples.weights):
        if len(array) != n_documents:
            raise InputError(f"{len(array):,} labels or weights for {n_documents:,} documents")


def check_ids(what: str, ids: np.ndarray, count: int) -> None:
    """Check that ids are in [0, count).

    Raises
    ------
    InputError
        If not.
    """
    if not len(ids):
        return
    if ids.dtype == np.int32 and ids.flags.c_contiguous:
        # One pass: an id below 0 is a huge one without its sign.
        if ids.view(np.uint32).max() < count:
            return
    elif ids.min() >= 0 and ids.max() < count:
        return
    raise _make_error(what, ids.min(), ids.max(), count)


def _check_part(what: str, documents: EncodedDocuments, count: int) -> None:
    check_ids(what, documents.values, count)
    offsets = documents.offsets
    is_whole = len(offsets) and offsets[0] >= 0 and offsets[-1] <= len(documents.values)
    if not is_whole or (offsets[1:] < offsets[:-1]).any():
        raise InputError(f"the offsets of {what} do not fit {len(documents.values):,} of them")


def _make_error(what: str, least: int, most: int, count: int) -> InputError:
    return InputError(
        f"the ids of {what} go from {least:,} to {most:,}; there are {count:,} (damaged data?)"
    )
