"""Means of n-grams' vectors."""

import pickle
from functools import partial

import numpy as np
import pytest

from embedstudy.vectors.ngram_buckets import NgramBuckets
from embedstudy.vectors.ngram_vectors import (
    NgramVectors,
    find_ngram_keys,
    scale_to_means,
    split_keys,
    sum_rows,
)

BUCKETS = NgramBuckets(3, 5, 40)
TABLE = np.random.default_rng(0).normal(size=(45, 6)).astype(np.float32)
WORDS = ["good", "film", "naïve", "😀", "a", "extraordinarily"]


def open_table():
    return BUCKETS, TABLE, 5


def mean_of(word):
    rows, _ = BUCKETS.find_rows([word.encode()])
    return TABLE[rows + 5].astype(np.float64).mean(axis=0)


def test_a_word_has_the_mean_of_its_ngrams():
    has_vector, matrix = NgramVectors(open_table).compose(WORDS)
    assert has_vector.all()
    assert matrix.dtype == np.float32
    for word, row in zip(WORDS, matrix, strict=True):
        assert row == pytest.approx(mean_of(word), abs=1e-6)


def test_a_word_without_ngrams_has_no_vector():
    buckets = NgramBuckets(4, 5, 40)
    ngrams = NgramVectors(lambda: (buckets, TABLE, 5))
    has_vector, matrix = ngrams.compose(["a", "good"])
    assert has_vector.tolist() == [False, True]
    assert matrix.shape == (1, 6)
    assert ngrams.compose([])[1].shape == (0, 6)


def test_other_words_do_not_change_the_bytes_of_a_word():
    words = [f"word{i}" for i in range(3000)]
    _, together = NgramVectors(open_table).compose(words)
    for place in (0, 7, 2999):
        _, alone = NgramVectors(open_table).compose([words[place]])
        assert alone.tobytes() == together[place].tobytes()


def test_keys_hold_rows_and_words():
    keys = find_ngram_keys(BUCKETS, [b"good", b"film"], 5)
    rows, words = split_keys(keys)
    expected = BUCKETS.find_rows([b"good", b"film"])
    assert (rows - 5).tolist() == expected[0].tolist()
    assert words.tolist() == expected[1].tolist()
    sums, counts = sum_rows(TABLE, keys, 3)
    assert counts.tolist() == [*np.bincount(words), 0]
    scale_to_means(sums, counts)
    assert sums[0] == pytest.approx(mean_of("good"), abs=1e-6)
    assert not sums[2].any()


def test_another_process_opens_the_table_again():
    ngrams = NgramVectors(partial(open_table))
    ngrams.compose(["good"])
    again = pickle.loads(pickle.dumps(ngrams))
    assert "_table" not in vars(again)
    assert again.compose(["film"])[1].tobytes() == ngrams.compose(["film"])[1].tobytes()
