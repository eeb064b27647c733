"""The learning curves of a study that a forecast goes on from, and those that allow none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.baselines import is_chance
from embedstudy.forecast.observed_curve import MIN_SIZES, ObservedCurve
from embedstudy.results.rows import SummaryRow
from embedstudy.wording import counted

# Dataset, vectors, encoder, strategy.
CurveKey = tuple[str, str, str, str]
# A curve falls where a larger sample is worse by so many standard errors and points.
_FALL_ERRORS = 2.5
_FALL_POINTS = 0.01


@dataclass(frozen=True)
class StudyCurves:
    """The curves of one data set.

    Attributes
    ----------
    observed : mapping of CurveKey to ObservedCurve
    lacks : mapping of CurveKey to str
        Why a curve allows no forecast.
    """

    observed: Mapping[CurveKey, ObservedCurve]
    lacks: Mapping[CurveKey, str]


def list_curves(summary: Sequence[SummaryRow], data: Mapping[str, Any]) -> StudyCurves:
    """Return the learning curves of a data set, or why they allow no forecast.

    Parameters
    ----------
    summary : sequence of SummaryRow
        Of one data set.
    data : mapping
        The facts of the data set in study.json.
    """
    observed: dict[CurveKey, ObservedCurve] = {}
    lacks: dict[CurveKey, str] = {}
    chance = _find_chance_error(summary, data)
    n_test = sum(data.get("class_counts", {}).get("test", ())) or data.get("test") or 0
    by_key: dict[CurveKey, list[SummaryRow]] = {}
    for row in summary:
        if not is_chance(row.strategy):
            by_key.setdefault((row.dataset, row.vectors, row.encoder, row.strategy), []).append(row)
    for key, rows in by_key.items():
        curve = _read_curve(rows, chance, n_test)
        if isinstance(curve, str):
            lacks[key] = curve
        else:
            observed[key] = curve
    return StudyCurves(observed, lacks)


def _read_curve(
    rows: Iterable[SummaryRow], chance: float | None, n_test: int
) -> ObservedCurve | str:
    """Return the curve of a strategy, or why it allows no forecast."""
    ordered = sorted(rows, key=lambda row: row.train_size)
    whole = [row for row in ordered if row.status == "complete" and row.mean is not None]
    left_out = counted(len(ordered) - len(whole), "size") if len(whole) < len(ordered) else ""
    if ordered[0].metric != "accuracy":
        return f"forecasts are of accuracy, and this study is by {ordered[0].metric}"
    if chance is None or chance <= 0:
        return "the accuracy of the most frequent class is not known, or it is 100 %"
    if len(whole) < MIN_SIZES:
        some = f"; {left_out} with runs that failed left out" if left_out else ""
        return f"{counted(len(whole), 'train size')}, and a forecast needs {MIN_SIZES}{some}"
    if any(row.std is None for row in whole):
        return "one seed does not show how far seeds spread: a forecast needs two"
    errors = np.array([1 - (row.mean or 0.0) for row in whole])
    spread = np.array([(row.std or 0.0) / np.sqrt(row.n) for row in whole])
    texts = np.sqrt(np.maximum(errors * (1 - errors), 1 / (n_test + 2)) / max(n_test, 1))
    curve = ObservedCurve(
        strategy=whole[0].strategy,
        encoder=whole[0].encoder,
        chance=chance,
        sizes=np.array([float(row.train_size) for row in whole]),
        errors=errors,
        standard_errors=np.hypot(spread, texts),
    )
    return _describe_fall(curve) or curve


def _describe_fall(curve: ObservedCurve) -> str:
    """Say where a curve falls by more than chance; no family of curves does."""
    for later in range(1, len(curve.sizes)):
        best = int(curve.errors[:later].argmin())
        rise = curve.errors[later] - curve.errors[best]
        error = float(np.hypot(curve.standard_errors[best], curve.standard_errors[later]))
        if rise > max(_FALL_POINTS, _FALL_ERRORS * error):
            return (
                f"the curve falls: {1 - curve.errors[best]:.1%} with {curve.sizes[best]:,.0f} "
                f"texts, {1 - curve.errors[later]:.1%} with {curve.sizes[later]:,.0f}"
            )
    return ""


def _find_chance_error(summary: Sequence[SummaryRow], data: Mapping[str, Any]) -> float | None:
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
