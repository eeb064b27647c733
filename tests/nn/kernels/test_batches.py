"""Documents taken out of a corpus, whole or without the words that are left out."""

import numpy as np
import pytest

from embedstudy.nn.kernels import batches

RNG = np.random.default_rng(6)
LENGTHS = np.array([3, 0, 1, 8, 5, 0])
OFFSETS = np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64)
VALUES = RNG.integers(0, 20, OFFSETS[-1]).astype(np.int32)


@pytest.mark.parametrize("documents", [[4, 1, 3], [0], [5], [2, 2], []])
@pytest.mark.parametrize("share", [None, 0.0, 0.5, 1.0])
def test_words_are_read_in_order(documents, share):
    documents = np.array(documents, np.int64)
    words = [VALUES[OFFSETS[i] : OFFSETS[i + 1]] for i in documents]
    size = sum(map(len, words))
    kept = np.empty(0, np.bool_) if share is None else RNG.random(size) >= share
    found, starts = batches.read(VALUES, OFFSETS, documents, kept)
    expected = []
    for document in words:
        here, kept = kept[: len(document)], kept[len(document) :]
        expected.append(document if share is None else document[here])
    assert starts.tolist() == [0, *np.cumsum([len(document) for document in expected]).tolist()]
    assert found.tolist() == [word for document in expected for word in document]
    assert found.dtype == np.int32
