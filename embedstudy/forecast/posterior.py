"""What a measured curve and the prior say together about larger train sizes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    widths : mapping of int to float
        What the width of intervals is multiplied by, so that they held as many truths on other data
        sets as they say (as split conformal prediction scales them). By the largest measured size
        that this was found at.
    """

    families: Mapping[str, FamilyPrior]
    misfit: float
    drift: float
    widths: Mapping[int, float] = field(default_factory=lambda: {1: 1.0})

    def find_width(self, largest: float) -> float:
        """Return the width for a largest measured size, evenly between those that were found."""
        sizes = sorted(self.widths)
        return float(np.interp(np.log(largest), np.log(sizes), [self.widths[n] for n in sizes]))


@dataclass(frozen=True)
class Posterior:
    """Curves drawn from the posterior.

    Attributes
    ----------
    curve : ObservedCurve
        The measured part.
    prior : Prior
    parameters : ndarray of float, shape (n_draws, 3)
    families : ndarray of str, shape (n_draws,)
    shifts : ndarray of float, shape (n_draws,)
        How much harder the test texts are than others, as a difference of errors.
    """

    curve: ObservedCurve
    prior: Prior
    parameters: np.ndarray
    families: np.ndarray
    shifts: np.ndarray

    @property
    def largest(self) -> float:
        """The largest measured train size."""
        return float(self.curve.sizes[-1])

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
        chance = self.curve.chance
        errors = chance * expit(logit(np.clip(relative, 1e-6, 1 - 1e-6)) + misfit)
        at_largest = chance * self._find_relative_errors(np.array([self.largest]))
        variance = (
            self.curve.standard_errors[-1] ** 2 + np.abs(errors - at_largest) / self.curve.n_test
        )
        noise = rng.standard_normal((len(relative), 1)) * np.sqrt(variance)
        errors = np.clip(errors + self.shifts[:, None] + noise, 0.0, 1.0)
        middle = errors.mean(axis=0)
        width = self.prior.find_width(self.largest)
        return np.asarray(np.clip(middle + width * (errors - middle), 0.0, 1.0))

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
    samples, log_weights, names, residuals = [], [], [], []
    for name, family_prior in prior.families.items():
        proposals = _propose(curve, CURVE_FAMILIES[name], family_prior, prior.misfit, rng)
        samples.append(proposals.parameters)
        residuals.append(proposals.residuals)
        log_weights.append(proposals.log_weights + np.log(family_prior.weight))
        names += [name] * len(proposals.parameters)
    weights = _normalize(np.concatenate(log_weights))
    # Systematic resampling keeps the shares of the weights and adds least chance.
    places = (rng.random() + np.arange(DRAWS)) / DRAWS
    chosen = np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)
    return Posterior(
        curve=curve,
        prior=prior,
        parameters=np.concatenate(samples)[chosen],
        families=np.array(names)[chosen],
        shifts=_draw_shifts(curve, prior.misfit, np.concatenate(residuals)[chosen], rng),
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
    whiten_curve = _invert_root(_find_covariance(curve, misfit))
    whiten_prior = _invert_root(prior.covariance)

    def find_residuals(parameters: np.ndarray) -> np.ndarray:
        expected = curve.chance * compute_relative_errors(family, parameters, curve.sizes)
        return np.concatenate([
            whiten_curve @ (curve.errors - expected), whiten_prior @ (parameters - prior.mean)
        ])  # fmt: skip

    step = np.sqrt(prior.covariance[1, 1])
    moves = np.outer((0.0, step, -step), (0.0, 1.0, 0.0))
    starts = prior.mean + moves if start is None else [start]
    fits = [least_squares(find_residuals, start, method="lm") for start in starts]
    best = min(fits, key=lambda fit: fit.cost)
    return best.x, np.linalg.inv(best.jac.T @ best.jac)


def _find_variances(curve: ObservedCurve, misfit: float) -> np.ndarray:
    """Return how far each measured error may lie from the curve by itself, shape (n_sizes,)."""
    relative = np.clip(curve.errors / curve.chance, *_RELATIVE)
    by_family = misfit * curve.chance * relative * (1 - relative)
    return np.asarray(curve.standard_errors**2 + by_family**2)


def _find_shift_variance(curve: ObservedCurve) -> float:
    """Return how far the test texts may shift all errors alike: they are a sample."""
    error = float(np.clip(curve.errors[-1], 1 / (curve.n_test + 2), 1 - 1 / (curve.n_test + 2)))
    return error * (1 - error) / curve.n_test


def _find_covariance(curve: ObservedCurve, misfit: float) -> np.ndarray:
    """Return the covariance of measured errors about the curve, shape (n_sizes, n_sizes)."""
    return np.asarray(np.diag(_find_variances(curve, misfit)) + _find_shift_variance(curve))


def _draw_shifts(
    curve: ObservedCurve, misfit: float, residuals: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw the common shift of all errors, given what each curve leaves over.

    Parameters
    ----------
    residuals : ndarray of float, shape (n_draws, n_sizes)
        Measured errors less those of each curve.

    Returns
    -------
    ndarray of float, shape (n_draws,)
    """
    precisions = 1 / _find_variances(curve, misfit)
    variance = 1 / (1 / _find_shift_variance(curve) + precisions.sum())
    means = variance * residuals @ precisions
    return np.asarray(means + np.sqrt(variance) * rng.standard_normal(len(means)))


@dataclass(frozen=True)
class _Proposals:
    """Parameters that were proposed, what each leaves over of the curve, and its log weight."""

    parameters: np.ndarray
    residuals: np.ndarray
    log_weights: np.ndarray


def _propose(
    curve: ObservedCurve,
    family: CurveFamily,
    prior: FamilyPrior,
    misfit: float,
    rng: np.random.Generator,
) -> _Proposals:
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
    residuals = curve.errors - curve.chance * compute_relative_errors(family, sample, curve.sizes)
    distances = residuals @ _invert_root(_find_covariance(curve, misfit)).T
    log_weights = log_prior - 0.5 * (distances**2).sum(axis=1) - log_proposal
    return _Proposals(sample, residuals, log_weights)


def _invert_root(covariance: np.ndarray) -> np.ndarray:
    """Return the matrix that makes a vector of some covariance white."""
    return np.asarray(np.linalg.inv(np.linalg.cholesky(covariance)))


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
