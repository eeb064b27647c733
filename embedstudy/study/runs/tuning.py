"""Tuning: the trials on dev, the same for every strategy, and the best values of each cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any

from embedstudy.errors import DivergedError
from embedstudy.metrics import METRICS
from embedstudy.nn.training import UNWATCHED, Watch
from embedstudy.results.rows import TuningRow
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import Cell, RunSpec, values_to_try
from embedstudy.study.runs.run import measure_dev
from embedstudy.tuning.search_space import TunedValues


def list_trials(config: StudyConfig, cells: Sequence[Cell]) -> list[RunSpec]:
    """List the trials of a study; a cell with nothing to choose from has none.

    A baseline gives the same result under every seed, except on samples of the training texts.
    """
    return [
        cell.make_spec(seed, values)
        for cell in cells
        if len(values_to_try(cell, config)) > 1
        for values in values_to_try(cell, config)
        for seed in config.tuning_seeds[: None if cell.model_config or cell.is_sample else 1]
    ]


def make_trial_key(trial: RunSpec | TuningRow) -> tuple[object, ...]:
    """Return the key that tells a trial from the others of its study."""
    values = trial.choice if isinstance(trial, RunSpec) else _read_values(trial)
    return (*_make_cell_key(trial), _round_values(values), trial.seed)


def group_by_cell(rows: Sequence[TuningRow]) -> Mapping[tuple[object, ...], list[TuningRow]]:
    """Return the trials of each cell, by `Cell.names`; a cell without trials has an empty list."""
    trials = defaultdict[tuple[object, ...], list[TuningRow]](list)
    for row in rows:
        trials[_make_cell_key(row)].append(row)
    return trials


def _make_cell_key(trial: RunSpec | TuningRow) -> tuple[object, ...]:
    names = (trial.dataset, trial.vectors, trial.strategy, trial.encoder)
    return (*names, trial.train_size, trial.fold)


def _read_values(row: TuningRow) -> TunedValues:
    return TunedValues(row.lr, row.dropout, row.epochs, row.c, row.scale)


def _round_values(values: TunedValues) -> tuple[str, ...]:
    """Return tuned values with the digits that a table on disk holds."""
    return tuple("" if value is None else f"{value:.6g}" for value in vars(values).values())


def run_trial(spec: RunSpec, corpus: PreparedCorpus, watch: Watch = UNWATCHED) -> TuningRow:
    """Run one trial and return its row, which has no score if the trial diverged."""
    scores: dict[str, Any] = {"dev_accuracy": None}
    try:
        scores, status = measure_dev(spec, corpus, watch), "ok"
    except DivergedError:
        status = "diverged"
    values = asdict(spec.choice)
    rate = values.pop("learning_rate")
    return TuningRow(
        **spec.columns, **values, lr=rate, rung=1, seed=spec.seed, **scores, status=status,
        dev_size=corpus.dev_size,
    )  # fmt: skip


def average_scores(
    cell: Cell, rows: Sequence[TuningRow], config: StudyConfig
) -> dict[TunedValues, float]:
    """Return the mean dev score of each choice with which no trial diverged; more is better."""
    sign = METRICS[cell.metric].sign
    scores = defaultdict[tuple[str, ...], list[float | None]](list)
    for row in rows:
        if _make_cell_key(row) == cell.names:
            scores[_round_values(_read_values(row))].append(row.dev_metric)
    means = {}
    for values in values_to_try(cell, config):
        trials = scores[_round_values(values)]
        if trials and None not in trials:
            # Rounded far below one dev text, so that a tie is a tie whatever the sums round to.
            means[values] = sign * round(fmean(value for value in trials if value is not None), 5)
    return means


def choose_values(cell: Cell, rows: Sequence[TuningRow], config: StudyConfig) -> TunedValues:
    """Return the choice of the best mean dev score; of ties, the first.

    A choice with which a trial diverged is passed over, unless trials diverged with every choice.
    """
    means = average_scores(cell, rows, config)
    return max(means, key=lambda values: means[values]) if means else values_to_try(cell, config)[0]
