"""Maps on axes that several spaces share."""

import numpy as np
import pytest

from embedstudy.report.explorer.maps import fit_common_axes, fit_joint_axes, make_maps


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def all_known(matrix):
    return np.ones(len(matrix), dtype=bool)


def test_one_space_comes_out_as_its_principal_components(rng):
    matrix = rng.normal(size=(50, 6)) * [9, 5, 1, 1, 1, 1]
    unit = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    left, values, _ = np.linalg.svd(unit - unit.mean(axis=0), full_matrices=False)
    (places,) = make_maps([matrix], [all_known(matrix)])
    expected = left[:, :2] * values[:2] / values[0]
    np.testing.assert_allclose(np.abs(places), np.abs(expected), atol=1e-9)


def test_a_space_turned_and_with_more_dimensions_has_the_same_map(rng):
    matrix = rng.normal(size=(60, 4)) * [5, 3, 1, 1]
    turn, _ = np.linalg.qr(rng.normal(size=(9, 9)))
    turned = 7 * np.hstack([matrix, np.zeros((60, 5))]) @ turn
    a, b = make_maps([matrix, turned], [all_known(matrix)] * 2)
    np.testing.assert_allclose(a, b, atol=1e-9)


def test_what_spaces_share_makes_the_axes_and_noise_lies_in_the_middle(rng):
    shared = rng.normal(size=(400, 2))
    spaces = [
        np.hstack([3 * shared @ rng.normal(size=(2, 5)), rng.normal(size=(400, 5))])
        for _ in range(2)
    ]
    noise = rng.normal(size=(400, 10))
    a, b, c = make_maps([*spaces, noise], [all_known(noise)] * 3)
    spread = [np.linalg.norm(points.std(axis=0)) for points in (a, b, c)]
    assert spread[2] < 0.4 * min(spread[:2])
    assert np.corrcoef(a[:, 0], b[:, 0])[0, 1] > 0.8


def test_what_is_to_grow_grows_to_the_right(rng):
    odds = rng.normal(size=200)
    matrix = rng.normal(size=(200, 5))
    matrix[:, 0] *= 6
    matrix[:, 1] = 4 * odds
    (places,) = make_maps([matrix], [all_known(matrix)], -odds)
    assert np.corrcoef(places[:, 0], -odds)[0, 1] > 0.8


def test_words_without_a_place_lie_in_the_middle_and_move_nothing(rng):
    matrix = rng.normal(size=(30, 4)) * [5, 3, 1, 1]
    known = all_known(matrix)
    known[3] = False
    changed = matrix.copy()
    changed[3] = 1000
    (a,), (b,) = make_maps([matrix], [known]), make_maps([changed], [known])
    np.testing.assert_allclose(a, b)
    assert np.allclose(a[3], 0)


@pytest.mark.parametrize("shape", [(3, 5), (2, 1), (1, 4), (30, 1)])
def test_small_spaces_have_maps(rng, shape):
    matrix = rng.normal(size=shape)
    for places in make_maps([matrix, np.zeros(shape)], [all_known(matrix)] * 2):
        assert places.shape == (shape[0], 2)
        assert np.isfinite(places).all()


def test_common_axes_place_the_words_of_a_space_as_its_map_does(rng):
    spaces = [rng.normal(size=(40, dim)) for dim in (3, 7)]
    known = [all_known(matrix) for matrix in spaces]
    known[1][5] = False
    for projection, matrix, has_place, places in zip(
        fit_common_axes(spaces, known), spaces, known, make_maps(spaces, known), strict=True
    ):
        np.testing.assert_array_equal(projection.place(matrix, has_place), places)
        moved = projection.place(3 * matrix, has_place)  # only directions count
        np.testing.assert_allclose(moved, places, atol=1e-12)
    assert not places[5].any()


def test_joint_axes_are_the_principal_components_of_all_moments(rng):
    moments = [rng.normal(size=(30, 5)) * [1, 1, 1, 1, 1 + 2 * step] for step in range(4)]
    units = [matrix / np.linalg.norm(matrix, axis=1, keepdims=True) for matrix in moments]
    together = np.vstack(units)
    _, _, axes = np.linalg.svd(together - together.mean(axis=0), full_matrices=False)
    projection = fit_joint_axes(moments, np.ones(30, dtype=bool))
    np.testing.assert_allclose(np.abs(projection.axes), np.abs(axes[:2].T), atol=1e-9)
    np.testing.assert_allclose(projection.centre, together.mean(axis=0), atol=1e-12)


def test_joint_axes_of_one_moment_are_the_map_of_the_space(rng):
    matrix, towards = rng.normal(size=(50, 6)) * [9, 5, 1, 1, 1, 1], rng.normal(size=50)
    known = rng.random(50) < 0.9
    (places,) = make_maps([matrix], [known], towards)
    joint = fit_joint_axes([matrix], known, towards).place(matrix, known)
    np.testing.assert_allclose(joint / np.abs(joint).max(), places / np.abs(places).max())


def test_words_with_a_class_grow_to_the_right_at_all_moments_together(rng):
    moments = [rng.normal(size=(40, 3)) + 0.2 * step for step in range(3)]
    towards = np.where(np.arange(40) < 20, 1.0, -1.0)
    for matrix in moments:
        matrix[:20, 2] += 3
    known = np.ones(40, dtype=bool)
    projection = fit_joint_axes(moments, known, towards)
    for matrix in moments:
        places = projection.place(matrix, known)
        assert places[:20, 0].mean() > places[20:, 0].mean()


@pytest.mark.parametrize("dim", [1, 3])
def test_moments_in_one_place_have_a_map_all_the_same(dim):
    known = np.ones(4, dtype=bool)
    for matrix in (np.ones((4, dim)), np.zeros((4, dim))):
        assert not fit_joint_axes([matrix, matrix], known).place(matrix, known).any()
