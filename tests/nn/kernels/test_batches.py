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
    is_read = np.empty(0, np.bool_) if share is None else RNG.random(size) >= share
    read_words, starts = batches.read(VALUES, OFFSETS, documents, is_read)
    expected = []
    for document in words:
        here, is_read = is_read[: len(document)], is_read[len(document) :]
        expected.append(document if share is None else document[here])
    assert starts.tolist() == [0, *np.cumsum([len(document) for document in expected]).tolist()]
    assert read_words.tolist() == [word for document in expected for word in document]
    assert read_words.dtype == np.int32


def test_a_step_does_not_depend_on_the_vocabulary():
    """No array of a step is as long as the table: its rows are numbered within the batch."""
    marks = np.full(5_000_000, -1, np.int32)
    values = np.array([4_999_999, 7, 7, 4_999_999, 3], np.int32)
    offsets = np.array([0, 2, 2, 5], np.int64)
    rows, local, starts = batches.take(
        values, offsets, np.array([2, 0]), np.empty(0, np.bool_), marks
    )
    assert rows.tolist() == [7, 4_999_999, 3]
    assert local.tolist() == [0, 1, 2, 1, 0]
    assert starts.tolist() == [0, 3, 5]
    assert (marks == -1).all()


def test_words_that_are_left_out_are_not_read():
    is_read = np.array([True, False, True, False, True])
    values, offsets = np.array([5, 6, 5, 8, 9], np.int32), np.array([0, 2, 5], np.int64)
    rows, local, starts = batches.take(
        values, offsets, np.array([0, 1]), is_read, np.full(10, -1, np.int32)
    )
    assert rows.tolist() == [5, 9]
    assert local.tolist() == [0, 0, 1]
    assert starts.tolist() == [0, 1, 3]


def test_the_rows_of_words_follow_each_document():
    words, starts = np.array([2, 0, 1, 2], np.int32), np.array([0, 1, 3, 3, 3, 4, 4])
    rows, row_offsets = np.array([3, 1, 4, 1, 5], np.int32), np.array([0, 2, 2, 5])
    values, offsets = batches.append_rows(
        VALUES, OFFSETS, words, starts, rows, row_offsets, 100, 77
    )
    by_word = [[103, 101], [], [104, 101, 105]]
    expected = [
        VALUES[OFFSETS[i] : OFFSETS[i + 1]].tolist()
        + [row for word in words[starts[i] : starts[i + 1]] for row in by_word[word]]
        for i in range(len(LENGTHS))
    ]
    expected = [[*document, 77] if document else [] for document in expected]
    assert values.dtype == np.int32
    assert values.tolist() == [row for document in expected for row in document]
    assert offsets.tolist() == [0, *np.cumsum([len(document) for document in expected]).tolist()]


def test_rows_are_copied():
    table, rows = RNG.normal(size=(6, 4)), np.array([5, 0, 5], np.int32)
    out = np.empty((3, 4))
    batches.gather(table, rows, out)
    assert np.array_equal(out, table[rows])
