"""Tuning: the trials on dev, at equal cost for every strategy, and the best values of each cell."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from embedstudy.errors import DivergedError
from embedstudy.metrics import METRICS
from embedstudy.nn.training import UNWATCHED, Watch
from embedstudy.results.rows import DIVERGED, OK, TuningRow
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import Cell, RunSpec, make_search
from embedstudy.study.runs.run import measure_dev
from embedstudy.tuning.joint_search import AnySearch
from embedstudy.tuning.search import Score, Trial, TrialKey
from embedstudy.tuning.values import TunedValues

# What tells a cell from the others: `Cell.names`.
CellKey = tuple[object, ...]


def make_searches(
    config: StudyConfig, cells: Sequence[Cell], dev_sizes: Mapping[str, int]
) -> dict[Cell, AnySearch]:
    """Return the search of each cell.

    Parameters
    ----------
    config : StudyConfig
    cells : sequence of Cell
    dev_sizes : mapping of str to int
        The number of dev texts of each data set.
    """
    return {cell: make_search(cell, config, dev_sizes[cell.dataset]) for cell in cells}


def make_trial_key(trial: RunSpec | TuningRow) -> tuple[object, ...]:
    """Return the key that tells a trial from the others of its study."""
    values = trial.choice if isinstance(trial, RunSpec) else _read_values(trial)
    return (*_make_cell_key(trial), values.key, trial.seed)


def score_trial(row: TuningRow, metric: str) -> Score | None:
    """Return the score of a trial on dev, as on disk; None if the trial diverged."""
    value = row.dev_metric
    if value is None:
        return None
    return Score(row.status == OK, METRICS[metric].sign * float(f"{value:.6g}"))


def run_trial(spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED) -> TuningRow:
    """Run one trial and return its row, which has no score if the trial diverged."""
    scores: dict[str, Any] = {"dev_accuracy": None, "status": DIVERGED}
    with suppress(DivergedError):
        scores = measure_dev(spec, corpus, watch)
    values = asdict(spec.choice)
    rate, optimizer = values.pop("learning_rate"), values.pop("optimizer") or ""
    return TuningRow(
        **spec.columns, **values, lr=rate, optimizer=optimizer, rung=spec.rung, seed=spec.seed,
        dev_size=corpus.dev_size, **scores,
    )  # fmt: skip


@dataclass(frozen=True)
class TuningResult:
    """The result of the search of a cell.

    Attributes
    ----------
    values : TunedValues
    edges : list of str
        A sentence for each value that still lies at an edge of those that were tried.
    extensions : list of str
        The values beyond the first ones that the search went on to.
    """

    values: TunedValues
    edges: list[str]
    extensions: list[str]


class TrialPlan:
    """The trials of a study, which grow with the results.

    Iterating gives the keys of the trials that are known so far, in the order of tuning.csv. They
    depend on the results alone, not on the order in which they came.

    Parameters
    ----------
    searches : mapping of Cell to Search or JointSearch
    rows : sequence of TuningRow
        The trials that are finished.
    config : StudyConfig
    """

    def __init__(
        self, searches: Mapping[Cell, AnySearch], rows: Sequence[TuningRow], config: StudyConfig
    ) -> None:
        self._searches, self._seeds = dict(searches), config.tuning_seeds
        self._cells = {cell.names: cell for cell in searches}
        self._scores: Mapping[CellKey, dict[TrialKey, Score | None]] = {
            names: {} for names in self._cells
        }
        for row in rows:
            self._store(row)
        self._trials = dict[CellKey, list[Trial]]()
        self._n_open = defaultdict[CellKey, int](int)
        self._places = {
            part: place for place, part in enumerate(dict.fromkeys(map(_find_part, self._searches)))
        }
        self._waiting, self._counter = list[tuple[tuple[int, ...], RunSpec]](), count()
        for names in self._cells:
            self._advance(names)

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        for names, trials in self._trials.items():
            for trial in trials:
                yield make_trial_key(self._make_spec(self._cells[names], trial))

    def list_planned(self) -> tuple[list[RunSpec], list[RunSpec]]:
        """List as many trials as the study will have, and those of them that are to be made.

        The values of trials that are not known yet stand for others that take as long.
        """
        planned, to_do = list[RunSpec](), list[RunSpec]()
        for names, cell in self._cells.items():
            known = self._trials[names]
            trials = self._searches[cell].fill_up(known)
            specs = [self._make_spec(cell, trial) for trial in trials]
            planned += specs
            n_known, scores = len(known), self._scores[names]
            to_do += [
                spec
                for place, (spec, trial) in enumerate(zip(specs, trials, strict=True))
                if place >= n_known or trial.key not in scores
            ]
        return planned, to_do

    def pop_waiting(self) -> Iterator[RunSpec]:
        """Return an iterator over the trials to make.

        After its end it goes on if `add` has brought more. Trials on one sample of the training
        texts follow each other.
        """
        return _Queue(self._waiting)

    def add(self, row: TuningRow) -> None:
        """Take the result of a trial; what its cell tries next may follow from it."""
        names = _make_cell_key(row)
        self._store(row)
        self._n_open[names] -= 1
        if not self._n_open[names]:
            self._advance(names)

    def read_results(self) -> dict[Cell, TuningResult]:
        """Return the result of each search, once no trial is left."""
        results = {}
        for names, cell in self._cells.items():
            search, scores = self._searches[cell], self._scores[names]
            edges = search.describe_edges(scores) if search.is_needed else []
            extensions = search.describe_extensions(scores) if search.is_needed else []
            results[cell] = TuningResult(search.choose(scores), edges, extensions)
        return results

    def _store(self, row: TuningRow) -> None:
        names = _make_cell_key(row)
        if names in self._cells and row.rung is not None:
            score = score_trial(row, self._cells[names].metric)
            seed = self._seeds.index(row.seed)
            self._scores[names][Trial(_read_values(row), row.rung, seed).key] = score

    def _advance(self, names: CellKey) -> None:
        cell, scores = self._cells[names], self._scores[names]
        trials = self._searches[cell].list_trials(scores)
        self._trials[names] = trials
        place = self._places[_find_part(cell)]
        for trial in trials:
            if trial.key not in scores:
                self._n_open[names] += 1
                order = (place, trial.seed, next(self._counter))
                heapq.heappush(self._waiting, (order, self._make_spec(cell, trial)))

    def _make_spec(self, cell: Cell, trial: Trial) -> RunSpec:
        return cell.make_spec(self._seeds[trial.seed], trial.values, trial.rung)


class _Queue(Iterator[RunSpec]):
    """An iterator over a heap that may grow after it was empty."""

    def __init__(self, waiting: list[tuple[tuple[int, ...], RunSpec]]) -> None:
        self._waiting = waiting

    def __next__(self) -> RunSpec:
        if not self._waiting:
            raise StopIteration
        return heapq.heappop(self._waiting)[1]


def _find_part(cell: Cell | RunSpec) -> tuple[str, int, int | None]:
    return cell.dataset, cell.train_size, cell.fold


def _make_cell_key(trial: RunSpec | TuningRow) -> CellKey:
    names = (trial.dataset, trial.vectors, trial.strategy, trial.encoder)
    return (*names, trial.train_size, trial.fold)


def _read_values(row: TuningRow) -> TunedValues:
    return TunedValues(row.lr, row.dropout, row.epochs, row.c, row.scale, row.optimizer or None)
