"""Estimates the prior of learning curves from finished curves of other data sets."""

from collections.abc import Mapping, Sequence

import numpy as np

from embedstudy.forecast.curve_families import CURVE_FAMILIES, CurveFamily
from embedstudy.forecast.observed_curve import ObservedCurve
from embedstudy.forecast.posterior import FamilyPrior, fit_parameters

# Where curves tell little of a parameter, each step takes only a part of what is too wide.
_STEPS = 25
# Where the estimate starts: a floor of 2 to 90 % of chance, a scale of 5 to 13,000 texts.
_FIRST = FamilyPrior(1.0, np.array([-2.0, 5.5, -0.3]), np.diag([2.0, 2.0, 0.7]) ** 2)
# A few data sets may lie close together by accident: a tenth of the covariance is this.
_SHRINKAGE = 0.1
_USUAL = np.diag([1.0, 1.0, 0.4]) ** 2


def estimate_families(
    curves_by_dataset: Mapping[str, Sequence[ObservedCurve]],
    misfit: float,
    weights: Mapping[str, float] | None = None,
) -> dict[str, FamilyPrior]:
    """Estimate the prior of every family, by empirical Bayes.

    A data set is one observation, however many curves it has. Each step takes the posterior of
    every curve under the prior of the step before (Laplace's approximation), and sets the mean and
    the covariance of the prior to those of all posteriors together.

    Parameters
    ----------
    curves_by_dataset : mapping of str to sequence of ObservedCurve
        The curves of one strategy.
    misfit : float
        As in `Prior`.
    weights : mapping of str to float, optional
        The probability of each family; equal by default.
    """
    equal = 1 / len(CURVE_FAMILIES)
    return {
        name: _estimate_family(
            family, list(curves_by_dataset.values()), misfit, (weights or {}).get(name, equal)
        )
        for name, family in CURVE_FAMILIES.items()
    }


def _estimate_family(
    family: CurveFamily,
    groups: Sequence[Sequence[ObservedCurve]],
    misfit: float,
    weight: float,
) -> FamilyPrior:
    prior = _FIRST
    starts: dict[tuple[int, int], np.ndarray] = {}
    for _ in range(_STEPS):
        centres, spreads = [], []
        for i, curves in enumerate(groups):
            fits = [
                fit_parameters(curve, family, prior, misfit, starts.get((i, j)))
                for j, curve in enumerate(curves)
            ]
            starts |= {(i, j): best for j, (best, _) in enumerate(fits)}
            parameters = np.array([best for best, _ in fits])
            offsets = parameters - parameters.mean(axis=0)
            centres.append(parameters.mean(axis=0))
            spreads.append(
                np.mean([covariance for _, covariance in fits], axis=0)
                + offsets.T @ offsets / len(fits)
            )
        mean = np.mean(centres, axis=0)
        between = np.cov(np.array(centres).T) if len(centres) > 1 else _USUAL
        covariance = (1 - _SHRINKAGE) * (between + np.mean(spreads, axis=0)) + _SHRINKAGE * _USUAL
        prior = FamilyPrior(weight, mean, covariance)
    return prior
