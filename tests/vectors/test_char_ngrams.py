"""Hashes of character n-grams against a plain loop over the definition of fastText."""

from itertools import pairwise

import numpy as np
import pytest

from embedstudy.vectors.char_ngrams import hash_char_ngrams

WORDS = ["good", "a", "", "naïve", "映画", "žaba", "😀", "e\u0301", "extraordinarily", "\ud800"]


def hash_of(text):
    number = 2166136261
    for byte in text.encode("utf-8", "surrogatepass"):
        signed = byte - 256 if byte > 127 else byte
        number = ((number ^ (signed & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return number


def reference(word, shortest, longest):
    marked = f"<{word}>"
    return [
        hash_of(marked[i : i + n])
        for n in range(shortest, longest + 1)
        for i in range(len(marked) - n + 1)
        if n > 1 or 0 < i < len(marked) - 1
    ]


@pytest.mark.parametrize("lengths", [(3, 6), (1, 1), (1, 4), (2, 2), (5, 20)])
def test_the_hashes_of_each_word(lengths):
    hashes, offsets = hash_char_ngrams(WORDS, *lengths)
    assert hashes.dtype == np.int64
    assert [hashes[a:b].tolist() for a, b in pairwise(offsets)] == [
        reference(word, *lengths) for word in WORDS
    ]


def test_the_hashes_of_fasttext():
    # The buckets that get_subwords of fastText 0.9.2 names, with bucket=5000.
    hashes, _ = hash_char_ngrams(["žaba"], 3, 3)
    assert (hashes % 5000).tolist() == [1799, 513, 569, 2790]


def test_no_words():
    hashes, offsets = hash_char_ngrams([], 3, 6)
    assert len(hashes) == 0
    assert offsets.tolist() == [0]
