"""Learning curves and studies whose truth is known."""

from collections.abc import Sequence

import numpy as np

from embedstudy.forecast.curve_families import CURVE_FAMILIES, compute_relative_errors
from embedstudy.forecast.observed_curve import ObservedCurve
from embedstudy.forecast.posterior import FamilyPrior, Prior
from embedstudy.results.rows import SummaryRow

SIZES = np.array([100.0, 200, 300, 600, 1000])
MEAN = np.array([-2.0, 6.0, -0.4])
COVARIANCE = np.diag([0.8, 1.0, 0.3]) ** 2


def make_prior(misfit: float = 0.05, drift: float = 0.0) -> Prior:
    weight = 1 / len(CURVE_FAMILIES)
    families = {name: FamilyPrior(weight, MEAN, COVARIANCE) for name in CURVE_FAMILIES}
    return Prior(families, misfit, drift)


def make_curve(
    errors: Sequence[float] | np.ndarray,
    sizes: Sequence[float] | np.ndarray = SIZES,
    chance: float = 0.5,
    standard_error: float = 0.01,
) -> ObservedCurve:
    return ObservedCurve(
        "random",
        "mean",
        chance,
        np.array(sizes, dtype=float),
        np.array(errors),
        np.full(len(sizes), standard_error),
        n_test=1_000_000,
    )


def draw_true_errors(
    rng: np.random.Generator, sizes: np.ndarray, chance: float = 0.5
) -> np.ndarray:
    """Draw a curve as the prior has them."""
    name = list(CURVE_FAMILIES)[rng.integers(len(CURVE_FAMILIES))]
    parameters = rng.multivariate_normal(MEAN, COVARIANCE)
    return chance * compute_relative_errors(CURVE_FAMILIES[name], parameters, sizes)


def make_summary(
    accuracies: dict[str, Sequence[float | None]],
    sizes: Sequence[int] = (100, 300, 1000),
    majority: float = 0.5,
    std: float | None = 0.01,
    metric: str = "accuracy",
) -> list[SummaryRow]:
    """Return the rows of summary.csv; a strategy whose name begins with ``tfidf`` is a baseline."""
    rows = []
    for strategy, values in {**accuracies, "majority": [majority] * len(sizes)}.items():
        is_baseline = strategy.startswith(("tfidf", "majority"))
        rows += [
            SummaryRow(
                dataset="d",
                vectors="" if is_baseline else "glove",
                strategy=strategy,
                encoder="" if is_baseline else "mean",
                train_size=size,
                lr=None,
                n=5,
                mean=value,
                std=std,
                status="complete" if value is not None else "incomplete",
                metric=metric,
            )
            for size, value in zip(sizes, values, strict=True)
        ]
    return rows


META = {"data": {"d": {"test": 1000, "class_counts": {"train": [500, 500], "test": [500, 500]}}}}
