"""Which runs of a study keep snapshots of their training, and at what cost."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from embedstudy.memory import format_bytes
from embedstudy.results.snapshots import MOST_WORDS
from embedstudy.strategies import STRATEGIES
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.data.snapshot_cost import count_snapshot_bytes, estimate_time_share
from embedstudy.study.data.study_datasets import StudyDataset, StudyDatasets
from embedstudy.study.plan.grid import Cell, RunSpec, list_cells

# The most that a study keeps where nobody asks for snapshots: bytes of a run, and the share of the
# time that the study takes without them.
MOST_BYTES, MOST_TIME = 20_000_000, 0.05


@dataclass(frozen=True)
class SnapshotPlan:
    """Whether the runs of a study keep snapshots.

    Attributes
    ----------
    is_on : bool
    reason : str
        Why the study leaves them out by itself; empty if it does not.
    """

    is_on: bool
    reason: str = ""

    def keeps(self, point: Cell | RunSpec, dataset: StudyDataset) -> bool:
        """Tell whether the first seed of a cell, or the run of that seed, keeps snapshots."""
        is_first = not isinstance(point, RunSpec) or point.seed == 0
        return self.is_on and is_first and _can_keep(point, dataset)

    def to_json(self) -> dict[str, Any]:
        """Return the plan as study.json has it."""
        return {"kept": self.is_on, "reason": self.reason}


def plan_snapshots(datasets: StudyDatasets) -> SnapshotPlan:
    """Decide whether the runs of a study keep snapshots: as asked for, or where they are cheap.

    The decision depends on the configuration and the data alone, so that a study that goes on, or
    one on another machine, makes the same.
    """
    asked_for = datasets.config.study.snapshots
    if asked_for is not None:
        return SnapshotPlan(asked_for)
    cells = list_cells(datasets.config, datasets.sizes)
    keeping = [cell for cell in cells if _can_keep(cell, datasets.sources[cell.dataset])]
    if not keeping:
        return SnapshotPlan(False)
    size = max(count_snapshot_bytes(cell, datasets) for cell in keeping)
    if size > MOST_BYTES:
        return SnapshotPlan(
            False, f"a run would keep {format_bytes(size)}, more than {format_bytes(MOST_BYTES)}"
        )
    share = estimate_time_share(datasets, cells, keeping)
    if share > MOST_TIME:
        return SnapshotPlan(
            False, f"they would add about {share:.0%} to the time, more than {MOST_TIME:.0%}"
        )
    return SnapshotPlan(True)


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
    strategy = STRATEGIES.get(point.strategy)  # a baseline is none
    learns = strategy is not None and strategy.learns and not strategy.is_control
    return learns and publishes_space(point, dataset)
