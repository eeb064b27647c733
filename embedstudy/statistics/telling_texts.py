"""Test texts that tell something: all strategies fail on them, or only one start gets them right.

The strategies are those with an embedding, without controls; each with its best vectors and
encoder, and all its seeds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import ALL_WRONG, ONLY_PRETRAINED, ONLY_RANDOM, RunRow, TextRow
from embedstudy.statistics.best_cells import find_best_cells
from embedstudy.statistics.pairs import CellResults
from embedstudy.strategies import STRATEGIES

# The texts of each group.
TEXTS = 6
RANDOM = "random"


@dataclass(frozen=True, eq=False)
class _Tested:
    """What the seeds of a cell predicted for the test texts, which are in the order of their ids.

    Attributes
    ----------
    ids, labels : ndarray, shape (n_texts,)
    predicted : ndarray of int64, shape (n_seeds, n_texts)
    probabilities : ndarray of float64, shape (n_seeds, n_texts)
        Of the predicted class; not-a-number where they were not stored.
    """

    ids: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray

    @property
    def is_right(self) -> np.ndarray:
        """Whether a prediction is right; bool, shape (n_seeds, n_texts)."""
        return np.asarray(self.predicted == self.labels)


def choose_texts(study: StudyDirectory) -> list[TextRow]:
    """Return the telling texts of each data set, by their ids alone, without text and words.

    Raises
    ------
    InputError
        If a file of the study is damaged.
    """
    summary, runs, data = study.summary, study.runs, study.meta["data"]
    rows = []
    for dataset in dict.fromkeys(row.dataset for row in summary):
        cells = {
            name: cell
            for name, cell in find_best_cells(dataset, summary, runs).items()
            if name in STRATEGIES and not STRATEGIES[name].is_control
        }
        classes = list(data[dataset]["classes"])
        tested = {name: _read(study, cell, classes) for name, cell in cells.items()}
        if tested:
            rows += _Chooser(dataset, classes, tested).list_rows()
    return rows


@dataclass(frozen=True)
class _Chooser:
    dataset: str
    classes: Sequence[str]
    tested: Mapping[str, _Tested]

    def list_rows(self) -> list[TextRow]:
        right = {name: cell.is_right for name, cell in self.tested.items()}
        everything = list(self.tested)
        is_wrong = np.asarray(~np.concatenate(list(right.values())).any(axis=0))
        sureness = self._average_sureness(everything)
        rows = self._make_rows(ALL_WRONG, is_wrong, [sureness], everything)
        pretrained = self._find_pretrained()
        if pretrained is None or RANDOM not in right:
            return rows
        shares = {name: right[name].mean(axis=0) for name in (pretrained, RANDOM)}
        for group, winner, loser in (
            (ONLY_PRETRAINED, pretrained, RANDOM),
            (ONLY_RANDOM, RANDOM, pretrained),
        ):
            is_chosen = (shares[winner] > 0.5) & (shares[loser] < 0.5)
            keys = [shares[winner] - shares[loser], self._average_sureness([loser])]
            rows += self._make_rows(group, is_chosen, keys, [loser])
        return rows

    def _find_pretrained(self) -> str | None:
        """Return the strategy with vectors that is right most often; the first of equal ones."""
        shares = {
            name: float(cell.is_right.mean())
            for name, cell in self.tested.items()
            if STRATEGIES[name].pretrained
        }
        return max(shares, key=lambda name: shares[name], default=None)

    def _average_sureness(self, names: Sequence[str]) -> np.ndarray:
        """Return the mean probability that wrong predictions have for each text; 0 if unknown."""
        wrong = np.concatenate([~self.tested[name].is_right for name in names])
        sure = np.concatenate([self.tested[name].probabilities for name in names])
        sure = np.where(wrong & np.isfinite(sure), sure, 0.0)
        return np.asarray(sure.sum(axis=0) / np.maximum(wrong.sum(axis=0), 1))

    def _make_rows(
        self, group: str, is_chosen: np.ndarray, keys: Sequence[np.ndarray], wrong: Sequence[str]
    ) -> list[TextRow]:
        """Return the first chosen texts by keys, the largest first, and then by their ids."""
        places = np.flatnonzero(is_chosen)
        order = np.lexsort([places, *(-key[places] for key in reversed(keys))])
        return [
            self._make_row(group, rank, place, wrong)
            for rank, place in enumerate(places[order[:TEXTS]].tolist(), start=1)
        ]

    def _make_row(self, group: str, rank: int, place: int, wrong: Sequence[str]) -> TextRow:
        cells = [self.tested[name] for name in wrong]
        label = int(cells[0].labels[place])
        votes = [int(vote) for cell in cells for vote in cell.predicted[:, place] if vote != label]
        predicted, _ = min(Counter(votes).items(), key=lambda item: (-item[1], item[0]))
        sure = np.concatenate(
            [cell.probabilities[cell.predicted[:, place] == predicted, place] for cell in cells]
        )
        pretrained = self._find_pretrained()
        return TextRow(
            dataset=self.dataset,
            group=group,
            rank=rank,
            id=int(cells[0].ids[place]),
            label=self.classes[label],
            predicted=self.classes[predicted],
            probability=float(sure.mean()) if np.isfinite(sure).all() else None,
            pretrained=pretrained or "",
            pretrained_right=self._count_right(pretrained, place),
            pretrained_seeds=self._count_seeds(pretrained),
            random_right=self._count_right(RANDOM, place),
            random_seeds=self._count_seeds(RANDOM),
        )

    def _count_right(self, name: str | None, place: int) -> int | None:
        cell = self.tested.get(name or "")
        return None if cell is None else int(cell.is_right[:, place].sum())

    def _count_seeds(self, name: str | None) -> int | None:
        cell = self.tested.get(name or "")
        return None if cell is None else len(cell.predicted)


def _read(study: StudyDirectory, cell: CellResults, classes: Sequence[str]) -> _Tested:
    ids = {name: i for i, name in enumerate(classes)}
    seeds = [_read_seed(study, runs, ids) for runs in cell.finished.values()]
    first = seeds[0]
    return _Tested(
        first[0], first[1], np.stack([seed[2] for seed in seeds]), np.stack([s[3] for s in seeds])
    )


def _read_seed(
    study: StudyDirectory, runs: Sequence[RunRow], ids: Mapping[str, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return ids, labels, predictions and probabilities of the folds of a seed, by id."""
    parts = [study.predictions(run.run, with_probabilities=True) for run in runs]
    texts = np.concatenate([part.ids for part in parts])
    order = np.argsort(texts, kind="stable")
    labels, predicted = (
        np.fromiter((ids[str(name)] for names in columns for name in names), np.int64)
        for columns in ([part.labels for part in parts], [part.predicted for part in parts])
    )
    probabilities = np.concatenate(
        [
            np.full(len(part.ids), np.nan)
            if part.probabilities is None
            else part.probabilities.max(axis=1).astype(np.float64)
            for part in parts
        ]
    )
    return texts[order], labels[order], predicted[order], probabilities[order]
