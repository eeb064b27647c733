from dataclasses import replace

import numpy as np

from embedstudy.nn.examples import Examples
from embedstudy.text.encoding import CharNgrams, EncodedDocuments


def test_unweighted_examples_count_one():
    documents = EncodedDocuments(np.zeros(3, np.int32), np.array([0, 1, 3], np.int64))
    examples = Examples.unweighted(documents, np.array([1, 0], np.int32))
    assert len(examples) == 2
    assert examples.weights.tolist() == [1, 1]
    assert examples.weights.dtype == np.float32


def test_taken_examples_have_their_labels_weights_and_ngrams():
    documents = EncodedDocuments(np.arange(4, dtype=np.int32), np.array([0, 1, 3, 4], np.int64))
    rows = EncodedDocuments(np.zeros(4, np.int32), np.arange(5, dtype=np.int64))
    documents = replace(documents, char_ngrams=CharNgrams(documents, rows, first=4, end=5))
    weights = np.array([1, 2, 3], np.float32)
    part = Examples(documents, np.array([1, 0, 1], np.int32), weights).take(np.array([2, 1]))
    assert part.documents.values.tolist() == [3, 1, 2]
    assert part.documents.char_ngrams.words.values.tolist() == [3, 1, 2]
    assert part.documents.char_ngrams.rows is rows
    assert (part.labels.tolist(), part.weights.tolist()) == ([1, 0], [3, 2])
