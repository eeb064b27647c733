import numpy as np
import pytest
from scipy.spatial import procrustes as scipy_procrustes

from embedstudy.structure.knn import nearest
from embedstudy.structure.measurement import centred
from embedstudy.structure.stability import linear_cka, overlap, procrustes_distance

RNG = np.random.default_rng(0)
SPACE = RNG.normal(size=(300, 6)) * [3, 2, 2, 1, 1, 0.5]
ROTATION = np.linalg.qr(RNG.normal(size=(6, 6)))[0]


def both(a, b):
    return linear_cka(centred(a), centred(b)), procrustes_distance(centred(a), centred(b))


def test_a_rotated_space_has_the_same_structure():
    rotated = 5 * SPACE @ ROTATION + 3  # scale and place do not matter
    cka, distance = both(SPACE, rotated)
    assert cka == pytest.approx(1)
    assert distance == pytest.approx(0, abs=1e-12)
    neighbors = [nearest(s, 10)[0] for s in (SPACE, 5 * SPACE @ ROTATION)]
    assert overlap(*neighbors) == 1


def test_independent_spaces_have_little_in_common():
    a, b = RNG.normal(size=(2, 4000, 5))
    cka, distance = both(a, b)
    assert cka < 0.01
    assert distance > 1.9
    assert overlap(nearest(a, 10)[0], nearest(b, 10)[0]) == pytest.approx(10 / 3999, abs=0.003)


def test_spaces_without_directions_have_no_overlap():
    known, nothing = nearest(SPACE, 10)[0], nearest(np.zeros((300, 6)), 10)[0]
    assert overlap(nothing, nothing) is None
    assert overlap(known, nothing) == 0
    part = nearest(np.where(np.arange(300)[:, None] < 200, SPACE, 0), 10)[0]
    assert overlap(part, part) == 1


def test_cka_by_its_definition_on_gram_matrices():
    """Kornblith et al. (2019): HSIC of the two Gram matrices, normalized."""
    second_space = SPACE[:, :4] ** 2 + RNG.normal(size=(300, 4))
    centre = np.eye(300) - 1 / 300
    k, m = (centre @ x @ x.T @ centre for x in (SPACE, second_space))
    expected = (k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum())
    assert both(SPACE, second_space)[0] == pytest.approx(expected)


def test_procrustes_beside_scipy():
    """SciPy also scales the second space, which leaves 1 - t² where t is the nuclear norm."""
    second_space = SPACE @ ROTATION + RNG.normal(size=SPACE.shape)
    *_, disparity = scipy_procrustes(SPACE, second_space)
    t = 1 - both(SPACE, second_space)[1] / 2
    assert 1 - t**2 == pytest.approx(disparity)


def test_spaces_of_different_dimensions():
    wider = np.hstack([SPACE, np.zeros((300, 3))])
    cka, distance = both(SPACE, wider)
    assert cka == pytest.approx(1)
    assert distance == pytest.approx(0, abs=1e-12)


def test_nothing_can_be_said_of_a_point():
    assert both(np.ones((5, 2)), SPACE[:5]) == (None, None)


def test_overlap_counts_words_in_common():
    a = np.array([[1, 2, 3], [0, 2, 3]])
    assert overlap(a, np.array([[3, 2, 1], [4, 5, 6]])) == pytest.approx(0.5)
    assert overlap(a, np.array([[4, 5, 6], [6, 5, 4]])) == 0
    # Two words have two others each to be near: all that there are is all in common.
    few = np.array([[1, 2, -1], [0, 2, -1]])
    assert overlap(few, few) == 1
