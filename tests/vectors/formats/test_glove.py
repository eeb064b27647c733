"""GloVe's text, without a header."""

import io

import numpy as np

from embedstudy.vectors.formats.glove import GLOVE, write
from embedstudy.vectors.word_vectors import WordVectors


def test_numbers_are_the_shortest_that_read_back(tmp_path):
    file = io.BytesIO()
    write(file, WordVectors(["good", "bad"], np.array([[1, -2.5], [0.1, 3]], np.float32)))
    assert file.getvalue() == b"good 1.0 -2.5\nbad 0.1 3.0\n"
    assert GLOVE.matches(file.getvalue(), tmp_path)
    assert not GLOVE.matches(b"2 2\n\x00\x01", tmp_path)
