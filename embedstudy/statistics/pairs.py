"""The cells of a study, their predictions, and which of them are compared."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from embedstudy.baselines import is_chance
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.statistics.estimates import Estimate, estimate, estimate_and_test
from embedstudy.statistics.estimates import estimate_over_folds as over_folds
from embedstudy.strategies import uses_vectors

# Dataset, vectors, encoder: where strategies are compared.
Place = tuple[str, str, str]


@dataclass(frozen=True)
class CellResults:
    """The runs that differ by seed (and fold) only, finished or not."""

    runs: tuple[RunRow, ...]

    @property
    def strategy(self) -> str:
        """The strategy of its runs, or the name of a baseline."""
        return self.runs[0].strategy

    @property
    def place(self) -> Place:
        """Its data set, vectors and encoder."""
        first = self.runs[0]
        return first.dataset, first.vectors, first.encoder

    @property
    def train_size(self) -> int:
        """The training texts of its runs."""
        return self.runs[0].train_size

    @property
    def is_baseline(self) -> bool:
        """Whether it has no embedding at all."""
        return not self.runs[0].encoder

    @property
    def finished(self) -> dict[int, list[RunRow]]:
        """The runs of each seed, a run a fold; of seeds whose runs have all finished."""
        by_seed: dict[int, list[RunRow]] = {}
        for run in self.runs:
            by_seed.setdefault(run.seed, []).append(run)
        return {s: runs for s, runs in by_seed.items() if all(run.status == "ok" for run in runs)}


@dataclass(frozen=True, eq=False)
class TestedRuns:
    """The predictions of some seeds, all for the same examples; classes are numbers.

    Attributes
    ----------
    predicted : ndarray of int, shape (n_seeds, n_examples)
    labels : ndarray of int, shape (n_examples,)
    fold : ndarray of int, shape (n_examples,), optional
        The fold in which each example was tested, in a cross-validation.
    train_size : int
    """

    predicted: np.ndarray
    labels: np.ndarray
    fold: np.ndarray | None
    train_size: int

    @property
    def correct(self) -> np.ndarray:
        """1 where a prediction is right, else 0; float, shape (n_seeds, n_examples)."""
        return np.asarray(self.predicted == self.labels).astype(float)

    def estimate(self, scores: np.ndarray) -> Estimate:
        """Estimate the mean of some scores of the same shape as `predicted`."""
        if self.fold is None:
            return estimate(scores)
        return over_folds(scores, self.fold, self.train_size)

    def estimate_and_test(self, scores: np.ndarray) -> Estimate:
        """Estimate the mean of such scores, and test whether it is zero."""
        if self.fold is None:
            return estimate_and_test(scores)
        return over_folds(scores, self.fold, self.train_size)


@dataclass(frozen=True)
class Pair:
    """Two cells to compare, and where."""

    place: Place
    a: CellResults
    b: CellResults

    @property
    def seeds(self) -> list[int]:
        """The seeds that finished in both.

        A baseline that was run once does the same under every seed.
        """
        of_a, of_b = self.a.finished, self.b.finished
        if self.b.is_baseline and len({run.seed for run in self.b.runs}) == 1 and of_b:
            return list(of_a)
        return [seed for seed in of_a if seed in of_b]

    @property
    def is_with_chance(self) -> bool:
        """Whether a side learns nothing, so that nobody needs a test of the pair."""
        return is_chance(self.a.strategy) or is_chance(self.b.strategy)


@dataclass
class PredictionReader:
    """Reads the predictions of a study's cells, each once."""

    study: StudyDirectory
    _classes: dict[str, int] = field(default_factory=dict)
    _cells: dict[CellResults, tuple[list[int], TestedRuns]] = field(default_factory=dict)

    def tested(self, cell: CellResults, seeds: Sequence[int]) -> TestedRuns:
        """Return what some of the finished seeds of a cell predicted.

        A single run stands for every seed that is asked for and was not run.
        """
        if cell not in self._cells:
            finished = cell.finished
            self._cells[cell] = list(finished), self._read(cell, list(finished.values()))
        known, predictions = self._cells[cell]
        rows = [0 if len(known) == 1 else known.index(seed) for seed in seeds]
        return replace(predictions, predicted=predictions.predicted[rows])

    def differences(self, pair: Pair, seeds: Sequence[int]) -> np.ndarray:
        """Return by how much more `a` has each text right than `b`: 1, 0 or -1."""
        difference = self.tested(pair.a, seeds).correct - self.tested(pair.b, seeds).correct
        return np.asarray(difference)

    def identify_hypothesis(self, pair: Pair) -> Hashable:
        """Return a key that two pairs share if they test one hypothesis.

        Tables of vectors with the same dimension share one random start. So pairs of strategies
        without vectors may stand in a study once for each table.
        """
        dataset, vectors, encoder = pair.place
        cells = pair.a, pair.b
        strategies = tuple(cell.strategy for cell in cells)
        key = dataset, encoder, pair.a.train_size, strategies
        if any(uses_vectors(strategy) for strategy in strategies):
            return *key, vectors
        predictions = [self.tested(cell, list(cell.finished)).predicted for cell in cells]
        return *key, *(table.tobytes() for table in predictions)

    def _read(self, cell: CellResults, seeds: Sequence[Sequence[RunRow]]) -> TestedRuns:
        rows, labels = [], np.empty(0, np.int32)
        fold: np.ndarray | None = None
        for runs in seeds:
            parts = [self.study.predictions(run.run) for run in runs]
            order = np.argsort(np.concatenate([part.ids for part in parts]), kind="stable")
            rows.append(self._code_names([part.predicted for part in parts])[order])
            labels = self._code_names([part.labels for part in parts])[order]
            numbers = [run.fold for run in runs if run.fold is not None]
            if numbers:
                fold = np.repeat(numbers, [len(part.ids) for part in parts])[order]
        return TestedRuns(np.stack(rows), labels, fold, cell.train_size)

    def _code_names(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        names, places = np.unique(np.concatenate(parts).astype(str), return_inverse=True)
        codes = [self._classes.setdefault(str(name), len(self._classes)) for name in names]
        return np.array(codes, np.int32)[places]


def group_cells(runs: Sequence[RunRow]) -> list[CellResults]:
    """Gather the runs of each cell, in the order of the runs."""
    runs_by_cell: dict[tuple[object, ...], list[RunRow]] = {}
    for run in runs:
        key = (run.dataset, run.vectors, run.encoder, run.strategy, run.train_size)
        runs_by_cell.setdefault(key, []).append(run)
    return [CellResults(tuple(rows)) for rows in runs_by_cell.values()]


def list_pairs(cells: Sequence[CellResults]) -> list[Pair]:
    """List the pairs of cells that differ in their strategy alone, in the order of the cells.

    A cell without vectors, or without an encoder (a baseline), is compared with the cells of any.
    The later strategy of a pair comes first: finetuned against random, not the reverse. Baselines
    always come second, and pairs with them after the others.
    """
    pairs = []
    ordered = sorted(cells, key=lambda cell: not cell.is_baseline)
    for earlier, later in combinations(ordered, 2):
        place = _find_common_place(later.place, earlier.place)
        same_size = earlier.train_size == later.train_size
        if place and same_size and earlier.strategy != later.strategy:
            pairs.append(Pair(place, later, earlier))
    order = {key: i for i, key in enumerate(dict.fromkeys((c.place, c.train_size) for c in cells))}
    return sorted(
        pairs, key=lambda p: (order.get((p.place, p.a.train_size), len(order)), p.b.is_baseline)
    )


def _find_common_place(one: Place, other: Place) -> Place | None:
    """Return the place that both belong to, if there is one; an empty name fits any."""
    if any(a and b and a != b for a, b in zip(one, other, strict=True)):
        return None
    dataset, vectors, encoder = (a or b for a, b in zip(one, other, strict=True))
    return dataset, vectors, encoder
