"""The train size, beyond the data, at which one strategy overtakes another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.statistics.crossovers import find_last_turns


@dataclass(frozen=True)
class Overtaking:
    """The train size from which on one strategy makes fewer errors than another.

    Attributes
    ----------
    quantiles : ndarray of float, shape (5,)
        At 2.5, 10, 50, 90 and 97.5 %. Zero lies at or below the measured sizes, ``inf`` beyond
        the sizes looked at.
    share_now : float
        The probability that it is ahead at the largest measured size already.
    share_never : float
        The probability that it is not within the sizes looked at.
    """

    quantiles: np.ndarray
    share_now: float
    share_never: float


QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)


def couple_draws(
    draws: Mapping[str, np.ndarray], correlation: float, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Pair the draws of several strategies, so that good draws of one meet good ones of others.

    Draws of a strategy are ranked by their mean error over the sizes; a Gaussian copula says which
    ranks meet.

    Parameters
    ----------
    draws : mapping of str to ndarray of float, shape (n_draws, n_sizes)
        Errors by strategy.
    correlation : float
        Between any two strategies; not negative.
    rng : numpy.random.Generator
    """
    count = len(next(iter(draws.values())))
    common = rng.standard_normal(count) * np.sqrt(correlation)
    coupled = {}
    for name, errors in draws.items():
        latent = common + rng.standard_normal(count) * np.sqrt(1 - correlation)
        by_error = errors.mean(axis=1).argsort(kind="stable")
        coupled[name] = errors[by_error[latent.argsort(kind="stable").argsort(kind="stable")]]
    return coupled


def find_overtaking(
    errors: np.ndarray, other_errors: np.ndarray, sizes: Sequence[float]
) -> Overtaking:
    """Return from which size on a strategy makes fewer errors than another, with its chance.

    Between two sizes the difference changes evenly with the logarithm of the size.

    Parameters
    ----------
    errors, other_errors : ndarray of float, shape (n_draws, n_sizes)
        Of coupled draws; the first size is the largest measured one.
    sizes : sequence of float
    """
    overtaken = np.exp(find_last_turns(other_errors - errors, np.log(sizes)))
    ordered = np.sort(overtaken)
    places = [min(int(q * len(ordered)), len(ordered) - 1) for q in QUANTILES]
    return Overtaking(
        quantiles=ordered[places],
        share_now=float((overtaken == 0).mean()),
        share_never=float(np.isinf(overtaken).mean()),
    )
