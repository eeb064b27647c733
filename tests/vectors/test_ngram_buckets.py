"""The rows of n-grams, against a plain loop."""

from itertools import pairwise

import numpy as np

from embedstudy.vectors.char_ngrams import hash_char_ngrams
from embedstudy.vectors.ngram_buckets import NgramBuckets

WORDS = ["good", "naïve".encode(), b"\xff\x80b", b""]
ENCODED = [word.encode() if isinstance(word, str) else word for word in WORDS]


def rows_by_word(buckets, words):
    rows, word_of_ngram = buckets.find_rows(words)
    return [sorted(rows[word_of_ngram == place].tolist()) for place in range(len(words))]


def test_a_row_is_the_hash_modulo_the_number_of_buckets():
    hashes, offsets = hash_char_ngrams(ENCODED, 2, 4)
    expected = [sorted((hashes[start:end] % 50).tolist()) for start, end in pairwise(offsets)]
    assert rows_by_word(NgramBuckets(2, 4, 50), ENCODED) == expected


def test_a_shortest_length_of_0_is_one_of_1():
    zero, one = (rows_by_word(NgramBuckets(n, 3, 50), ENCODED) for n in (0, 1))
    assert zero == one


def test_the_end_of_a_sentence_has_no_ngrams():
    buckets = NgramBuckets(1, 3, 50)
    assert rows_by_word(buckets, [b"ab", b"</s>", b"cd"]) == [
        rows_by_word(buckets, [b"ab"])[0],
        [],
        rows_by_word(buckets, [b"cd"])[0],
    ]


def test_only_remaining_buckets_have_rows():
    all_rows = rows_by_word(NgramBuckets(2, 4, 50), [b"good"])[0]
    remaining = np.array(sorted(set(all_rows))[:2])
    pruned = NgramBuckets(2, 4, 50, np.stack([remaining, [7, 3]]))
    expected = sorted(7 if row == remaining[0] else 3 for row in all_rows if row in remaining)
    assert rows_by_word(pruned, [b"good"]) == [expected]


def test_there_may_be_none():
    for buckets in (
        NgramBuckets(0, 0, 0),
        NgramBuckets(3, 6, 0),
        NgramBuckets(5, 3, 9),
        NgramBuckets(3, 6, 9, np.empty((2, 0), np.int64)),
    ):
        assert not buckets.has_any
        assert rows_by_word(buckets, [b"good"]) == [[]]
    assert NgramBuckets(3, 6, 9).has_any
    assert len(NgramBuckets(3, 6, 9).find_rows([])[0]) == 0
