"""Buckets and rows of character n-grams against plain loops."""

from itertools import pairwise

import numpy as np
import pyarrow as pa

from embedstudy.text.char_ngrams import CorpusNgrams, NgramHashing, hash_words
from embedstudy.text.corpus import encode_corpus
from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.tokenizers import get_tokenizer
from embedstudy.text.word_ids import TextBatches
from embedstudy.vectors.char_ngrams import hash_char_ngrams

WORDS = ["film", "filmmaker", "a", "映画", "naïve", "maker"]
HASHING = NgramHashing(3, 6, 50)


def list_buckets(word):
    return (hash_char_ngrams([word], 3, 6)[0] % 50).tolist()


def split(documents):
    return [documents.values[start:stop].tolist() for start, stop in pairwise(documents.offsets)]


def test_buckets_that_some_words_reach_have_rows():
    hashed = hash_words(WORDS, HASHING)
    is_training = np.array([True, False, False, True, False, False])
    used = hashed.find_used(is_training)
    reached = sorted({bucket for word in ("film", "映画") for bucket in list_buckets(word)})
    assert used.tolist() == reached
    assert used.dtype == np.uint32
    rows = hashed.find_rows(used)
    assert rows.values.dtype == np.int32
    assert split(rows) == [
        [reached.index(bucket) for bucket in list_buckets(word) if bucket in reached]
        for word in WORDS
    ]


def test_more_buckets_than_an_id_could_count():
    hashed = hash_words(WORDS, NgramHashing(3, 6, 10**14))
    assert hashed.buckets[hashed.places].tolist() == hash_char_ngrams(WORDS, 3, 6)[0].tolist()


def test_no_words_and_no_rows():
    hashed = hash_words([], HASHING)
    assert hashed.find_used(np.empty(0, bool)).tolist() == []
    none = hash_words(WORDS, HASHING).find_rows(np.empty(0, np.uint32))
    assert split(none) == [[]] * len(WORDS)


def test_documents_that_have_an_ngram_with_a_row():
    rows = EncodedDocuments(np.array([0, 1], np.int32), np.array([0, 2, 2]))
    documents = EncodedDocuments(np.array([1, 0, 1], np.int32), np.array([0, 0, 2, 3]))
    ngrams = CorpusNgrams({"dev": documents}, rows, n_rows=3)
    assert ngrams.find_readable("dev").tolist() == [False, True, False]
    chars = ngrams.for_split("dev", first=7)
    assert (chars.words, chars.rows, chars.first, chars.end) == (documents, rows, 7, 9)


def test_the_words_of_a_corpus_are_hashed_once():
    texts = pa.array(["a good film", "good", "bad film"], pa.large_string())
    batches = TextBatches(lambda: [texts], 3)
    encoded = encode_corpus(batches, get_tokenizer("basic"), progress=False)
    hashed = encoded.hashed_words(HASHING)
    assert encoded.truncated(1).hashed_words(HASHING) is hashed
    assert encoded.hashed_words(NgramHashing(3, 3, 50)) is not hashed
    marked = [encoded.words[i] for i in np.flatnonzero(encoded.mark_words(np.array([0, 1])))]
    assert marked == ["a", "film", "good"]
    first = encoded.truncated(1).mark_words(np.array([0, 2]))
    assert [encoded.words[i] for i in np.flatnonzero(first)] == ["a", "bad"]
