"""The best dev score of each strategy with each optimizer, where a study compares several."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from embedstudy.metrics import Metric
from embedstudy.results.rows import OK, RunRow, TuningRow
from embedstudy.wording import join_names

_Setting = tuple[object, ...]


@dataclass(frozen=True)
class OptimizerScores:
    """The dev scores of a strategy by optimizer.

    Attributes
    ----------
    dataset, vectors, encoder, strategy : str
    train_size : int
    best : dict of str to float
        By optimizer, the best mean score over tuning seeds; of a cross-validation, the mean over
        folds. An optimizer with which all trials of the last round diverged in a fold is missing.
    chosen : dict of str to int
        By optimizer, the number of folds in which the runs were trained with it; 1 without folds.
    n_trials : dict of str to int
        By optimizer, the trials in all folds.
    """

    dataset: str
    vectors: str
    encoder: str
    strategy: str
    train_size: int
    best: dict[str, float]
    chosen: dict[str, int]
    n_trials: dict[str, int]

    def describe_chosen(self) -> str:
        """Return the optimizer that was chosen; with folds that differ, how many chose each."""
        if len(self.chosen) < 2:
            return "".join(self.chosen)
        return ", ".join(f"{name} ({n_folds})" for name, n_folds in self.chosen.items())


def list_optimizer_scores(
    tuning: Sequence[TuningRow], runs: Sequence[RunRow], metric: Metric
) -> list[OptimizerScores]:
    """Return the scores of each strategy that was trained with several optimizers.

    Only the last round counts: its trainings are of full length, under all tuning seeds.

    Parameters
    ----------
    tuning : sequence of TuningRow
    runs : sequence of RunRow
    metric : Metric
        The one of the study.
    """
    rows_by_cell = defaultdict[tuple[str, str, str, str, int], list[TuningRow]](list)
    for row in tuning:
        if row.optimizer:
            rows_by_cell[_find_cell(row)].append(row)
    return [
        OptimizerScores(
            *cell,
            best=dict(_list_bests(rows, metric)),
            chosen=dict(Counter(_list_chosen([run for run in runs if _find_cell(run) == cell]))),
            n_trials=dict(Counter(row.optimizer for row in rows)),
        )
        for cell, rows in rows_by_cell.items()
    ]


def describe_trials(scores: Sequence[OptimizerScores]) -> str:
    """Return how many trials each optimizer had, and how ties between optimizers are broken.

    A strategy whose search found nothing more to try had fewer.
    """
    most = Counter[str]()
    for item in scores:
        most |= Counter(item.n_trials)
    parts = [f"{n_trials:,} with {name}" for name, n_trials in most.items()]
    return (
        f"Trials of each strategy: {join_names(parts, 'and')}. Less than half a text a seed is a "
        "tie, which the first optimizer wins."
    )


def _find_cell(row: TuningRow | RunRow) -> tuple[str, str, str, str, int]:
    return row.dataset, row.vectors, row.encoder, row.strategy, row.train_size


def _list_chosen(runs: Sequence[RunRow]) -> Iterator[str]:
    """Give the optimizer of each fold."""
    yield from {run.fold: run.optimizer for run in runs}.values()


def _list_bests(rows: Sequence[TuningRow], metric: Metric) -> Iterator[tuple[str, float]]:
    """Give each optimizer with its best score, the mean over folds."""
    folds = dict.fromkeys(row.fold for row in rows)
    for optimizer in dict.fromkeys(row.optimizer for row in rows):
        bests = [
            _find_best(
                [row for row in rows if (row.optimizer, row.fold) == (optimizer, fold)], metric
            )
            for fold in folds
        ]
        known = [best for best in bests if best is not None]
        if len(known) == len(bests):
            yield optimizer, fmean(known)


def _find_best(rows: Sequence[TuningRow], metric: Metric) -> float | None:
    """Return the best mean score of a setting that all seeds tried; None if all diverged."""
    by_setting = defaultdict[_Setting, list[TuningRow]](list)
    for row in rows:
        by_setting[row.lr, row.scale, row.dropout, row.epochs].append(row)
    n_seeds = max(map(len, by_setting.values()))
    scores = list[tuple[bool, float]]()
    for trials in by_setting.values():
        known = [row.dev_metric for row in trials if row.dev_metric is not None]
        if len(known) == n_seeds:
            is_sound = all(row.status == OK for row in trials)
            scores.append((is_sound, metric.sign * fmean(known)))
    return metric.sign * max(scores)[1] if scores else None
