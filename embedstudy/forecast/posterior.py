"""What a measured curve and the prior say together about larger train sizes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.special import expit, gammaln, logit

from embedstudy.forecast.curve_families import (
    CURVE_FAMILIES,
    N_PARAMETERS,
    CurveFamily,
    compute_relative_errors,
)
from embedstudy.forecast.observed_curve import ObservedCurve

DRAWS = 4000
_PROPOSALS = 3000  # for each family
_DF = 5.0  # of the t distributions
_PROPOSAL_SPREAD = 1.3  # a proposal is wider than the posterior, so that no weight explodes
_FROM_PRIOR = 0.2  # the share of proposals from the prior: the posterior may have a second peak
_RELATIVE = (0.02, 0.98)


@dataclass(frozen=True)
class FamilyPrior:
    """What is known of the curves of one family before any text is labelled.

    Attributes
    ----------
    weight : float
        The probability of the family.
    mean : ndarray of float, shape (3,)
        Of the parameters of `compute_relative_errors`.
    covariance : ndarray of float, shape (3, 3)
    """

    weight: float
    mean: np.ndarray
    covariance: np.ndarray


@dataclass(frozen=True)
class Prior:
    """What is known of the learning curves of a strategy from other data sets.

    Attributes
    ----------
    families : mapping of str to FamilyPrior
        By name of the curve family.
    misfit : float
        How far a true curve lies from the best of its family, as a standard deviation of the logit
        of the relative error.
    drift : float
        What is added to `misfit` for every tenfold of texts beyond the measured sizes.
    """

    families: Mapping[str, FamilyPrior]
    misfit: float
    drift: float


@dataclass(frozen=True)
class Posterior:
    """Curves drawn from the posterior.

    Attributes
    ----------
    parameters : ndarray of float, shape (n_draws, 3)
    families : ndarray of str, shape (n_draws,)
    chance : float
        The error of the most frequent class.
    largest : float
        The largest measured train size.
    standard_error : float
        Of the measured error there, from seeds.
    n_test : int
        The test texts.
    prior : Prior
    """

    parameters: np.ndarray
    families: np.ndarray
    chance: float
    largest: float
    standard_error: float
    n_test: int
    prior: Prior

    def draw_errors(self, sizes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw the errors that a study with as many seeds would measure on the same test texts.

        Of the texts on which a model with more texts differs, as many more or fewer may be among
        these as chance has it: as if each text by which the errors differ came independently.

        Parameters
        ----------
        sizes : ndarray of float, shape (n_sizes,)
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of float, shape (n_draws, n_sizes)
            Each row is one curve that may be the true one.
        """
        relative = self._find_relative_errors(sizes)
        beyond = np.log10(np.maximum(sizes / self.largest, 1.0))
        spread = np.hypot(self.prior.misfit, self.prior.drift * beyond)
        misfit = rng.standard_normal((len(relative), 1)) * spread
        errors = self.chance * expit(logit(np.clip(relative, 1e-6, 1 - 1e-6)) + misfit)
        at_largest = self.chance * self._find_relative_errors(np.array([self.largest]))
        by_texts = np.abs(errors - at_largest) / self.n_test
        noise = rng.standard_normal((len(relative), 1)) * np.sqrt(self.standard_error**2 + by_texts)
        return np.asarray(np.clip(errors + noise, 0.0, 1.0))

    def _find_relative_errors(self, sizes: np.ndarray) -> np.ndarray:
        """Return the relative errors of the drawn curves, shape (n_draws, n_sizes)."""
        relative = np.empty((len(self.parameters), len(sizes)))
        for name in dict.fromkeys(self.families.tolist()):
            rows = self.families == name
            relative[rows] = compute_relative_errors(
                CURVE_FAMILIES[name], self.parameters[rows], sizes
            )
        return relative


def find_posterior(curve: ObservedCurve, prior: Prior, rng: np.random.Generator) -> Posterior:
    """Draw curves from the posterior by importance sampling.

    Proposals come from a t distribution about the best fit of each family, and some from the prior.
    Families are weighed by their prior weight and their marginal likelihood.
    """
    samples, log_weights, names = [], [], []
    for name, family_prior in prior.families.items():
        family = CURVE_FAMILIES[name]
        sample, log_weight = _sample_family(curve, family, family_prior, prior.misfit, rng)
        samples.append(sample)
        log_weights.append(log_weight + np.log(family_prior.weight))
        names += [name] * len(sample)
    weights = _normalize(np.concatenate(log_weights))
    # Systematic resampling keeps the shares of the weights and adds least chance.
    places = (rng.random() + np.arange(DRAWS)) / DRAWS
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
    return Posterior(
        parameters=np.concatenate(samples)[chosen],
        families=np.array(names)[chosen],
        chance=curve.chance,
        largest=float(curve.sizes[-1]),
        standard_error=float(curve.standard_errors[-1]),
        n_test=curve.n_test,
        prior=prior,
    )


def fit_parameters(
    curve: ObservedCurve,
    family: CurveFamily,
    prior: FamilyPrior,
    misfit: float,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the parameters of the highest posterior density, and their covariance there.

    `start` is where the search begins; by default three places, of which the best end counts.
    """
    spread = _find_spread(curve, misfit)
    whiten = np.linalg.inv(np.linalg.cholesky(prior.covariance))

    def find_residuals(parameters: np.ndarray) -> np.ndarray:
        expected = curve.chance * compute_relative_errors(family, parameters, curve.sizes)
        return np.concatenate([
            (curve.errors - expected) / spread, whiten @ (parameters - prior.mean)
        ])  # fmt: skip

    step = np.sqrt(prior.covariance[1, 1])
    moves = np.outer((0.0, step, -step), (0.0, 1.0, 0.0))
    starts = prior.mean + moves if start is None else [start]
    fits = [least_squares(find_residuals, start, method="lm") for start in starts]
    best = min(fits, key=lambda fit: fit.cost)
    return best.x, np.linalg.inv(best.jac.T @ best.jac)


def _find_spread(curve: ObservedCurve, misfit: float) -> np.ndarray:
    """Return how far each measured error may lie from the curve, as a standard deviation."""
    relative = np.clip(curve.errors / curve.chance, *_RELATIVE)
    by_family = misfit * curve.chance * relative * (1 - relative)
    return np.asarray(np.hypot(curve.standard_errors, by_family))


def _sample_family(
    curve: ObservedCurve,
    family: CurveFamily,
    prior: FamilyPrior,
    misfit: float,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    best, covariance = fit_parameters(curve, family, prior, misfit)
    covariance = covariance * _PROPOSAL_SPREAD
    n_prior = round(_FROM_PRIOR * _PROPOSALS)
    sample = np.concatenate([
        _draw_t(best, covariance, _PROPOSALS - n_prior, rng),
        _draw_t(prior.mean, prior.covariance, n_prior, rng),
    ])  # fmt: skip
    log_prior = _log_t(sample, prior.mean, prior.covariance)
    log_proposal = np.logaddexp(
        _log_t(sample, best, covariance) + np.log(1 - _FROM_PRIOR), log_prior + np.log(_FROM_PRIOR)
    )
    expected = curve.chance * compute_relative_errors(family, sample, curve.sizes)
    distances = (curve.errors - expected) / _find_spread(curve, misfit)
    return sample, log_prior - 0.5 * (distances**2).sum(axis=1) - log_proposal


def _draw_t(
    mean: np.ndarray, covariance: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    normal = rng.standard_normal((count, N_PARAMETERS)) @ np.linalg.cholesky(covariance).T
    return np.asarray(mean + normal * np.sqrt(_DF / rng.chisquare(_DF, (count, 1))))


def _log_t(sample: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Return the log density of the t distribution in three dimensions."""
    root = np.linalg.cholesky(covariance)
    distances = (np.linalg.solve(root, (sample - mean).T) ** 2).sum(axis=0)
    constant = (
        gammaln((_DF + N_PARAMETERS) / 2)
        - gammaln(_DF / 2)
        - N_PARAMETERS / 2 * np.log(_DF * np.pi)
        - np.log(np.diag(root)).sum()
    )
    return np.asarray(constant - (_DF + N_PARAMETERS) / 2 * np.log1p(distances / _DF))


def _normalize(log_weights: np.ndarray) -> np.ndarray:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())
