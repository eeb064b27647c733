"""The forecast of a study: accuracy, gains and crossings beyond the texts that it has."""

import zlib
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
from embedstudy.strategies import REFERENCE, uses_vectors
from embedstudy.validation import whole_number
from embedstudy.wording import counted

# What is forecast unless sizes are named, as multiples of the largest size.
_USUAL_TIMES = (1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
GAIN_TIMES = (2, 10)
# No crossing is looked for beyond so many times the largest size: no interval holds so far.
FARTHEST = 100
_CROSSING_GRID = 41
# Where an 80 % interval at twice the texts is wider, it is no forecast.
_WIDEST = 0.25
# What random numbers are for: the posterior, accuracies and gains, crossings, pairs of draws.
_CURVES, _ACCURACY, _CROSSINGS, _PAIRS = range(4)
# Names of data sets may hold bytes that are not UTF-8.
_BYTES = ("utf-8", "surrogateescape")


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
    has_folds = bool(meta.get("identity", {}).get("cv"))
    for dataset in dict.fromkeys(row.dataset for row in summary):
        cells = [row for row in summary if row.dataset == dataset]
        facts = meta.get("data", {}).get(dataset, {})
        curves = _find_posteriors(list_curves(cells, facts, has_folds=has_folds), priors)
        largest = max(row.train_size for row in cells)
        sizes = dict.fromkeys(at) or [round_size(times * largest) for times in _USUAL_TIMES]
        for key in dict.fromkeys((r.dataset, r.vectors, r.encoder, r.strategy) for r in cells):
            rows += _list_rows(curves, key, list(sizes), largest)
        gains += _list_gains(curves.posteriors)
        crossovers += _list_crossovers(curves.posteriors, priors.correlation, largest)
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
    for size in at:
        whole_number("train size", size)
    if not summary:
        raise InputError(f"{study}: has no results yet; finish it with compare --resume")
    most = max(map(len, _group_sizes(summary).values()))
    if most < MIN_SIZES:
        raise InputError(
            f"{study}: has {counted(most, 'train size')}, and a forecast needs {MIN_SIZES}; add "
            f"some with compare --out {study} --add train_sizes=100,300,all"
        )
    sizes = [row.train_size for row in summary]
    farthest = FARTHEST * max(sizes)
    for size in at:
        if size > farthest:
            raise InputError(
                f"at {size}: more than {FARTHEST} times the {max(sizes):,} texts of {study}; no "
                "curve foretells so much"
            )


def has_enough_sizes(summary: Sequence[SummaryRow]) -> bool:
    """Tell whether a data set has as many train sizes as a forecast needs."""
    return any(len(sizes) >= MIN_SIZES for sizes in _group_sizes(summary).values())


def _group_sizes(summary: Sequence[SummaryRow]) -> dict[str, set[int]]:
    """Return the train sizes of each data set."""
    sizes: dict[str, set[int]] = {}
    for row in summary:
        sizes.setdefault(row.dataset, set()).add(row.train_size)
    return sizes


def _make_rng(purpose: int, *names: str) -> np.random.Generator:
    """Return a generator for a curve: equal studies have equal bytes, whatever else they hold."""
    return np.random.default_rng([19, purpose, zlib.crc32("|".join(names).encode(*_BYTES))])


@dataclass(frozen=True)
class _Curves:
    """The curves of a data set.

    Attributes
    ----------
    posteriors : mapping of CurveKey to Posterior
    lacks : mapping of CurveKey to str
        Why a curve has no forecast.
    remarks : mapping of CurveKey to str
        What is said beside the numbers of a forecast.
    """

    posteriors: Mapping[CurveKey, Posterior]
    lacks: Mapping[CurveKey, str]
    remarks: Mapping[CurveKey, str]


def _find_posteriors(curves: StudyCurves, priors: ReferencePriors) -> _Curves:
    """Return the posterior of each curve, or why it tells too little for a forecast."""
    posteriors, lacks, remarks = {}, dict(curves.lacks), {}
    for key, curve in curves.observed.items():
        prior, remark = priors.find(curve.encoder, curve.strategy)
        posterior = find_posterior(curve, prior, _make_rng(_CURVES, *_name_curve(key)))
        reason = _describe_doubt(posterior, _make_rng(_ACCURACY, *_name_curve(key)))
        if reason:
            lacks[key] = reason
        else:
            posteriors[key] = posterior
            remarks[key] = "; ".join(filter(None, (curves.remarks.get(key, ""), remark)))
    return _Curves(posteriors, lacks, remarks)


def _describe_doubt(posterior: Posterior, rng: np.random.Generator) -> str:
    """Say why the curves of a posterior are no forecast; empty if they are one."""
    largest, measured = posterior.largest, float(posterior.curve.errors[-1])
    now, twice = posterior.draw_errors(np.array([largest, 2 * largest]), rng).T
    low, high = np.quantile(now, [0.025, 0.975])
    if not low <= measured <= high:
        return (
            f"no curve fits: with {largest:,.0f} texts it has {100 * (1 - measured):.1f} %, and "
            f"the curves that fit the smaller sizes have {100 * (1 - high):.1f} to "
            f"{100 * (1 - low):.1f} %"
        )
    low, high = 1 - np.quantile(twice, [0.9, 0.1])
    if high - low > _WIDEST:
        return (
            f"its sizes tell too little: with {2 * largest:,.0f} texts it may have anything "
            f"between {100 * low:.0f} and {100 * high:.0f} %"
        )
    return ""


def _name_curve(key: CurveKey) -> tuple[str, ...]:
    """Return the names that tell a curve from others: random is one, whatever the vectors."""
    dataset, vectors, encoder, strategy = key
    return dataset, vectors if uses_vectors(strategy) else "", encoder, strategy


def _list_rows(
    curves: _Curves, key: CurveKey, sizes: Sequence[int], largest: int
) -> Iterator[ForecastRow]:
    """List the rows of a curve: one a size, or one that says why there is none."""
    if key in curves.lacks:
        yield _make_row(key, 0, None, NO_FORECAST, curves.lacks[key])
    if key not in curves.posteriors:
        return
    posterior = curves.posteriors[key]
    curve = posterior.curve
    ahead = [n for n in sizes if posterior.largest < n <= FARTHEST * largest]
    errors = posterior.draw_errors(
        np.array(ahead, dtype=float), _make_rng(_ACCURACY, *_name_curve(key))
    )
    quantiles = dict(zip(ahead, 1 - np.quantile(errors, QUANTILES[::-1], axis=0).T, strict=True))
    expected = dict(zip(ahead, 1 - errors.mean(axis=0), strict=True))
    for size in sizes:
        if size in quantiles:
            numbers = [float(expected[size]), *quantiles[size][[1, 3, 0, 4]].tolist()]
            yield _make_row(key, size, numbers, FORECAST, curves.remarks[key])
        elif size in curve.sizes:
            yield _make_row(key, size, _list_measured(curve, size), MEASURED, "")
        elif size > largest:
            note = f"more than {FARTHEST} times the {largest:,} texts of the data set"
            yield _make_row(key, size, None, NO_FORECAST, note)
        else:
            note = f"no more texts than the study has ({largest:,}): read its curve"
            yield _make_row(key, size, None, NO_FORECAST, note)


def _list_measured(curve: ObservedCurve, size: int) -> list[float]:
    """Return what the study has measured at a size, with intervals for new seeds."""
    place = int(np.flatnonzero(curve.sizes == size)[0])
    mean, error = 1 - curve.errors[place], curve.standard_errors[place]
    ends = [mean + sign * z * error for z in (1.2816, 1.96) for sign in (-1, 1)]
    return [min(max(float(end), 0.0), 1.0) for end in (mean, *ends)]


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
    """List the gains on what the study has measured, from the draws that the accuracies are of."""
    for key, posterior in posteriors.items():
        dataset, vectors, encoder, strategy = key
        largest, now = posterior.largest, posterior.curve.errors[-1]
        sizes = np.array([round_size(times * largest) for times in GAIN_TIMES], dtype=float)
        gains = now - posterior.draw_errors(sizes, _make_rng(_ACCURACY, *_name_curve(key)))
        for gain, times in zip(gains.T, GAIN_TIMES, strict=True):
            low_95, low_80, _, high_80, high_95 = np.quantile(gain, QUANTILES).tolist()
            yield ForecastGainRow(
                dataset, vectors, strategy, encoder, int(largest), times,
                float(gain.mean()), low_80, high_80, low_95, high_95,
            )  # fmt: skip


def _list_crossovers(
    posteriors: Mapping[CurveKey, Posterior], correlation: float, largest: int
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
        sizes = np.geomspace(largest, FARTHEST * largest, _CROSSING_GRID)
        names = dataset, encoder
        draws = {
            key[3]: posterior.draw_errors(sizes, _make_rng(_CROSSINGS, *names, key[3]))
            for key, posterior in {(*names, vectors, REFERENCE): reference, **rivals}.items()
        }
        coupled = couple_draws(draws, correlation, _make_rng(_PAIRS, *names))
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
