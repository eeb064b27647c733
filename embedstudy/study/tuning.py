"""The learning rate of each cell, chosen on dev: one grid, one budget, for every strategy."""

from collections.abc import Callable, Sequence
from statistics import fmean

from embedstudy.errors import DivergedError
from embedstudy.study.materials import Materials
from embedstudy.study.plan import Cell, RunSpec, StudyConfig
from embedstudy.study.rows import TuningRow
from embedstudy.study.run import fit


def trials(config: StudyConfig, cells: Sequence[Cell]) -> list[RunSpec]:
    """List the trials of a study; none where there is only one rate to choose."""
    return [
        cell.spec(seed, rate)
        for cell in cells
        for rate in config.rates(cell.recipe)
        if len(config.rates(cell.recipe)) > 1
        for seed in config.tuning_seeds
    ]


def trial_key(trial: RunSpec | TuningRow) -> tuple[str, str, str, str, int, int | None, str, int]:
    """Return what tells a trial from the others of its study."""
    rate = trial.learning_rate if isinstance(trial, RunSpec) else trial.lr
    names = (trial.dataset, trial.vectors, trial.strategy, trial.encoder)
    return (*names, trial.train_size, trial.fold, f"{rate:.6g}", trial.seed)


def run_trial(
    spec: RunSpec, materials: Materials, should_stop: Callable[[], bool] = lambda: False
) -> TuningRow:
    """Make one trial: dev accuracy alone, none if it diverged."""
    try:
        _, training = fit(spec, materials, should_stop)
    except DivergedError:
        accuracy, status = None, "diverged"
    else:
        accuracy, status = training.best.dev_accuracy, "ok"
    return TuningRow(
        dataset=spec.dataset,
        vectors=spec.vectors,
        strategy=spec.strategy,
        encoder=spec.encoder,
        train_size=spec.train_size,
        fold=spec.fold,
        lr=spec.learning_rate,
        seed=spec.seed,
        dev_accuracy=accuracy,
        status=status,
    )


def at_the_edge(rate: float, tried: Sequence[float]) -> str:
    """Say whether a chosen rate is the lowest or highest tried; empty if it is neither."""
    if len(tried) < 3:
        return ""
    if rate == max(tried):
        return "highest"
    return "lowest" if rate == min(tried) else ""


def chosen_rate(cell: Cell, rows: Sequence[TuningRow], config: StudyConfig) -> float:
    """Return the rate of the highest mean dev accuracy; the lowest such rate if some tie.

    A rate at which any trial diverged is not chosen, unless all did.
    """
    rates = config.rates(cell.recipe)
    accuracies: dict[float, list[float | None]] = {rate: [] for rate in rates}
    for row in rows:
        names = (row.dataset, row.vectors, row.strategy, row.encoder)
        if (*names, row.train_size, row.fold) == cell.names:
            accuracies[row.lr].append(row.dev_accuracy)
    means = {
        # Rounded far below one dev text, so that a tie is a tie whatever the sums round to.
        rate: round(fmean(a for a in found if a is not None), 5)
        for rate, found in accuracies.items()
        if found and None not in found
    }
    return max(means, key=lambda rate: (means[rate], -rate)) if means else rates[0]
