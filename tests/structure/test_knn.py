"""All nearest neighbours at once: exact, and the same as one at a time and as gensim's."""

import numpy as np
import pytest

from embedstudy.errors import InputError
from embedstudy.structure import knn as module
from embedstudy.structure.knn import compute_cosines, nearest, restrict_neighbors
from embedstudy.vectors.word_vectors import WordVectors


def normal(n, dim, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)


def by_definition(vectors, topn, among):
    """Sort all cosines, in double precision, the ties of single precision by vocabulary order."""
    exact = vectors.astype(np.float64)
    norms = np.linalg.norm(exact, axis=1)
    norms[norms == 0] = 1
    cosines = (exact @ exact.T / np.outer(norms, norms)).astype(np.float32)
    rows = []
    for i, row in enumerate(cosines):
        offered = [j for j in range(len(row)) if j != i and among[j]]
        rows.append(sorted(offered, key=lambda j: (-row[j], j))[:topn])
    return np.array(rows), cosines


@pytest.mark.parametrize(("n", "dim", "topn"), [(700, 20, 10), (50, 3, 10), (2000, 5, 3)])
@pytest.mark.parametrize("share", [1.0, 0.4])
def test_neighbours_are_those_of_the_definition(n, dim, topn, share):
    vectors = normal(n, dim)
    among = np.random.default_rng(1).random(n) < share
    ids, cosines = nearest(vectors, topn, among=None if share == 1 else among)
    expected, every = by_definition(vectors, topn, among | (share == 1))
    assert ids.dtype == np.int32
    assert cosines.dtype == np.float32
    np.testing.assert_array_equal(ids, expected)
    np.testing.assert_allclose(cosines, np.take_along_axis(every, expected, axis=1), atol=1e-7)


def test_blocks_do_not_matter(monkeypatch):
    vectors = normal(900, 12)
    whole = nearest(vectors, 7)
    for name, size in (("_COSINES", 3000), ("_PAIRS", 11), ("_GROUP", 5), ("_FOR_ONE", 0)):
        monkeypatch.setattr(module, name, size)
        for a, b in zip(whole, nearest(vectors, 7), strict=True):
            np.testing.assert_array_equal(a, b)


def test_ties_come_in_the_order_of_the_vocabulary():
    vectors = np.repeat(normal(30, 4), 40, axis=0)  # 30 directions of 40 words each
    vectors *= np.float32(2) ** np.random.default_rng(0).integers(-9, 9, (len(vectors), 1))
    ids, cosines = nearest(vectors, 10)
    for word in (0, 7, 39, 40, 1199):
        first = word // 40 * 40
        assert ids[word].tolist() == [i for i in range(first, first + 11) if i != word][:10]
    assert (cosines == 1).all()


def test_a_space_of_one_vector_is_all_ties():
    vectors = np.ones((3000, 4), np.float32)
    vectors[1500] = -1
    ids, cosines = nearest(vectors, 3, among=np.arange(3000) != 1)
    assert ids[:3].tolist() == [[2, 3, 4], [0, 2, 3], [0, 3, 4]]
    assert (ids[3:1500] == [0, 2, 3])[1:].all()
    assert ids[1500].tolist() == [0, 2, 3]
    assert cosines[1500].tolist() == [-1, -1, -1]


def test_each_word_has_the_neighbours_that_it_has_alone():
    vectors = normal(500, 25)
    table = WordVectors([f"w{i}" for i in range(500)], vectors)
    ids, cosines = nearest(vectors, 10)
    for word in range(500):
        alone = table.neighbors(f"w{word}", 10)
        assert [f"w{i}" for i in ids[word]] == [name for name, _ in alone]
        np.testing.assert_allclose(cosines[word], [c for _, c in alone], atol=1e-6)


def test_they_are_those_of_gensim():
    from gensim.models import KeyedVectors

    vectors = normal(400, 30)
    peer = KeyedVectors(30)
    peer.add_vectors([f"w{i}" for i in range(400)], vectors)
    ids, cosines = nearest(vectors, 10)
    for word in range(400):
        theirs = peer.most_similar(f"w{word}", topn=10)
        assert [f"w{i}" for i in ids[word]] == [name for name, _ in theirs]
        np.testing.assert_allclose(cosines[word], [c for _, c in theirs], atol=1e-6)


def test_a_vector_of_zeros_has_no_neighbours_and_is_nobodys():
    vectors = np.float32([[0, 0], [1, 0], [1, 1], [-1, 0], [0, 0]])
    ids, cosines = nearest(vectors, 3)
    assert ids.tolist() == [[-1] * 3, [2, 3, -1], [1, 3, -1], [2, 1, -1], [-1] * 3]
    assert np.isnan(cosines[[0, 4]]).all()
    assert cosines[1, :2] == pytest.approx([np.sqrt(0.5), -1])
    np.testing.assert_array_equal(compute_cosines(vectors, ids), cosines)
    among = np.array([True, True, False, True, True])
    expected = nearest(vectors[among], 2)[0]
    np.testing.assert_array_equal(restrict_neighbors(vectors, ids, among, 2), expected)
    assert (nearest(np.zeros((4, 2), np.float32), 3)[0] == -1).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1e-30, 1e30, 3e37])
def test_lengths_at_the_ends_of_single_precision_change_no_neighbour(scale):
    vectors = normal(60, 6)
    scaled = (vectors * np.float64(scale)).astype(np.float32)
    np.testing.assert_array_equal(nearest(scaled, 5)[0], nearest(vectors, 5)[0])


def test_fewer_words_than_are_wanted():
    ids, cosines = nearest(normal(3, 4), 10)
    assert (ids[:, :2] >= 0).all()
    assert (ids[:, 2:] == -1).all()
    assert np.isnan(cosines[:, 2:]).all()
    ids, _ = nearest(normal(3, 4), 2, among=np.array([False, True, False]))
    assert ids.tolist() == [[1, -1], [-1, -1], [1, -1]]
    ids, _ = nearest(normal(3, 4), 2, among=np.zeros(3, dtype=bool))
    assert (ids == -1).all()
    assert nearest(np.empty((0, 4), np.float32), 2)[0].shape == (0, 2)


def test_large_and_small_vectors_have_directions_too():
    vectors = normal(60, 6)
    scaled = vectors * np.float32([[1e-20], [1e18]] * 30)
    np.testing.assert_array_equal(nearest(scaled, 5)[0], nearest(vectors, 5)[0])


def test_no_neighbours_is_no_question():
    with pytest.raises(InputError, match="topn is 0; it must be at least 1"):
        nearest(normal(3, 2), 0)


@pytest.mark.parametrize("rows", [[0, 3, 7], [5], [], [7, 2, 2]])
def test_neighbors_of_some_rows_are_those_of_all(rows):
    vectors = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
    vectors[[3, 9]] = 0
    ids, cosines = nearest(vectors, 5)
    some, some_cosines = nearest(vectors, 5, rows=np.array(rows, dtype=np.int64))
    np.testing.assert_array_equal(some, ids[rows])
    np.testing.assert_array_equal(some_cosines, cosines[rows])


@pytest.mark.parametrize("depth", [1, 4, 12, 59])
@pytest.mark.parametrize("share", [0.02, 0.05, 0.5, 0.98, 1.0])
def test_restricted_neighbors_are_those_sought_among_the_words(depth, share):
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(60, 3)).astype(np.float32)
    vectors[10:14] = vectors[4]  # ties
    among = rng.permutation(60) < share * 60
    restricted = restrict_neighbors(vectors, nearest(vectors, depth)[0], among, 5)
    np.testing.assert_array_equal(restricted, nearest(vectors[among], 5)[0])


def test_cosines_of_neighbors_are_those_of_the_search():
    vectors = np.random.default_rng(2).normal(size=(4, 3)).astype(np.float32)
    ids, cosines = nearest(vectors, 5)  # more than there are
    np.testing.assert_array_equal(compute_cosines(vectors, ids), cosines)
