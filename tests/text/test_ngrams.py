import numpy as np

from embedstudy.text.encoding import EncodedDocuments
from embedstudy.text.ngrams import append_ngrams, hash_words

PRIME, MASK = 1099511628211, 2**64 - 1


def reference(documents, hashes, up_to, buckets, first):
    out = []
    for start, stop in zip(documents.offsets, documents.offsets[1:], strict=False):
        words = documents.values[start:stop].tolist()
        ids = list(words)
        for n in range(2, up_to + 1):
            for i in range(len(words) - n + 1):
                key = int(hashes[words[i]])
                for word in words[i + 1 : i + n]:
                    key = (key * PRIME + int(hashes[word])) & MASK
                ids.append(first + key % buckets)
        out.append(ids)
    return out


def test_runs_of_words_beside_a_plain_loop():
    rng = np.random.default_rng(0)
    lengths = rng.integers(0, 7, 40)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    documents = EncodedDocuments(rng.integers(0, 9, offsets[-1]).astype(np.int32), offsets)
    hashes = hash_words([f"w{i}" for i in range(9)])
    for up_to in (1, 2, 3, 5):
        appended = append_ngrams(documents, hashes, up_to=up_to, buckets=50, first=9)
        expected = reference(documents, hashes, up_to, 50, 9)
        assert [
            appended.values[a:b].tolist()
            for a, b in zip(appended.offsets, appended.offsets[1:], strict=False)
        ] == expected
        assert appended.values.dtype == np.int32


def test_hashes_are_the_same_everywhere():
    assert hash_words(["good"])[0] == 3509812042012788487
    assert len(set(hash_words(["good", "", "映画"]).tolist())) == 3


def test_no_documents():
    empty = EncodedDocuments(np.empty(0, np.int32), np.zeros(1, np.int64))
    assert len(append_ngrams(empty, np.empty(0, np.uint64), up_to=3, buckets=5, first=0)) == 0
