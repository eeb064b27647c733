"""Where a data set stands among those of the reference study, by its learning curves."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from embedstudy.forecast.study_curves import find_chance_error
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ReferenceRow, SummaryRow
from embedstudy.statistics.crossovers import find_last_turns
from embedstudy.strategies import REFERENCE, USUAL
from embedstudy.wording import counted, join_names

# `benchmarks/reference_curves.py` writes it.
CURVES_FILE = Path(__file__).with_name("reference_curves.csv")
COLUMNS = ("dataset", "vectors", "strategy", "encoder", "train_size", "mean", "chance")
# The table of the reference study that stands in for vectors which it does not have.
USUAL_VECTORS = "glove-6b-50d"
# A distance at one size alone says nothing of a curve.
MIN_SHARED = 2


@dataclass(frozen=True)
class RelativeCurve:
    """A learning curve as errors, relative to those of the most frequent class.

    Attributes
    ----------
    dataset, vectors, strategy, encoder : str
    sizes : tuple of int
        Numbers of training texts, in increasing order.
    errors : tuple of float
        At 1 a model makes as many errors as the most frequent class.
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    sizes: tuple[int, ...]
    errors: tuple[float, ...]

    def list_shared(self, sizes: Iterable[int]) -> list[int]:
        """Return those of some sizes that lie within the curve."""
        return [size for size in sizes if self.sizes[0] <= size <= self.sizes[-1]]

    def find_error(self, size: int) -> float:
        """Return the relative error at a size within the curve.

        Between two sizes it changes evenly with the logarithm of the size.
        """
        return float(np.interp(np.log(size), np.log(self.sizes), self.errors))


@cache
def load_reference_curves() -> tuple[RelativeCurve, ...]:
    """Read the curves that the package holds."""
    with CURVES_FILE.open(encoding="utf-8", newline="") as file:
        points = list(csv.DictReader(file))
    return tuple(
        _make_curve(key, [(int(p["train_size"]), _divide(p["mean"], p["chance"])) for p in group])
        for key, group in _group_by(
            points, lambda p: tuple(p[name] for name in COLUMNS[:4])
        ).items()
    )


def _divide(mean: str, chance: str) -> float:
    return (1 - float(mean)) / (1 - float(chance))


def _group_by(rows: Iterable[Any], find_key: Any) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = {}
    for row in rows:
        groups.setdefault(find_key(row), []).append(row)
    return groups


def _make_curve(
    key: tuple[str, str, str, str], points: Iterable[tuple[int, float]]
) -> RelativeCurve:
    sizes, errors = zip(*sorted(points), strict=True)
    return RelativeCurve(*key, sizes=sizes, errors=errors)


def list_relative_curves(
    summary: Sequence[SummaryRow], data: Mapping[str, Any]
) -> list[RelativeCurve]:
    """Return the curves of a data set that the reference study has too, one of a point included.

    Parameters
    ----------
    summary : sequence of SummaryRow
        Of one data set.
    data : mapping
        The facts of the data set in study.json.
    """
    chance = find_chance_error(summary, data)
    rows = [
        row
        for row in summary
        if row.strategy in USUAL and row.mean is not None and row.status == "complete"
    ]
    if not chance or any(row.metric != "accuracy" for row in rows):
        return []
    return [
        _make_curve(key, [(row.train_size, (1 - (row.mean or 0.0)) / chance) for row in group])
        for key, group in _group_by(
            rows, lambda row: (row.dataset, row.vectors, row.strategy, row.encoder)
        ).items()
    ]


def write_reference(study: StudyDirectory) -> None:
    """Write reference.csv: how far each reference data set lies from those of a study."""
    summary, data = study.summary, study.meta.get("data", {})
    rows = [
        row
        for dataset in dict.fromkeys(row.dataset for row in summary)
        for row in compare_with_reference(
            [row for row in summary if row.dataset == dataset], data.get(dataset, {})
        )
    ]
    study.write_rows(ReferenceRow, rows)


def compare_with_reference(
    summary: Sequence[SummaryRow],
    data: Mapping[str, Any],
    references: Sequence[RelativeCurve] | None = None,
) -> list[ReferenceRow]:
    """Compare the curves of a data set with those of each reference data set, the nearest first.

    A curve is compared with the one of the same strategy, encoder and vectors. Vectors that the
    reference study lacks are compared with its usual ones. Only sizes of the study that lie within
    a reference curve count.

    Parameters
    ----------
    summary : sequence of SummaryRow
        Of one data set.
    data : mapping
        The facts of the data set in study.json.
    references : sequence of RelativeCurve, optional
        Those that the package holds by default.
    """
    references = load_reference_curves() if references is None else references
    measured = list_relative_curves(summary, data)
    dataset = summary[0].dataset
    if not measured:
        return [_lack(dataset, "", _explain_lack(summary))]
    rows: list[ReferenceRow] = []
    for encoder, curves in _group_by(measured, lambda curve: curve.encoder).items():
        others = _group_by(
            (curve for curve in references if curve.encoder == encoder),
            lambda curve: curve.dataset,
        )
        if not others:
            rows.append(_lack(dataset, encoder, f"the reference study has no encoder {encoder}"))
        compared = [
            _compare(dataset, encoder, curves, group)
            for name, group in others.items()
            if name != dataset
        ]
        rows += sorted(compared, key=lambda row: (row.distance is None, row.distance or 0.0))
        if dataset in others:
            rows.append(_lack(dataset, encoder, "the data set itself", dataset))
    return rows


def _explain_lack(summary: Sequence[SummaryRow]) -> str:
    metric = summary[0].metric
    if metric != "accuracy":
        return f"the reference study is by accuracy, and this study by {metric}"
    if not any(row.strategy in USUAL and row.mean is not None for row in summary):
        return f"the reference study has {join_names(USUAL, 'and')} alone"
    return "the accuracy of the most frequent class is not known, or it is 100 %"


def _lack(dataset: str, encoder: str, note: str, reference: str = "") -> ReferenceRow:
    return ReferenceRow(
        dataset=dataset, encoder=encoder, reference=reference, n_curves=0, n_sizes=0,
        smallest=None, largest=None, distance=None, relative_error=None, reference_error=None,
        note=note,
    )  # fmt: skip


def _compare(
    dataset: str, encoder: str, curves: Sequence[RelativeCurve], others: Sequence[RelativeCurve]
) -> ReferenceRow:
    """Compare the curves of two data sets with one encoder."""
    pairs = [(curve, match) for curve in curves if (match := find_match(curve, others)) is not None]
    sizes = {size for curve, match in pairs for size in match.list_shared(curve.sizes)}
    gaps = [
        [abs(error - match.find_error(size)) for size, error in _list_shared_points(curve, match)]
        for curve, match in pairs
    ]
    known = [gap for gap in gaps if gap]
    error, reference_error = _find_last_errors(pairs)
    return ReferenceRow(
        dataset=dataset,
        encoder=encoder,
        reference=others[0].dataset,
        n_curves=len(known),
        n_sizes=len(sizes),
        smallest=min(sizes, default=None),
        largest=max(sizes, default=None),
        distance=float(np.mean(list(map(np.mean, known)))) if len(sizes) >= MIN_SHARED else None,
        relative_error=error,
        reference_error=reference_error,
        note=_describe_pairs(pairs, len(sizes)),
        crossing=find_reference_crossing(others),
    )


def find_reference_crossing(curves: Iterable[RelativeCurve]) -> int | None:
    """Return the train size at which random overtakes frozen for good; None if it does at none.

    Parameters
    ----------
    curves : iterable of RelativeCurve
        Those of a reference data set with one encoder; those with its usual vectors count.
    """
    curve_by_strategy = {c.strategy: c for c in curves if c.vectors == USUAL_VECTORS}
    if not {REFERENCE, "frozen"} <= curve_by_strategy.keys():
        return None
    random, frozen = curve_by_strategy[REFERENCE], curve_by_strategy["frozen"]
    sizes = sorted(set(random.sizes) & set(frozen.sizes))
    if len(sizes) < MIN_SHARED:
        return None
    leads = [frozen.find_error(size) - random.find_error(size) for size in sizes]
    turn = find_last_turns(np.array([leads]), np.log(sizes))[0]
    # The means in the file have four digits, so a crossing has no more than three.
    return round(float(f"{np.exp(turn):.3g}")) if np.isfinite(turn) else None


def _find_last_errors(
    pairs: Sequence[tuple[RelativeCurve, RelativeCurve]],
) -> tuple[float | None, float | None]:
    """Return the errors of random here and there at the largest shared size."""
    for curve, match in pairs:
        points = _list_shared_points(curve, match)
        if curve.strategy == REFERENCE and points:
            size, error = points[-1]
            return error, match.find_error(size)
    return None, None


def find_match(curve: RelativeCurve, others: Sequence[RelativeCurve]) -> RelativeCurve | None:
    """Return the reference curve that a curve is compared with."""
    for vectors in (curve.vectors, USUAL_VECTORS):
        for other in others:
            key = other.strategy, other.encoder, other.vectors
            if key == (curve.strategy, curve.encoder, vectors):
                return other
    return None


def _list_shared_points(curve: RelativeCurve, match: RelativeCurve) -> list[tuple[int, float]]:
    shared = match.list_shared(curve.sizes)
    return [point for point in zip(curve.sizes, curve.errors, strict=True) if point[0] in shared]


def _describe_pairs(pairs: Sequence[tuple[RelativeCurve, RelativeCurve]], n_shared: int) -> str:
    """Say which sizes are too few, and which vectors are compared with others."""
    notes = []
    if n_shared < MIN_SHARED:
        notes.append(f"{counted(n_shared, 'train size')} within its curves, too few for a distance")
    substituted = dict.fromkeys(
        curve.vectors for curve, match in pairs if curve.vectors and curve.vectors != match.vectors
    )
    if substituted:
        notes.append(f"{join_names(list(substituted), 'and')} compared with {USUAL_VECTORS}")
    return "; ".join(notes)
