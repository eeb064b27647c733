"""What each cell is trained with, chosen on dev: the same trials for every strategy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from embedstudy.errors import DivergedError
from embedstudy.results.rows import TuningRow
from embedstudy.study.data.prepared_corpus import PreparedCorpus
from embedstudy.study.plan.config import StudyConfig
from embedstudy.study.plan.grid import Cell, RunSpec, values_to_try
from embedstudy.study.plan.search_space import TunedValues
from embedstudy.study.runs.run import UNWATCHED, Watch, dev_accuracy


def trials(config: StudyConfig, cells: Sequence[Cell]) -> list[RunSpec]:
    """List the trials of a study; none where there is only one choice.

    A baseline comes out the same under every seed, but on samples of the training texts.
    """
    return [
        cell.spec(seed, choice)
        for cell in cells
        if len(values_to_try(cell, config)) > 1
        for choice in values_to_try(cell, config)
        for seed in config.tuning_seeds[: None if cell.model_config or cell.is_sample else 1]
    ]


def trial_key(trial: RunSpec | TuningRow) -> tuple[object, ...]:
    """Return what tells a trial from the others of its study."""
    choice = trial.choice if isinstance(trial, RunSpec) else _choice_of(trial)
    names = (trial.dataset, trial.vectors, trial.strategy, trial.encoder)
    return (*names, trial.train_size, trial.fold, _rounded(choice), trial.seed)


def by_cell(rows: Sequence[TuningRow]) -> Mapping[tuple[object, ...], list[TuningRow]]:
    """Put the trials of each cell together, by `Cell.names`; none for a cell without any."""
    found = defaultdict[tuple[object, ...], list[TuningRow]](list)
    for row in rows:
        found[_names_of(row)].append(row)
    return found


def _names_of(row: TuningRow) -> tuple[object, ...]:
    names = (row.dataset, row.vectors, row.strategy, row.encoder)
    return (*names, row.train_size, row.fold)


def _choice_of(row: TuningRow) -> TunedValues:
    return TunedValues(row.lr, row.dropout, row.epochs, row.c)


def _rounded(choice: TunedValues) -> tuple[str, ...]:
    """Return a choice with the digits that a table on disk keeps."""
    return tuple("" if value is None else f"{value:.6g}" for value in vars(choice).values())


def run_trial(spec: RunSpec, materials: PreparedCorpus, watch: Watch = UNWATCHED) -> TuningRow:
    """Make one trial: dev accuracy alone, none if it diverged."""
    accuracy: float | None
    try:
        accuracy, status = dev_accuracy(spec, materials, watch), "ok"
    except DivergedError:
        accuracy, status = None, "diverged"
    choice = spec.choice
    return TuningRow(
        dataset=spec.dataset,
        vectors=spec.vectors,
        strategy=spec.strategy,
        encoder=spec.encoder,
        train_size=spec.train_size,
        fold=spec.fold,
        lr=choice.learning_rate,
        dropout=choice.dropout,
        epochs=choice.epochs,
        c=choice.c,
        seed=spec.seed,
        dev_accuracy=accuracy,
        status=status,
    )


def mean_accuracies(
    cell: Cell, rows: Sequence[TuningRow], config: StudyConfig
) -> dict[TunedValues, float]:
    """Return the mean dev accuracy of each choice that no trial diverged with."""
    accuracies: dict[tuple[str, ...], list[float | None]] = {}
    for row in rows:
        if _names_of(row) == cell.names:
            accuracies.setdefault(_rounded(_choice_of(row)), []).append(row.dev_accuracy)
    means = {}
    for choice in values_to_try(cell, config):
        found = accuracies.get(_rounded(choice), [])
        if found and None not in found:
            # Rounded far below one dev text, so that a tie is a tie whatever the sums round to.
            means[choice] = round(fmean(a for a in found if a is not None), 5)
    return means


def chosen(cell: Cell, rows: Sequence[TuningRow], config: StudyConfig) -> TunedValues:
    """Return the choice of the highest mean dev accuracy; the first of those that tie.

    One with which any trial diverged is not chosen, unless all did.
    """
    means = mean_accuracies(cell, rows, config)
    return max(means, key=lambda choice: means[choice]) if means else values_to_try(cell, config)[0]
