import numpy as np

from embedstudy.nn.examples import Examples
from embedstudy.text.encoding import EncodedDocuments


def test_unweighted_examples_count_one():
    documents = EncodedDocuments(np.zeros(3, np.int32), np.array([0, 1, 3], np.int64))
    examples = Examples.unweighted(documents, np.array([1, 0], np.int32))
    assert len(examples) == 2
    assert examples.weights.tolist() == [1, 1]
    assert examples.weights.dtype == np.float32
