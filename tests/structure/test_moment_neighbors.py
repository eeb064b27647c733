"""Neighbours at the moments of a training are those of each moment, and sought once."""

import numpy as np
import pytest

from embedstudy.results.snapshots import Moment, Snapshots
from embedstudy.structure import moment_neighbors
from embedstudy.structure.knn import nearest
from embedstudy.structure.moment_neighbors import find_moment_neighbors


def make_snapshots(seed: int, n_moments: int = 3, n_words: int = 40) -> Snapshots:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(n_moments, n_words, 5)).astype(np.float32)
    words = tuple(f"word{i}" for i in range(n_words))
    moments = tuple(Moment(float(epoch), 0.5, None) for epoch in range(n_moments))
    return Snapshots(words, vectors, moments, n_moments - 1)


def test_each_moment_has_its_own_neighbors():
    snapshots = make_snapshots(0)
    neighbors = find_moment_neighbors(snapshots)
    assert neighbors.shape == (3, 40, 12)
    for ids, matrix in zip(neighbors, snapshots.vectors, strict=True):
        np.testing.assert_array_equal(ids, nearest(matrix, 12)[0])


def test_equal_vectors_are_sought_once(monkeypatch):
    first = find_moment_neighbors(make_snapshots(1))
    monkeypatch.setattr(moment_neighbors, "nearest", None)  # a second search would fail
    np.testing.assert_array_equal(find_moment_neighbors(make_snapshots(1)), first)
    with pytest.raises(TypeError, match="not callable"):
        find_moment_neighbors(make_snapshots(2))


def test_the_same_bytes_in_another_shape_are_another_space():
    flat = make_snapshots(3, n_moments=2, n_words=20)
    turned = Snapshots(flat.words[:10], flat.vectors.reshape(4, 10, 5), flat.moments * 2, 3)
    assert find_moment_neighbors(flat).shape == (2, 20, 12)
    assert find_moment_neighbors(turned).shape == (4, 10, 12)


def test_few_words_leave_places_empty():
    neighbors = find_moment_neighbors(make_snapshots(4, n_words=3))
    assert (neighbors[:, :, :2] >= 0).all()
    assert (neighbors[:, :, 2:] == -1).all()
