import numpy as np
import pytest
from sklearn.decomposition import PCA

from embedstudy.structure.export.pca import project


def test_it_is_scikit_learns_up_to_the_signs():
    matrix = np.random.default_rng(0).normal(size=(50, 6)).astype(np.float32)
    np.testing.assert_allclose(
        np.abs(project(matrix)), np.abs(PCA(2).fit_transform(matrix)), rtol=1e-3, atol=1e-5
    )


def test_the_largest_weight_decides_the_sign():
    matrix = np.random.default_rng(1).normal(size=(40, 5)) * [1, 9, 1, 4, 1]
    places = project(matrix.astype(np.float32))
    for axis, along in enumerate((1, 3)):
        assert np.corrcoef(places[:, axis], matrix[:, along])[0, 1] > 0.9


@pytest.mark.parametrize("shape", [(3, 1), (1, 4), (2, 2), (3, 300)])
def test_small_spaces(shape):
    places = project(np.arange(np.prod(shape), dtype=np.float32).reshape(shape))
    assert places.shape == (shape[0], 2)
    assert np.isfinite(places).all()


def test_a_space_of_zeros_is_a_point():
    assert not project(np.zeros((4, 3), np.float32)).any()
