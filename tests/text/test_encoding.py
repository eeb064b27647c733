import numpy as np

from embedstudy.text.encoding import encode
from embedstudy.text.vocabulary import Vocabulary

VOCABULARY = Vocabulary.from_documents([["a", "a", "a", "b", "b", "c"]])
DOCUMENTS = [["a", "x", "b"], [], ["c", "c", "a"], ["x"]]


def test_documents_stand_end_to_end():
    encoded = encode(DOCUMENTS, VOCABULARY)
    assert encoded.values.tolist() == [0, 1, 2, 2, 0]
    assert encoded.offsets.tolist() == [0, 2, 2, 5, 5]
    assert (encoded.values.dtype, encoded.offsets.dtype) == (np.int32, np.int64)
    assert len(encoded) == 4


def test_restricted_is_encoding_with_fewer_words():
    fewer = encode(DOCUMENTS, VOCABULARY).restricted(2)
    again = encode([[w for w in d if w in ("a", "b")] for d in DOCUMENTS], VOCABULARY)
    assert fewer.values.tolist() == again.values.tolist()
    assert fewer.offsets.tolist() == again.offsets.tolist()


def test_take_is_encoding_those_documents():
    taken = encode(DOCUMENTS, VOCABULARY).take(np.array([2, 1, 0]))
    again = encode([DOCUMENTS[i] for i in (2, 1, 0)], VOCABULARY)
    assert taken.values.tolist() == again.values.tolist()
    assert taken.offsets.tolist() == again.offsets.tolist()
    assert taken.values.dtype == np.int32


def test_nothing_to_encode():
    assert encode([], VOCABULARY).offsets.tolist() == [0]
    assert len(encode([[], []], VOCABULARY)) == 2
