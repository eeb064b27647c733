"""The finished curves of the reference study."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embedstudy.forecast.observed_curve import ObservedCurve
from embedstudy.forecast.study_curves import CurveKey, list_curves
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.status import FINISHED


@dataclass(frozen=True)
class Known:
    """A whole curve of the reference study."""

    dataset: str
    vectors: str
    curve: ObservedCurve

    @property
    def kind(self) -> tuple[str, str]:
        return self.curve.encoder, self.curve.strategy


def read_curves(studies: Path) -> list[Known]:
    """Read the curves of finished studies, each once: studies of two encoders share baselines."""
    curves: dict[CurveKey, Known] = {}
    for path in sorted(studies.glob("*/*/study.json")):
        study = StudyDirectory(path.parent)
        if study.meta.get("status") not in FINISHED:
            continue
        for dataset in study.meta["data"]:
            rows = [row for row in study.summary if row.dataset == dataset]
            observed = list_curves(rows, study.meta["data"][dataset], check=False).observed
            for key, curve in observed.items():
                curves.setdefault(key, Known(dataset, key[1], curve))
    return list(curves.values())


def group_by_dataset(curves: Sequence[Known], without: str = "") -> dict[str, list[ObservedCurve]]:
    groups = defaultdict(list)
    for known in curves:
        if known.dataset != without:
            groups[known.dataset].append(known.curve)
    return groups


def average(values: Mapping[str, Sequence[float]]) -> float:
    """Return the mean over data sets of their means."""
    return float(np.mean([np.mean(items) for items in values.values()])) if values else float("nan")
