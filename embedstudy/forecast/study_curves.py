"""The learning curves of a study that a forecast goes on from, and those that allow none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.baselines import is_chance
from embedstudy.forecast.observed_curve import MIN_SIZES, ObservedCurve
from embedstudy.results.rows import SummaryRow
from embedstudy.wording import counted, join_names

# Dataset, vectors, encoder, strategy.
CurveKey = tuple[str, str, str, str]
# A curve falls where a larger sample is worse by so many standard errors and points.
_FALL_ERRORS = 2.5
_FALL_POINTS = 0.01
_RELATIVE = (0.02, 0.98)
# Sizes that are closer together see one place of the curve alone.
_LEAST_RATIO = 2
_MOST_TEXTS = 10**12
# A curve has begun where its errors are below that share of those of the most frequent class.
_LEARNED = 0.95
# And by so many standard errors: a one-sided test at 5 %.
_SHOWN_ERRORS = 1.645


@dataclass(frozen=True)
class StudyCurves:
    """The curves of one data set.

    Attributes
    ----------
    observed : mapping of CurveKey to ObservedCurve
    lacks : mapping of CurveKey to str
        Why a curve allows no forecast.
    remarks : mapping of CurveKey to str
        What else is to be said of a curve; may be empty.
    """

    observed: Mapping[CurveKey, ObservedCurve]
    lacks: Mapping[CurveKey, str]
    remarks: Mapping[CurveKey, str]


def list_curves(
    summary: Sequence[SummaryRow],
    data: Mapping[str, Any],
    *,
    has_folds: bool = False,
    check: bool = True,
) -> StudyCurves:
    """Return the learning curves of a data set, or why they allow no forecast.

    Parameters
    ----------
    summary : sequence of SummaryRow
        Of one data set.
    data : mapping
        The facts of the data set in study.json.
    has_folds : bool
        Whether every text is tested, in a cross-validation.
    check : bool
        Leave out curves that `describe_lack` has a reason against.
    """
    observed: dict[CurveKey, ObservedCurve] = {}
    lacks: dict[CurveKey, str] = {}
    remarks: dict[CurveKey, str] = {}
    chance = find_chance_error(summary, data)
    n_test = sum(data.get("class_counts", {}).get("test", ())) or data.get("test") or 1
    if has_folds:
        n_test = data.get("examples") or n_test
    by_key: dict[CurveKey, list[SummaryRow]] = {}
    for row in summary:
        if not is_chance(row.strategy):
            by_key.setdefault((row.dataset, row.vectors, row.encoder, row.strategy), []).append(row)
    for key, rows in by_key.items():
        curve = _read_curve(rows, chance, n_test)
        remarks[key] = _describe_failed(rows)
        reason = curve if isinstance(curve, str) else describe_lack(curve) if check else ""
        if reason or isinstance(curve, str):
            lacks[key] = reason
        else:
            observed[key] = curve
    return StudyCurves(observed, lacks, remarks)


def _read_curve(
    rows: Iterable[SummaryRow], chance: float | None, n_test: int
) -> ObservedCurve | str:
    """Return the curve of a strategy, or why it allows no forecast."""
    ordered = sorted(rows, key=lambda row: row.train_size)
    whole = [row for row in ordered if _is_whole(row)]
    if ordered[0].metric != "accuracy":
        return f"forecasts are of accuracy, and this study is by {ordered[0].metric}"
    if not all(map(_is_possible, whole)):
        return "summary.csv holds numbers that no study has"
    if chance is None or chance <= 0:
        return "the accuracy of the most frequent class is not known, or it is 100 %"
    if len(whole) < MIN_SIZES:
        failed = _describe_failed(ordered)
        return (
            f"{counted(len(whole), 'train size')}, and a forecast needs {MIN_SIZES}"
            f"{'; ' if failed else ''}{failed}"
        )
    smallest, largest = whole[0].train_size, whole[-1].train_size
    if largest < _LEAST_RATIO * smallest:
        return (
            f"its train sizes lie too close together ({smallest:,} to {largest:,}): a forecast "
            f"needs the largest to be {_LEAST_RATIO} times the smallest"
        )
    if all(row.std is None for row in whole):
        return "one seed does not show how far seeds spread: a forecast needs two"
    sizes = np.array([float(row.train_size) for row in whole])
    errors = np.array([1 - (row.mean or 0.0) for row in whole])
    return ObservedCurve(
        strategy=whole[0].strategy,
        encoder=whole[0].encoder,
        chance=chance,
        sizes=sizes,
        errors=errors,
        standard_errors=estimate_standard_errors(
            sizes,
            errors / chance,
            np.array([np.nan if row.std is None else row.std for row in whole]) / chance,
            np.array([row.n for row in whole]),
        )
        * chance,
        n_test=n_test,
    )


def _is_whole(row: SummaryRow) -> bool:
    return row.status == "complete" and row.mean is not None


def _describe_failed(rows: Iterable[SummaryRow]) -> str:
    """Name the sizes that are left out because a run failed; may be empty."""
    sizes = [f"{row.train_size:,}" for row in rows if not _is_whole(row)]
    return f"left out, as runs failed: {join_names(sizes, 'and')} texts" if sizes else ""


def _is_possible(row: SummaryRow) -> bool:
    """Tell whether a row holds numbers that a study can have; a stranger may have written it."""
    is_share = 0 <= (row.mean or 0.0) <= 1 and 0 <= (row.std or 0.0) <= 1
    return is_share and row.n >= 1 and 1 <= row.train_size <= _MOST_TEXTS


def estimate_standard_errors(
    sizes: np.ndarray, relative: np.ndarray, spreads: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Return the standard error of each mean over seeds.

    A few seeds may lie close together by accident, so half of each variance is that of all sizes
    together, which is about the same on the logit scale.

    Parameters
    ----------
    sizes : ndarray of float, shape (n_sizes,)
        Numbers of training texts.
    relative : ndarray of float, shape (n_sizes,)
        Errors as shares of the error of the most frequent class.
    spreads : ndarray of float, shape (n_sizes,)
        Their standard deviations over seeds; NaN where there is one, as of a baseline on all texts.
        It then falls with the root of the size from the nearest one that is known.
    counts : ndarray of int, shape (n_sizes,)
        The seeds.
    """
    bounded = np.clip(relative, *_RELATIVE)
    slopes = bounded * (1 - bounded)
    known = np.flatnonzero(~np.isnan(spreads))
    # Where nothing is learned yet, the slope is next to zero: such sizes tell little of the others.
    pooled = (spreads[known] ** 2).sum() / (slopes[known] ** 2).sum() * slopes**2
    nearest = known[np.abs(np.log(sizes[:, None] / sizes[known])).argmin(axis=1)]
    scaled = spreads[nearest] * np.sqrt(sizes[nearest] / sizes)
    variances = np.where(np.isnan(spreads), scaled**2, (spreads**2 + pooled) / 2)
    return np.asarray(np.sqrt(variances / counts))


def describe_lack(curve: ObservedCurve) -> str:
    """Say why a measured curve allows no forecast; empty if it does."""
    return _describe_start(curve) or _describe_fall(curve)


def _describe_start(curve: ObservedCurve) -> str:
    """Say where nearly nothing is learned yet, or nothing is shown to be: any curve may follow."""
    error = float(curve.errors[-1])
    by_texts = max(error * (1 - error), 1 / (curve.n_test + 2)) / curve.n_test
    noise = _SHOWN_ERRORS * float(np.sqrt(curve.standard_errors[-1] ** 2 + by_texts))
    if error <= _LEARNED * curve.chance and error + noise <= curve.chance:
        return ""
    shown = "hardly better" if error < curve.chance else "no better"
    reached, majority = _format_share(1 - error), _format_share(1 - curve.chance)
    return (
        f"with {curve.sizes[-1]:,.0f} texts it is {shown} ({reached}) than the most frequent class "
        f"({majority}), as far as {counted(curve.n_test, 'test text')} can tell: any curve may "
        "follow"
    )


def _describe_fall(curve: ObservedCurve) -> str:
    """Say where a curve falls by more than chance; no family of curves does."""
    for later in range(1, len(curve.sizes)):
        best = int(curve.errors[:later].argmin())
        rise = curve.errors[later] - curve.errors[best]
        error = float(np.hypot(curve.standard_errors[best], curve.standard_errors[later]))
        if rise > max(_FALL_POINTS, _FALL_ERRORS * error):
            before, after = (_format_share(1 - curve.errors[place]) for place in (best, later))
            return (
                f"the curve falls: {before} with {curve.sizes[best]:,.0f} texts, {after} with "
                f"{curve.sizes[later]:,.0f}"
            )
    return ""


def _format_share(share: float) -> str:
    return f"{100 * share:.1f} %"


def find_chance_error(summary: Sequence[SummaryRow], data: Mapping[str, Any]) -> float | None:
    """Return the error of the most frequent class on test."""
    rows = [row for row in summary if is_chance(row.strategy) and row.mean is not None]
    if rows:
        largest = max(rows, key=lambda row: row.train_size)
        return 1 - (largest.mean or 0.0)
    counts = data.get("class_counts", {})
    train, test = counts.get("train", ()), counts.get("test", ())
    if not sum(train) or len(train) != len(test) or not sum(test):
        return None
    return float(1 - test[int(np.argmax(train))] / sum(test))
