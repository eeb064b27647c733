"""Which runs of a study keep snapshots of their training, and at what cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from embedstudy.memory import format_bytes
from embedstudy.results.snapshots import MOST_WORDS
from embedstudy.strategies import trains_shown_space
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.snapshot_cost import count_snapshot_bytes, estimate_time
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets
from embedstudy.study.plan.grid import Cell, RunSpec, list_cells
from embedstudy.wording import join_names

# The most that a study keeps where nobody asks for snapshots: bytes of a run, and the share of the
# time that the study takes without them. Fewer seconds than nobody notices are never too many.
MOST_BYTES, MOST_TIME, UNNOTICED = 20_000_000, 0.05, 0.5
_NONE = "no snapshots of the training"
_LEFT_OUT = f"{_NONE}, so no slider over time"
_CURE = "--snapshots keeps them, also later with --resume"


@dataclass(frozen=True)
class SnapshotPlan:
    """Whether the runs of a study keep snapshots.

    Attributes
    ----------
    is_on : bool
    reason : str
        Why the study leaves them out, other than by wish; empty if it does not.
    remark : str
        What whoever starts the study is told of it, in one line; empty if there is nothing to tell.
    """

    is_on: bool
    reason: str = ""
    remark: str = field(default="", compare=False)

    def keeps(self, point: Cell | RunSpec, dataset: StudyDataset) -> bool:
        """Tell whether the first seed of a cell, or the run of that seed, keeps snapshots."""
        is_first = not isinstance(point, RunSpec) or point.seed == 0
        return self.is_on and is_first and _can_keep(point, dataset)

    def to_json(self) -> dict[str, Any]:
        """Return the plan as study.json has it."""
        return {"kept": self.is_on, "reason": self.reason}


def plan_snapshots(datasets: StudyDatasets, begun: Mapping[str, Any] | None = None) -> SnapshotPlan:
    """Decide whether the runs of a study keep snapshots: as asked for, or where they are cheap.

    The study decides once, as it begins. Where nobody asks, it goes on as it began.

    Parameters
    ----------
    datasets : StudyDatasets
    begun : mapping, optional
        The content of study.json of the study that goes on; None if one begins.
    """
    asked_for = datasets.config.study.snapshots
    cells = list_cells(datasets.config, datasets.sizes)
    keeping = [cell for cell in cells if _can_keep(cell, datasets.sources[cell.dataset])]
    if asked_for is None and begun is not None:
        cost = _describe_cost(datasets, cells, keeping) if keeping else ""
        return _read_plan(begun, can_keep=bool(keeping), cost=cost)
    if asked_for and not keeping:
        reason = _explain_lack(cells)
        return SnapshotPlan(False, reason, f"{_NONE}: {reason}")
    if asked_for is not None or not keeping:
        return SnapshotPlan(bool(asked_for))
    cost = _describe_cost(datasets, cells, keeping)
    return SnapshotPlan(not cost, cost, f"{_LEFT_OUT}: {cost} ({_CURE})" if cost else "")


def _read_plan(begun: Mapping[str, Any], *, can_keep: bool, cost: str) -> SnapshotPlan:
    """Return the plan that a study began with; `cost` says what would be too much of it now."""
    plan = begun.get("snapshots")
    if not isinstance(plan, dict):
        plan = {"reason": "the version that began the study kept none"}
    if plan.get("kept") is True:
        remark = (
            f"snapshots of the training are kept, as the study began, though {cost}" if cost else ""
        )
        return SnapshotPlan(True, remark=remark)
    reason = str(plan.get("reason") or "")
    remark = f"{_NONE}, as the study began{f': {reason}' if reason else ''}"
    return SnapshotPlan(False, reason, remark if can_keep else "")


def _explain_lack(cells: Sequence[Cell]) -> str:
    """Say why no run of a study can keep snapshots."""
    if any(trains_shown_space(cell.strategy) for cell in cells):
        return "only runs on all training texts keep some, and the study has none"
    names = join_names(list(dict.fromkeys(cell.strategy for cell in cells)), "and")
    return f"no training of {names} changes a space that is shown"


def _describe_cost(datasets: StudyDatasets, cells: Sequence[Cell], keeping: Sequence[Cell]) -> str:
    """Say what of snapshots is more than a study keeps where nobody asks; empty if nothing is."""
    size = max(count_snapshot_bytes(cell, datasets) for cell in keeping)
    if size > MOST_BYTES:
        return f"a run would keep {format_bytes(size)}, more than {format_bytes(MOST_BYTES)}"
    time = estimate_time(datasets, cells, keeping)
    if time.share > MOST_TIME and time.extra > UNNOTICED:
        more, most = round(100 * time.share), round(100 * MOST_TIME)
        return f"they would add about {more} % to the time, more than {most} %"
    return ""


def choose_words(corpus: PreparedCorpus) -> np.ndarray:
    """Return the rows of the words of snapshots, most frequent in the training texts first.

    Returns
    -------
    ndarray of int32
        Ties are in the order of the vocabulary.
    """
    values = corpus.features.documents["train"].values
    counts = np.bincount(values, minlength=len(corpus.vocabulary))
    return np.argsort(-counts, kind="stable")[:MOST_WORDS].astype(np.int32)


def publishes_space(point: Cell | RunSpec, dataset: StudyDataset) -> bool:
    """Tell whether the space of a run is written.

    The spaces of one fold, trained on all training texts, are enough to explore. All of them would
    take much disk.
    """
    return not point.fold and point.train_size == dataset.train_size


def _can_keep(point: Cell | RunSpec, dataset: StudyDataset) -> bool:
    """Tell whether training changes a space that is written, and shown."""
    return trains_shown_space(point.strategy) and publishes_space(point, dataset)
