"""How often the texts of each class are taken for each class, and the scores of the classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from embedstudy.results.directory import StudyDirectory
from embedstudy.statistics.best_cells import find_best_cells
from embedstudy.statistics.pairs import CellResults


@dataclass(frozen=True, eq=False)
class Confusion:
    """The confusion matrices of a cell.

    Attributes
    ----------
    dataset, vectors, strategy, encoder : str
        The cell.
    classes : tuple of str
    counts : ndarray of int64, shape (n_seeds, n_classes, n_classes)
        The test texts of each class (rows) by the class that was predicted (columns).
    """

    dataset: str
    vectors: str
    strategy: str
    encoder: str
    classes: tuple[str, ...]
    counts: np.ndarray

    @cached_property
    def n_texts(self) -> np.ndarray:
        """The test texts of each class; int64, shape (n_classes,)."""
        return np.asarray(self.counts[0].sum(axis=1))

    @cached_property
    def mean_counts(self) -> np.ndarray:
        """The mean of the matrices over seeds; float64, shape (n_classes, n_classes)."""
        return np.asarray(self.counts.mean(axis=0))

    @property
    def precision(self) -> np.ndarray:
        """The share of the texts taken for a class that belong to it, mean over seeds.

        0 under a seed that never predicts the class, as scikit-learn has it.
        """
        return self._average_shares(self.counts.sum(axis=1))

    @property
    def recall(self) -> np.ndarray:
        """The share of the texts of a class that are taken for it, mean over seeds."""
        return self._average_shares(self.counts.sum(axis=2))

    @property
    def f1(self) -> np.ndarray:
        """The harmonic mean of precision and recall of each class, mean over seeds."""
        return self._average_shares((self.counts.sum(axis=1) + self.counts.sum(axis=2)) / 2)

    def _average_shares(self, totals: np.ndarray) -> np.ndarray:
        right = np.diagonal(self.counts, axis1=1, axis2=2)
        return np.asarray((right / np.where(totals > 0, totals, 1)).mean(axis=0))


def list_confusions(study: StudyDirectory) -> list[Confusion]:
    """Return the confusion of the best cell of each strategy and baseline of a study.

    Cells without predictions are left out.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    summary, runs = study.summary, study.runs
    data = study.meta.get("data", {})
    return [
        confusion
        for dataset in dict.fromkeys(row.dataset for row in summary)
        for cell in find_best_cells(dataset, summary, runs).values()
        if (confusion := _count(study, cell, data.get(dataset, {}).get("classes", ()))) is not None
    ]


def _count(study: StudyDirectory, cell: CellResults, classes: Sequence[str]) -> Confusion | None:
    seeds = list(cell.finished.values())
    if not seeds or not all(study.has_predictions(run.run) for runs in seeds for run in runs):
        return None
    ids = {name: i for i, name in enumerate(classes)}
    coded = []
    for runs in seeds:
        read = [study.predictions(run.run) for run in runs]
        labels, predicted = (
            _number(ids, parts)
            for parts in ([part.labels for part in read], [part.predicted for part in read])
        )
        coded.append((labels, predicted))
    n = len(ids)
    counts = np.stack(
        [
            np.bincount(labels * n + predicted, minlength=n * n).reshape(n, n)
            for labels, predicted in coded
        ]
    )
    dataset, vectors, encoder = cell.place
    return Confusion(dataset, vectors, cell.strategy, encoder, tuple(ids), counts)


def _number(ids: dict[str, int], parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return the numbers of names; new ones get the next."""
    names = (str(name) for part in parts for name in part)
    return np.fromiter((ids.setdefault(name, len(ids)) for name in names), np.int64)
