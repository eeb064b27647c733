import numpy as np

from embedstudy.vectors.formats import row_blocks as module
from embedstudy.vectors.formats.row_blocks import row_blocks
from embedstudy.vectors.word_vectors import WordVectors


def test_blocks_hold_all_words_and_rows_in_order(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 2)
    matrix = np.arange(10, dtype=np.float64).reshape(5, 2)
    blocks = list(row_blocks(WordVectors(["a", "é", "c", "d", "e"], matrix)))
    assert [words for words, _ in blocks] == [[b"a", "é".encode()], [b"c", b"d"], [b"e"]]
    assert np.array_equal(np.concatenate([block for _, block in blocks]), matrix)
    assert {block.dtype for _, block in blocks} == {np.dtype(np.float32)}
