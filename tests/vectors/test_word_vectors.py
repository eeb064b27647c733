import numpy as np
import pytest
from gensim.models import KeyedVectors

from embedstudy.errors import InputError
from embedstudy.structure.knn import nearest
from embedstudy.vectors.word_vectors import WordVectors


@pytest.fixture(scope="module")
def table() -> WordVectors:
    rng = np.random.default_rng(3)
    return WordVectors(
        [f"w{i}" for i in range(500)], rng.normal(size=(500, 20)).astype(np.float32), "t"
    )


def test_neighbours_agree_with_gensim(table):
    peer = KeyedVectors(table.dim)
    peer.add_vectors(list(table.words), table.matrix)
    for word in ("w0", "w77", "w499"):
        ours, theirs = table.neighbors(word, 25), peer.most_similar(word, topn=25)
        assert [w for w, _ in ours] == [w for w, _ in theirs]
        np.testing.assert_allclose([c for _, c in ours], [c for _, c in theirs], rtol=1e-5)


def test_ties_come_in_the_order_of_the_table():
    matrix = np.array([[1, 0], [0, 1], [0, 2], [0, 1], [1, 1]], np.float32)
    table = WordVectors(["a", "b", "c", "d", "e"], matrix)
    assert [w for w, _ in table.neighbors("b", 2)] == ["c", "d"]
    assert [w for w, _ in table.neighbors("a", 4)] == ["e", "b", "c", "d"]


def test_a_zero_vector_is_near_nothing():
    table = WordVectors(["zero", "a", "b"], np.array([[0, 0], [1, 0], [-1, 0]], np.float32))
    assert table.neighbors("zero") == []
    assert table.neighbors("a") == [("b", -1.0)]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scales", [[1e30], [3e37], [1e-37], [1e30, 1e-30], [3e37, 1, 0]])
def test_vectors_at_the_ends_of_single_precision_have_their_neighbours(table, scales):
    factors = np.resize(np.array(scales), 500)[:, None]
    words, matrix = table.words, (np.asarray(table.matrix, float) * factors).astype(np.float32)
    scaled = WordVectors(words, matrix)
    for word in ("w0", "w1", "w499"):
        among = matrix.any(axis=1)
        expected = table.neighbors(word, 5, among) if among[int(word[1:])] else []
        shown = scaled.neighbors(word, 5)
        assert [near for near, _ in shown] == [near for near, _ in expected]
        np.testing.assert_allclose([c for _, c in shown], [c for _, c in expected], rtol=1e-5)


def test_only_the_words_among_which_to_look(table):
    among = np.zeros(500, bool)
    among[[3, 5]] = True
    assert {w for w, _ in table.neighbors("w0", among=among)} == {"w3", "w5"}
    assert [w for w, _ in table.neighbors("w3", among=among)] == ["w5"]


def test_more_neighbours_than_words(table):
    assert len(table.neighbors("w0", 10_000)) == 499


def test_lookups(table):
    assert np.array_equal(table["w7"], table.matrix[7])
    assert "w7" in table
    assert "nope" not in table
    assert table.rows(["w7", "nope"]).tolist() == [7, -1]


def test_an_unknown_word_and_a_bad_topn(table):
    with pytest.raises(InputError, match="nearest spellings: w7"):
        table["w77x"]
    with pytest.raises(InputError, match="topn is 0"):
        table.neighbors("w7", 0)


def test_words_and_rows_must_match():
    with pytest.raises(InputError, match="2 words for a matrix of shape"):
        WordVectors(["a", "b"], np.zeros((3, 2), np.float32))


def test_of_two_equal_words_the_first_counts():
    table = WordVectors(["a", "a"], np.array([[1], [2]], np.float32))
    assert table["a"] == 1


def test_copies_tie_however_their_products_are_rounded():
    """Of five directions in many copies, longer and shorter, each product is the same."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(5, 8)).astype(np.float32)[rng.integers(0, 5, 1003)]
    matrix *= (2.0 ** rng.integers(-2, 3, 1003))[:, None].astype(np.float32)
    table = WordVectors([f"w{i}" for i in range(1003)], matrix)
    ids, cosines = nearest(matrix, 10)
    for word in range(0, 1003, 7):
        nearest_words = table.neighbors(f"w{word}", 10)
        assert [table.ids[w] for w, _ in nearest_words] == ids[word].tolist()
        assert [c for _, c in nearest_words] == cosines[word].tolist()


def test_a_table_is_shown_in_one_line(table):
    assert repr(table) == "WordVectors('t', 500 words x 20)"
