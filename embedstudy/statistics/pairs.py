"""The cells of a study, their predictions, and which of them are compared."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from statistics import fmean

import numpy as np

from embedstudy.baselines import is_chance
from embedstudy.errors import InputError
from embedstudy.metrics import METRICS, Metric, Outputs
from embedstudy.options.study import StudyOptions
from embedstudy.results.directory import StudyDirectory
from embedstudy.results.rows import RunRow
from embedstudy.statistics.calibration import CALIBRATION
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
        return {s: runs for s, runs in by_seed.items() if all(run.has_result for run in runs)}


@dataclass(frozen=True, eq=False)
class SeedOutputs:
    """What the runs of one seed predicted.

    Attributes
    ----------
    folds : tuple of Outputs
        A run a fold; one alone without a cross-validation.
    order : ndarray of int, shape (n_examples,)
        Sorts the examples of all folds by their ids.
    """

    folds: tuple[Outputs, ...]
    order: np.ndarray

    @property
    def labels(self) -> np.ndarray:
        """The class of each example."""
        return np.asarray(np.concatenate([fold.labels for fold in self.folds])[self.order])

    @property
    def predicted(self) -> np.ndarray:
        """The predicted class of each example."""
        return np.asarray(np.concatenate([fold.predicted for fold in self.folds])[self.order])

    def without_probabilities(self) -> "SeedOutputs":
        """Return the same without what takes most of the memory."""
        folds = tuple(replace(fold, probabilities=None) for fold in self.folds)
        return replace(self, folds=folds)

    def always(self, class_id: int) -> "SeedOutputs":
        """Return the outputs of a model that predicts one class, whatever the text."""
        folds = tuple(
            Outputs(fold.labels, np.full_like(fold.predicted, class_id)) for fold in self.folds
        )
        return replace(self, folds=folds)

    def score(self, metric: Metric) -> np.ndarray:
        """Return a score for each example, by the fold that it is tested in."""
        return np.asarray(
            np.concatenate([metric.text_scores(fold) for fold in self.folds])[self.order]
        )

    def compare(self, other: "SeedOutputs", metric: Metric) -> np.ndarray:
        """Return the difference to other outputs for each example."""
        pairs = zip(self.folds, other.folds, strict=True)
        return np.asarray(
            np.concatenate([metric.compare_texts(*pair) for pair in pairs])[self.order]
        )


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
    outputs : tuple of SeedOutputs
        Of each seed.
    scores : ndarray of float, shape (n_seeds, n_examples)
        By the metric of the study: the mean over examples is the score of a seed.
    by_metric : mapping of str to ndarray of float, shape (n_seeds,)
        The score of each seed by every metric that its files allow, and its calibration; the mean
        over folds in a cross-validation.
    """

    predicted: np.ndarray
    labels: np.ndarray
    fold: np.ndarray | None
    train_size: int
    outputs: tuple["SeedOutputs", ...]
    scores: np.ndarray
    by_metric: Mapping[str, np.ndarray]

    @property
    def n_effective(self) -> int:
        """The number of texts that a score rests on where each class counts the same."""
        _, counts = np.unique(self.labels, return_counts=True)
        return int(min(len(self.labels), len(counts) * counts.min()))

    @property
    def correct(self) -> np.ndarray:
        """1 where a prediction is right, else 0; float, shape (n_seeds, n_examples)."""
        return np.asarray(self.predicted == self.labels).astype(float)

    def estimate(self, scores: np.ndarray) -> Estimate:
        """Estimate the mean of some scores of the same shape as `predicted`."""
        if self.fold is None:
            return estimate(scores)
        return over_folds(scores, self.fold, self.train_size)

    def estimate_and_test(
        self, scores: np.ndarray, *, by_test: bool = False, margin: float | None = None
    ) -> Estimate:
        """Estimate the mean of such scores, and test it against zero, and against a margin."""
        if self.fold is None:
            return estimate_and_test(scores, by_test=by_test, margin=margin)
        return over_folds(scores, self.fold, self.train_size, margin)


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
    _classes: dict[str, dict[str, int]] = field(default_factory=dict)
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
        return replace(
            predictions,
            predicted=predictions.predicted[rows],
            outputs=tuple(predictions.outputs[row] for row in rows),
            scores=predictions.scores[rows],
            by_metric={name: values[rows] for name, values in predictions.by_metric.items()},
        )

    @cached_property
    def metric_name(self) -> str:
        """The name of the study's metric."""
        return str(self.study.meta["identity"].get("metric", "accuracy"))

    @property
    def metric(self) -> Metric:
        """The metric of the study."""
        return METRICS.find(self.metric_name)

    @cached_property
    def has_majority(self) -> bool:
        """Whether the study has the majority class as a baseline."""
        return any(is_chance(run.strategy) for run in self.study.runs)

    @cached_property
    def margin(self) -> float:
        """The smallest difference that counts: a hundredth of the points that it is given in."""
        return float(self.study.meta.get("margin", StudyOptions().margin)) / 100

    def advantages(self, pair: Pair, seeds: Sequence[int]) -> np.ndarray:
        """Return by how much `a` does better than `b` on each text: by accuracy 1, 0 or -1.

        Where less is better, that is by how much its scores are lower.
        """
        outputs = zip(
            self.tested(pair.a, seeds).outputs, self.tested(pair.b, seeds).outputs, strict=True
        )
        return self.metric.sign * np.stack([a.compare(b, self.metric) for a, b in outputs])

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
        outputs = []
        for runs in seeds:
            ids, folds = zip(*map(self._read_outputs, runs), strict=True)
            outputs.append(SeedOutputs(folds, np.argsort(np.concatenate(ids), kind="stable")))
        by_metric = [_average_scores(seed.folds) for seed in outputs]
        if not self.metric.needs_probabilities:
            outputs = [seed.without_probabilities() for seed in outputs]
        last = outputs[-1]
        numbers = [run.fold for run in seeds[-1] if run.fold is not None]
        sizes = [len(fold.labels) for fold in last.folds]
        return TestedRuns(
            predicted=np.stack([seed.predicted for seed in outputs]),
            labels=last.labels,
            fold=np.repeat(numbers, sizes)[last.order] if numbers else None,
            train_size=cell.train_size,
            outputs=tuple(outputs),
            scores=np.stack([seed.score(self.metric) for seed in outputs]),
            by_metric={
                name: np.array([values[name] for values in by_metric])
                for name in by_metric[0]
                if all(name in values for values in by_metric)
            },
        )

    def _read_outputs(self, run: RunRow) -> tuple[np.ndarray, Outputs]:
        """Return the ids of the test texts of a run, and what it predicted for them.

        Raises
        ------
        InputError
            If the metric of the study needs probabilities, and the run has none.
        """
        read = self.study.predictions(run.run, with_probabilities=True)
        if read.probabilities is None and self.metric.needs_probabilities:
            raise InputError(
                f"{self.study.path / 'predictions' / run.run}.npy: no such file; "
                f"{self.metric.title} needs the probabilities of the classes"
            )
        labels, predicted = (
            self._code_names(run.dataset, names) for names in (read.labels, read.predicted)
        )
        return read.ids, Outputs(labels, predicted, read.probabilities)

    def _code_names(self, dataset: str, names: np.ndarray) -> np.ndarray:
        """Return the number of each class; those of study.json come first, as in probabilities."""
        if dataset not in self._classes:
            facts = self.study.meta.get("data", {}).get(dataset, {})
            self._classes[dataset] = {name: i for i, name in enumerate(facts.get("classes", ()))}
        ids = self._classes[dataset]
        for name in sorted(set(names)):
            ids.setdefault(name, len(ids))
        return np.fromiter((ids[name] for name in names), np.int32, len(names))


def _average_scores(parts: Sequence[Outputs]) -> dict[str, float]:
    """Return the score by every metric that some outputs allow, and their calibration."""
    has_probabilities = all(part.probabilities is not None for part in parts)
    functions = {
        name: metric.compute
        for name, metric in METRICS.items()
        if has_probabilities or not metric.needs_probabilities
    }
    if has_probabilities:
        functions.update(CALIBRATION)
    return {name: fmean(map(function, parts)) for name, function in functions.items()}


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
