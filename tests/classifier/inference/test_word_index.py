import pyarrow as pa

from embedstudy.classifier.inference.word_index import WordIndex

WORDS = ["film", "a", "caf\xe9", "\U0001f600", "films", "\ud800"]


def test_words_are_found_by_their_whole_spelling():
    tokens = ["films", "fil", "caf\xe9", "cafe", "\U0001f600", "", "film", "b"]
    index = WordIndex(WORDS)
    assert index.find(pa.array(tokens, pa.large_string())).tolist() == [4, -1, 2, -1, 3, -1, 0, -1]
    assert index.find(pa.array(tokens, pa.string())).tolist()[:2] == [4, -1]


def test_a_part_of_an_array_is_read_and_none():
    tokens = pa.array(["film", "a", "b", "film"], pa.large_string())
    index = WordIndex(WORDS)
    assert index.find(tokens.slice(1, 2)).tolist() == [1, -1]
    assert index.find(tokens.slice(3)).tolist() == [0]
    assert index.find(tokens.slice(0, 0)).tolist() == []
    assert WordIndex([]).find(tokens).tolist() == [-1] * 4


def test_many_words():
    words = [f"w{i}" for i in range(20_000)]
    places = WordIndex(words).find(pa.array(words[::-1], pa.large_string()))
    assert places.tolist() == list(range(20_000))[::-1]
