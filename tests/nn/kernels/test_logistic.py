"""The loss and its gradient against NumPy and differences, and the minimum against SciPy's."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from embedstudy.nn.kernels import logistic

N_DOCUMENTS, N_CLASSES = 60, 3


def make_problem(width=5, spread=1.0):
    rng = np.random.default_rng(width)
    features = np.ones((N_DOCUMENTS, width + 1), np.float32)
    features[:, :-1] = rng.normal(size=(N_DOCUMENTS, width)) * np.geomspace(1, spread, width)
    labels = rng.integers(0, N_CLASSES, N_DOCUMENTS).astype(np.int32)
    weights = rng.uniform(0.2, 2, N_DOCUMENTS)
    return features, labels, weights / weights.sum()


def compute_loss(parameters, features, labels, weights, strength):
    logs = log_softmax(features @ parameters.T, axis=1)
    penalty = strength / 2 * (parameters[:, :-1] ** 2).sum()
    return penalty - (weights * logs[np.arange(len(labels)), labels]).sum()


def compute_gradient(parameters, features, labels, weights, strength):
    distance = softmax(features @ parameters.T, axis=1)
    distance[np.arange(len(labels)), labels] -= 1
    gradient = (distance * weights[:, None]).T @ features
    gradient[:, :-1] += strength * parameters[:, :-1]
    return gradient


def test_the_loss_and_its_gradient_are_numpys():
    problem = make_problem()
    parameters = np.random.default_rng(1).normal(size=(N_CLASSES, 6))
    gradient = np.empty_like(parameters)
    loss = logistic.evaluate(parameters, *problem, 0.3, gradient)
    np.testing.assert_allclose(loss, compute_loss(parameters, *problem, 0.3), rtol=1e-12)
    np.testing.assert_allclose(gradient, compute_gradient(parameters, *problem, 0.3), atol=1e-12)


@pytest.mark.parametrize("strength", [10.0, 0.1, 1e-3])
@pytest.mark.parametrize("spread", [1.0, 1e-3])
def test_the_minimum_is_scipys(strength, spread):
    problem, shape = make_problem(spread=spread), (N_CLASSES, 6)
    parameters, n_steps, largest = logistic.minimize(
        *problem, strength, np.zeros(shape), 1e-7, 1000
    )
    assert largest <= 1e-7
    assert n_steps < 200
    gradient = compute_gradient(parameters, *problem, strength)
    assert np.abs(gradient).max() <= 2e-7
    reference = minimize(
        lambda flat: compute_loss(flat.reshape(shape), *problem, strength),
        np.zeros(shape).ravel(),
        jac=lambda flat: compute_gradient(flat.reshape(shape), *problem, strength).ravel(),
        method="BFGS", options={"gtol": 1e-8},
    )  # fmt: skip
    loss = compute_loss(parameters, *problem, strength)
    assert loss <= reference.fun + 1e-12
    np.testing.assert_allclose(loss, reference.fun, rtol=1e-6)


def test_separable_classes_have_a_minimum_too():
    features, labels, weights = make_problem()
    features[:, 0] = 3 * labels - 3
    parameters, _, largest = logistic.minimize(
        features, labels, weights, 1e-6, np.zeros((N_CLASSES, 6)), 1e-7, 1000
    )
    assert largest <= 1e-7
    assert ((features @ parameters.T).argmax(axis=1) == labels).all()


def test_the_steps_have_a_limit():
    problem = make_problem()
    parameters, n_steps, largest = logistic.minimize(
        *problem, 1e-3, np.zeros((N_CLASSES, 6)), 0.0, 2
    )
    assert n_steps == 2
    assert np.isfinite(parameters).all()
    assert largest > 0


def test_features_are_moved_to_their_mean_and_scaled_as_one():
    features, _, weights = make_problem()
    plain = np.ascontiguousarray(features[:, :-1]) + np.float32(7)
    center, length = logistic.measure_spread(plain, weights)
    standard = logistic.standardize(plain, center, length)
    np.testing.assert_allclose(center, weights @ plain.astype(float), rtol=1e-12)
    np.testing.assert_allclose(weights @ ((plain - center) ** 2).sum(axis=1), length**2)
    np.testing.assert_allclose(standard[:, :-1], (plain - center) / length, atol=1e-6)
    assert (standard[:, -1] == 1).all()
    assert standard.dtype == np.float32


def test_equal_features_keep_their_length():
    features = np.full((3, 2), 4, np.float32)
    center, length = logistic.measure_spread(features, np.full(3, 1 / 3))
    standard = logistic.standardize(features, center, length)
    assert length == 1
    np.testing.assert_allclose(standard, [[0, 0, 1]] * 3, atol=1e-6)
