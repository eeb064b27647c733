"""The forecast of a study: accuracy, gains and crossings beyond the texts that it has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.baselines import BASELINES
from embedstudy.errors import InputError
from embedstudy.forecast.crossovers import QUANTILES, couple_draws, find_overtaking
from embedstudy.forecast.observed_curve import MIN_SIZES, ObservedCurve
from embedstudy.forecast.posterior import Posterior, find_posterior
from embedstudy.forecast.prior import ReferencePriors, load_priors
from embedstudy.forecast.study_curves import CurveKey, StudyCurves, list_curves
from embedstudy.results.rows import (
    FORECAST,
    MEASURED,
    NO_FORECAST,
    ForecastCrossoverRow,
    ForecastGainRow,
    ForecastRow,
    SummaryRow,
)
from embedstudy.strategies import REFERENCE
from embedstudy.wording import counted

# What is forecast unless sizes are named, as multiples of the largest size.
_USUAL_TIMES = (1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
GAIN_TIMES = (2, 10)
# No crossing is looked for beyond so many times the largest size: no interval holds so far.
FARTHEST = 100
_CROSSING_GRID = 41


@dataclass(frozen=True)
class Forecast:
    """What to expect with more training texts.

    Attributes
    ----------
    rows : tuple of ForecastRow
    crossovers : tuple of ForecastCrossoverRow
    gains : tuple of ForecastGainRow
    """

    rows: tuple[ForecastRow, ...]
    crossovers: tuple[ForecastCrossoverRow, ...]
    gains: tuple[ForecastGainRow, ...]


def make_forecast(
    summary: Sequence[SummaryRow],
    meta: Mapping[str, Any],
    at: Sequence[int] = (),
    priors: ReferencePriors | None = None,
) -> Forecast:
    """Forecast the curves of a study.

    Parameters
    ----------
    summary : sequence of SummaryRow
    meta : mapping
        The content of study.json.
    at : sequence of int
        Train sizes; by default up to ten times the largest of the study.
    priors : ReferencePriors, optional
        Those that the package holds by default.
    """
    priors = priors or load_priors()
    rows: list[ForecastRow] = []
    crossovers: list[ForecastCrossoverRow] = []
    gains: list[ForecastGainRow] = []
    for dataset in dict.fromkeys(row.dataset for row in summary):
        cells = [row for row in summary if row.dataset == dataset]
        curves = list_curves(cells, meta.get("data", {}).get(dataset, {}))
        posteriors = {
            key: find_posterior(
                curve, priors.find(curve.encoder, curve.strategy)[0], _make_rng(number)
            )
            for number, (key, curve) in enumerate(curves.observed.items())
        }
        rows += _list_rows(cells, curves, posteriors, priors, at)
        gains += _list_gains(posteriors)
        crossovers += _list_crossovers(posteriors, priors.correlation)
    return Forecast(tuple(rows), tuple(crossovers), tuple(gains))


def check_sizes(summary: Sequence[SummaryRow], study: str, at: Sequence[int] = ()) -> None:
    """Check that a study has the sizes that a forecast needs, and that none is too far away.

    Parameters
    ----------
    summary : sequence of SummaryRow
    study : str
        What the error calls the study.
    at : sequence of int
        Train sizes to forecast.

    Raises
    ------
    InputError
    """
    sizes = {row.train_size for row in summary}
    if len(sizes) < MIN_SIZES:
        raise InputError(
            f"{study}: has {counted(len(sizes), 'train size')}, and a forecast needs {MIN_SIZES}; "
            "train on more, as in compare --train-sizes 100,300,all"
        )
    farthest = FARTHEST * max(sizes)
    for size in at:
        if size > farthest:
            raise InputError(
                f"at {size}: more than {FARTHEST} times the {max(sizes):,} texts of {study}; no "
                "curve foretells so much"
            )


def _make_rng(*keys: int) -> np.random.Generator:
    """Return a generator that depends on the place of a curve alone: equal studies, equal bytes."""
    return np.random.default_rng([19, *keys])


def _list_rows(
    cells: Sequence[SummaryRow],
    curves: StudyCurves,
    posteriors: Mapping[CurveKey, Posterior],
    priors: ReferencePriors,
    at: Sequence[int],
) -> Iterator[ForecastRow]:
    for key in dict.fromkeys((r.dataset, r.vectors, r.encoder, r.strategy) for r in cells):
        if key in curves.lacks:
            yield _make_row(key, 0, None, NO_FORECAST, curves.lacks[key])
        elif key in posteriors:
            yield from _forecast_curve(key, curves.observed[key], posteriors[key], priors, at)


def _forecast_curve(
    key: CurveKey,
    curve: ObservedCurve,
    posterior: Posterior,
    priors: ReferencePriors,
    at: Sequence[int],
) -> Iterator[ForecastRow]:
    largest = curve.sizes[-1]
    sizes = list(at) or [round_size(times * largest) for times in _USUAL_TIMES]
    remark = priors.find(curve.encoder, curve.strategy)[1]
    beyond = [size for size in sizes if size > largest]
    errors = posterior.draw_errors(np.array(beyond, dtype=float), _make_rng(len(beyond)))
    quantiles = dict(zip(beyond, 1 - np.quantile(errors, QUANTILES[::-1], axis=0).T, strict=True))
    expected = dict(zip(beyond, 1 - errors.mean(axis=0), strict=True))
    for size in sizes:
        if size in quantiles:
            numbers = (expected[size], *quantiles[size][[1, 3, 0, 4]])
            yield _make_row(key, size, numbers, FORECAST, remark)
        elif size in curve.sizes:
            place = int(np.flatnonzero(curve.sizes == size)[0])
            mean, error = 1 - curve.errors[place], curve.standard_errors[place]
            ends = [mean + sign * z * error for z in (1.2816, 1.96) for sign in (-1, 1)]
            yield _make_row(key, size, (mean, *ends), MEASURED, "")
        else:
            note = f"no more texts than the study has ({largest:,.0f}): read its curve"
            yield _make_row(key, size, None, NO_FORECAST, note)


def _make_row(
    key: CurveKey, size: int, numbers: Sequence[float] | None, method: str, note: str
) -> ForecastRow:
    dataset, vectors, encoder, strategy = key
    expected, low_80, high_80, low_95, high_95 = numbers if numbers is not None else [None] * 5
    return ForecastRow(
        dataset, vectors, strategy, encoder, size,
        expected, low_80, high_80, low_95, high_95, method, note,
    )  # fmt: skip


def _list_gains(posteriors: Mapping[CurveKey, Posterior]) -> Iterator[ForecastGainRow]:
    for (dataset, vectors, encoder, strategy), posterior in posteriors.items():
        largest = posterior.largest
        sizes = np.array([largest, *(times * largest for times in GAIN_TIMES)])
        errors = posterior.draw_errors(sizes, _make_rng(2))
        for column, times in enumerate(GAIN_TIMES, 1):
            gain = errors[:, 0] - errors[:, column]
            low_95, low_80, _, high_80, high_95 = np.quantile(gain, QUANTILES)
            yield ForecastGainRow(
                dataset, vectors, strategy, encoder, int(largest), times,
                float(gain.mean()), low_80, high_80, low_95, high_95,
            )  # fmt: skip


def _list_crossovers(
    posteriors: Mapping[CurveKey, Posterior], correlation: float
) -> Iterator[ForecastCrossoverRow]:
    """Say where random overtakes each strategy and each baseline."""
    for (dataset, vectors, encoder, strategy), reference in posteriors.items():
        if strategy != REFERENCE:
            continue
        rivals = {
            key: posterior
            for key, posterior in posteriors.items()
            if key[3] != REFERENCE and (key[1:3] == (vectors, encoder) or key[3] in BASELINES)
        }
        largest = reference.largest
        sizes = np.geomspace(largest, FARTHEST * largest, _CROSSING_GRID)
        draws = {REFERENCE: reference.draw_errors(sizes, _make_rng(3))}
        draws |= {
            key[3]: posterior.draw_errors(sizes, _make_rng(3, number))
            for number, (key, posterior) in enumerate(rivals.items())
        }
        coupled = couple_draws(draws, correlation, _make_rng(4))
        for key in rivals:
            overtaking = find_overtaking(coupled[REFERENCE], coupled[key[3]], sizes.tolist())
            ends = [_keep_inside(size) for size in overtaking.quantiles]
            yield ForecastCrossoverRow(
                dataset, vectors, encoder, REFERENCE, key[3],
                ends[2], ends[1], ends[3], ends[0], ends[4],
                overtaking.share_now, overtaking.share_never, round(FARTHEST * largest),
            )  # fmt: skip


def _keep_inside(size: float) -> int | None:
    return round_size(size) if size > 0 and np.isfinite(size) else None


def round_size(size: float) -> int:
    """Return a number of texts with two or three digits that count.

    Examples
    --------
    >>> round_size(13648.0), round_size(1706.0), round_size(150.0)
    (13600, 1710, 150)
    """
    return round(float(f"{size:.3g}"))
