import numpy as np
import pytest

from embedstudy.text import encoding
from embedstudy.text.encoding import EncodedDocuments, compute_offsets, encode
from embedstudy.text.vocabulary import Vocabulary

VOCABULARY = Vocabulary.from_documents([["a", "a", "a", "b", "b", "c"]])
DOCUMENTS = [["a", "x", "b"], [], ["c", "c", "a"], ["x"]]


def as_lists(documents):
    return [part.tolist() for part in np.split(documents.values, documents.offsets[1:-1])]


@pytest.fixture
def ragged():
    """A hundred documents of 0 to 29 tokens, some words in none of them."""
    rng = np.random.default_rng(3)
    lengths = rng.integers(0, 30, 100) * rng.integers(0, 2, 100)
    values = rng.integers(0, 50, lengths.sum()).astype(np.int32)
    return EncodedDocuments(values, compute_offsets(lengths))


def test_documents_stand_end_to_end():
    encoded = encode(DOCUMENTS, VOCABULARY)
    assert encoded.values.tolist() == [0, 1, 2, 2, 0]
    assert encoded.offsets.tolist() == [0, 2, 2, 5, 5]
    assert (encoded.values.dtype, encoded.offsets.dtype) == (np.int32, np.int64)
    assert len(encoded) == 4


def test_restricted_is_encoding_with_fewer_words():
    fewer = encode(DOCUMENTS, VOCABULARY).restrict(2)
    again = encode([[w for w in d if w in ("a", "b")] for d in DOCUMENTS], VOCABULARY)
    assert as_lists(fewer) == as_lists(again)


@pytest.mark.parametrize("block", [1, 7, 1 << 18])
@pytest.mark.parametrize("max_tokens", [None, 1, 5, 1000])
def test_take_is_those_documents_in_that_order(ragged, monkeypatch, block, max_tokens):
    monkeypatch.setattr(encoding, "BLOCK_SIZE", block)
    whole = as_lists(ragged)
    for rows in ([], [0], [99, 3, 3, 0, 50], list(range(100)), list(range(99, -1, -1))):
        taken = ragged.take(np.array(rows, np.int64), max_tokens)
        expected = [whole[row][:max_tokens] for row in rows]
        assert taken.lengths.tolist() == [len(document) for document in expected]
        assert taken.values.tolist() == [value for document in expected for value in document]
        assert (taken.values.dtype, taken.offsets.dtype) == (np.int32, np.int64)
        blocks = list(ragged.blocks(np.array(rows, np.int64), max_tokens))
        assert np.concatenate(blocks).tolist() == taken.values.tolist()
        assert max(map(len, blocks)) <= max(block + 30, 1)


def test_words_are_left_out_and_renumbered(ragged):
    marked = np.arange(50) % 3 == 0
    expected = [[value for value in document if marked[value]] for document in as_lists(ragged)]
    assert as_lists(ragged.keep_words(marked)) == expected
    ids = np.where(marked, 100 - np.arange(50), -1).astype(np.int32)
    assert as_lists(ragged.renumber(ids)) == [
        [100 - value for value in document_ids] for document_ids in expected
    ]
    assert ragged.renumber(ids).values.dtype == np.int32
    assert ragged.renumber(ids).offsets.dtype == np.int64
    assert len(ragged.renumber(np.full(50, -1, np.int32)).values) == 0
    assert ragged.keep_words(np.ones(50, bool)).values.tolist() == ragged.values.tolist()


def test_what_comes_out_shares_no_memory_with_what_went_in(ragged):
    everything = np.arange(len(ragged))
    for copy in (
        ragged.take(everything),
        ragged.restrict(50),
        ragged.keep_words(np.ones(50, bool)),
        ragged.renumber(np.arange(50, dtype=np.int32)),
    ):
        assert as_lists(copy) == as_lists(ragged)
        assert not np.shares_memory(copy.values, ragged.values)
        assert not np.shares_memory(copy.offsets, ragged.offsets)


def test_nothing_to_encode():
    assert encode([], VOCABULARY).offsets.tolist() == [0]
    assert len(encode([[], []], VOCABULARY)) == 2


@pytest.mark.parametrize("block", [1, 7, 1 << 18])
def test_pieces_are_all_documents_in_their_order(ragged, monkeypatch, block):
    monkeypatch.setattr(encoding, "BLOCK_SIZE", block)
    pieces = list(ragged.pieces())
    assert [document for piece in pieces for document in as_lists(piece)] == as_lists(ragged)
    assert all(len(piece.values) <= block or len(piece) == 1 for piece in pieces)
    assert list(ragged.take(np.empty(0, np.int64)).pieces()) == []
