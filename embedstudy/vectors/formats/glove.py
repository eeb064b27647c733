"""The format ``glove``: a word and its numbers a line, without a header."""

from typing import BinaryIO

import numpy as np

from embedstudy.vectors.formats.row_blocks import row_blocks
from embedstudy.vectors.formats.text_head import looks_like_text
from embedstudy.vectors.formats.text_table import read_text
from embedstudy.vectors.formats.unread import find_unread
from embedstudy.vectors.formats.vector_format import VectorFormat
from embedstudy.vectors.word_vectors import WordVectors


def write(file: BinaryIO, vectors: WordVectors) -> None:
    """Write a word and its numbers a line."""
    for words, block in row_blocks(vectors):
        # NumPy's string of a float32 is the shortest that reads back as the same number.
        for word, row in zip(words, block.astype(np.str_).tolist(), strict=True):
            file.write(word + b" " + " ".join(row).encode() + b"\n")


GLOVE = VectorFormat(
    "glove",
    title="GloVe text",
    matches=lambda head, _: looks_like_text(head) and find_unread(head) is None,
    read=read_text,
    write=write,
    endings=(".txt",),
    keeps_bom=False,
    bytes_per_number=8,
)
