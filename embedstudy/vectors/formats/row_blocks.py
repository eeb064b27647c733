"""A table as blocks of words and rows, for writing."""

from collections.abc import Iterator

import numpy as np

from embedstudy.vectors.word_vectors import WordVectors

BLOCK = 4096


def row_blocks(vectors: WordVectors) -> Iterator[tuple[list[bytes], np.ndarray]]:
    """Yield the words in UTF-8 and the rows in float32, `BLOCK` at a time."""
    for start in range(0, len(vectors), BLOCK):
        words = [word.encode() for word in vectors.words[start : start + BLOCK]]
        yield words, np.asarray(vectors.matrix[start : start + BLOCK], np.float32)
